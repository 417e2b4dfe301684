//! Datasets from the command line: read, told of, split.

use std::path::{Path, PathBuf};

use anyhow::Result;
use zoom_in_net_datasets::{Dataset, Split, read_dataset};

/// The fractions of patients for training, validation and test.
const FRACTIONS: (f64, f64, f64) = (0.7, 0.1, 0.2);

/// Reads datasets and says on standard error what could not be used of each.
pub fn read_datasets(folders: &[PathBuf], strict: bool) -> Result<Vec<Dataset>> {
    folders
        .iter()
        .map(|folder| {
            let dataset = read_dataset(folder)?;
            for problem in &dataset.problems {
                eprintln!("{}: {problem}", dataset.name);
            }
            eprintln!(
                "{}: {} photographs of {} patients, {} rows left out",
                dataset.name,
                dataset.photographs.len(),
                dataset.patients().len(),
                dataset.problems.len()
            );
            Ok(if strict { dataset.strict()? } else { dataset })
        })
        .collect()
}

/// The split in `file`. Datasets of which it has no patient are parted by `seed` and added to it, so that it is made
/// where there is none yet.
pub fn split_in(file: &Path, datasets: &[Dataset], seed: u64) -> Result<Split> {
    let mut split = match file.exists() {
        true => Split::load(file)?,
        false => Split::default(),
    };
    let datasets: Vec<&Dataset> = datasets.iter().collect();
    let added = split.extend(&datasets, seed, FRACTIONS)?;
    if added.is_empty() {
        return Ok(split);
    }
    split.save(file)?;
    eprintln!(
        "{}: {} added; now {} patients to train, {} to validate, {} to test",
        file.display(),
        added.join(", "),
        split.train.len(),
        split.validation.len(),
        split.test.len()
    );
    Ok(split)
}
