//! The layouts that are known, and how a folder shows which one it has.

mod aptos;
mod folder_per_grade;
mod idrid;
mod kaggle_eyepacs;
mod labels_csv;
mod messidor;
mod messidor_2;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::collector::Collector;
use crate::photograph::Dataset;
use crate::problems::{DatasetError, summary};

/// How a folder of graded photographs is laid out.
///
/// Label files are tables whose columns are found by name, in any order. Images are found whatever their
/// extension, except in [`Layout::LabelsCsv`], which names files in full. Where a layout does not tell the
/// patients, each photograph counts as its own: a [`Split`](crate::Split) then cannot keep the two eyes of
/// a patient together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Layout {
    /// `labels.csv` with the columns image (a path relative to the root), patient, eye (left, right, L, R or
    /// blank), grade (0 to 4) and, where known, maculopathy (0, 1 or blank) or oedema_risk (0, 1, 2 or blank).
    LabelsCsv,
    /// Kaggle "Diabetic Retinopathy Detection" (EyePACS): `trainLabels.csv` with the columns image and
    /// level; images `N_left.jpeg` and `N_right.jpeg` of patient N in `train/` or in the root.
    KaggleEyePacs,
    /// Messidor: sheets `Annotation_Base11.xls` and so on (or the same as `.xlsx` or `.csv`) with the columns
    /// Image name, Retinopathy grade and Risk of macular edema, in the root or beside their images in `Base11/`
    /// and so on. Patients and eyes are not told.
    ///
    /// Messidor grades from 0 to 3 by counting microaneurysms and haemorrhages. Its 0, 1 and 2 are read as ICDR
    /// none, mild and moderate, and its 3, which covers proliferative retinopathy too, as severe: no photograph
    /// is ever proliferative. The scales agree only roughly: many microaneurysms without any haemorrhage, for
    /// one, are mild by ICDR but more than 1 by Messidor. A risk of macular oedema of 2 (hard exudates within
    /// one disc diameter of the macula) is read as maculopathy.
    ///
    /// Messidor holds some photographs twice. Files with the same content are found by reading those of equal
    /// length; all but the first are left out and named as problems. A photograph that was saved anew under
    /// another name is not found this way.
    Messidor,
    /// Messidor-2 with the adjudicated grades of Krause et al.: `messidor_data.csv` with the columns image_id,
    /// adjudicated_dr_grade and, where known, adjudicated_dme and adjudicated_gradable; images in `IMAGES/`,
    /// `images/` or the root. Patients and eyes come from `messidor-2.csv` or `pairs.csv`, with the columns
    /// left and right; it is a problem if there is none. Ungradable photographs are problems too.
    Messidor2,
    /// APTOS 2019 Blindness Detection: `train.csv` with the columns id_code and diagnosis; images in
    /// `train_images/` or the root. Patients and eyes are not told.
    Aptos2019,
    /// IDRiD, disease grading: `2. Groundtruths` with the training labels, the testing labels or both, and
    /// `1. Original Images`, in the root or in its `B. Disease Grading`. A risk of macular oedema of 2 (hard
    /// exudates within one disc diameter of the macula) is read as maculopathy. Patients and eyes are not told.
    IdridGrading,
    /// A folder for each grade, at least two of them: `0` to `4`, or none (No_DR), mild, moderate, severe and
    /// proliferative (Proliferate_DR). A name such as `13_left.jpeg` tells the patient and the eye.
    FolderPerGrade,
}

/// A layout, how a folder shows it, and how it is read.
struct Reader {
    layout: Layout,
    /// What shows the layout, to be named to a user.
    sign: &'static str,
    is_here: fn(&Path) -> Result<bool, DatasetError>,
    read: fn(&mut Collector<'_>) -> Result<(), DatasetError>,
}

/// In the order in which they are tried: files with a name of their own before looking through folders.
const READERS: [Reader; 7] = [
    Reader {
        layout: Layout::LabelsCsv,
        sign: labels_csv::LABELS,
        is_here: |root| Ok(root.join(labels_csv::LABELS).is_file()),
        read: labels_csv::read,
    },
    Reader {
        layout: Layout::KaggleEyePacs,
        sign: kaggle_eyepacs::LABELS,
        is_here: |root| Ok(root.join(kaggle_eyepacs::LABELS).is_file()),
        read: kaggle_eyepacs::read,
    },
    Reader {
        layout: Layout::Messidor2,
        sign: messidor_2::LABELS,
        is_here: |root| Ok(root.join(messidor_2::LABELS).is_file()),
        read: messidor_2::read,
    },
    Reader {
        layout: Layout::Aptos2019,
        sign: aptos::LABELS,
        is_here: |root| Ok(root.join(aptos::LABELS).is_file()),
        read: aptos::read,
    },
    Reader {
        layout: Layout::IdridGrading,
        sign: "2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv",
        is_here: idrid::is_here,
        read: idrid::read,
    },
    Reader {
        layout: Layout::Messidor,
        sign: "Annotation_Base11.xls",
        is_here: messidor::is_here,
        read: messidor::read,
    },
    Reader {
        layout: Layout::FolderPerGrade,
        sign: "folders 0 to 4",
        is_here: folder_per_grade::is_here,
        read: folder_per_grade::read,
    },
];

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

    let reader = reader_for(root)?;
    let mut collector = Collector::new(root);
    (reader.read)(&mut collector)?;
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
        layout: reader.layout,
        photographs,
        problems,
    })
}

fn reader_for(root: &Path) -> Result<&'static Reader, DatasetError> {
    for reader in &READERS {
        if (reader.is_here)(root)? {
            return Ok(reader);
        }
    }
    let signs: Vec<&str> = READERS.iter().map(|reader| reader.sign).collect();
    Err(DatasetError::UnknownLayout {
        root: root.to_owned(),
        looked_for: signs.join(", "),
    })
}
