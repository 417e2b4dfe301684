//! People's judgements of gradability, beside the photographs.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use zoom_in_net_datasets::Dataset;

/// A judgement of EyeQ (Fu et al., 2019).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EyeQ {
    /// No fault.
    Good,
    /// A fault, but the lesions can be seen.
    Usable,
    /// Not to be graded.
    Reject,
}

#[derive(Deserialize)]
struct Row {
    image: String,
    eyeq: Option<EyeQ>,
}

/// The judgements in the dataset's `quality.csv`, by photograph.
///
/// # Errors
/// If the table cannot be read, or names a photograph that the dataset has not.
pub fn read_quality(dataset: &Dataset) -> Result<HashMap<String, EyeQ>> {
    let file = dataset.root.join("quality.csv");
    let judgements = read_rows(&file).with_context(|| format!("reading {}", file.display()))?;
    if let Some(stranger) = judgements.keys().find(|image| {
        !dataset
            .photographs
            .iter()
            .any(|photograph| &photograph.id == *image)
    }) {
        anyhow::bail!(
            "{} judges `{stranger}`, which is not in labels.csv",
            file.display()
        );
    }
    Ok(judgements)
}

fn read_rows(file: &Path) -> Result<HashMap<String, EyeQ>> {
    let mut judgements = HashMap::new();
    for row in csv::Reader::from_path(file)?.deserialize() {
        let row: Row = row?;
        if let Some(eyeq) = row.eyeq {
            judgements.insert(row.image, eyeq);
        }
    }
    Ok(judgements)
}
