//! The layouts that are known, and how a folder shows which one it has.

mod labels_csv;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::photograph::Dataset;
use crate::problems::{DatasetError, summary};
use crate::rows::Collector;

/// How a folder of graded photographs is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Layout {
    /// `labels.csv` with the columns image (a path relative to the root), patient, eye (left, right, L or
    /// R), grade (0 to 4) and, where known, maculopathy (0, 1 or blank).
    LabelsCsv,
    /// Kaggle "Diabetic Retinopathy Detection" (EyePACS).
    KaggleEyePacs,
    /// Messidor.
    Messidor,
    /// Messidor-2.
    Messidor2,
    /// APTOS 2019 Blindness Detection.
    Aptos2019,
    /// IDRiD, disease grading.
    IdridGrading,
    /// A folder for each grade.
    FolderPerGrade,
}

/// Lists the graded photographs of a folder, whichever layout it has.
///
/// Each image file is looked up but not decoded. Rows and files that cannot be used become
/// [`Dataset::problems`].
///
/// # Errors
///
/// [`DatasetError`] if the folder or its label file cannot be read, has no known layout, has no ICDR
/// grades, lacks columns, or has not one usable photograph.
pub fn read_dataset(root: &Path) -> Result<Dataset, DatasetError> {
    let not_a_folder = |source| DatasetError::NotAFolder {
        root: root.to_owned(),
        source,
    };
    std::fs::read_dir(root).map_err(not_a_folder)?;
    // A root such as `.` has its name only in full.
    let full = root.canonicalize().map_err(not_a_folder)?;
    let name = full
        .file_name()
        .unwrap_or(full.as_os_str())
        .to_string_lossy()
        .into_owned();

    let layout = detect(root)?;
    let mut collector = Collector::new(root);
    match layout {
        Layout::LabelsCsv => labels_csv::read(&mut collector)?,
        _ => return Err(unknown(root)),
    }
    let (photographs, problems) = collector.finish();
    if photographs.is_empty() {
        return Err(DatasetError::NoPhotographs {
            root: root.to_owned(),
            summary: summary(&problems),
        });
    }
    Ok(Dataset {
        name,
        root: root.to_owned(),
        layout,
        photographs,
        problems,
    })
}

fn detect(root: &Path) -> Result<Layout, DatasetError> {
    if root.join(labels_csv::LABELS).is_file() {
        Ok(Layout::LabelsCsv)
    } else {
        Err(unknown(root))
    }
}

fn unknown(root: &Path) -> DatasetError {
    DatasetError::UnknownLayout {
        root: root.to_owned(),
        looked_for: format!("`{}`", labels_csv::LABELS),
    }
}
