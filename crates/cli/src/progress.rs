//! The progress of long work.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts photographs and says how long the rest will take.
pub fn photographs_bar(photographs: usize) -> Result<ProgressBar> {
    bar(photographs, "photographs")
}

/// A bar that counts what it is told.
pub fn bar(length: usize, what: &str) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {prefix}, {eta} left")?;
    Ok(ProgressBar::new(length as u64)
        .with_style(style)
        .with_prefix(what.to_owned()))
}
