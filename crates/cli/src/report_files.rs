//! A report on disk: JSON for programs, a page for people.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use zoom_in_net_storage::write_whole;

/// Writes a report to `json`, and its page to `html` or, where that is not given, beside the JSON.
pub fn write_report(
    json: &Path,
    html: Option<&Path>,
    report: &impl Serialize,
    page: String,
) -> Result<()> {
    let text = serde_json::to_string_pretty(report)? + "\n";
    let html = html.map_or_else(|| json.with_extension("html"), Path::to_owned);
    for (file, text) in [(json, text), (&html, page)] {
        write_whole(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        eprintln!("{} written", file.display());
    }
    Ok(())
}
