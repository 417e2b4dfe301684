//! `labels.csv`: image, patient, eye, grade and, where known, maculopathy.

use std::path::{Component, Path};

use crate::problems::{DatasetError, Flaw};
use crate::rows::{Collector, Grade, Maculopathy, Place, Row};
use crate::table::for_each_row;

/// The file that tells this layout.
pub(crate) const LABELS: &str = "labels.csv";

const COLUMNS: [&str; 5] = ["image", "patient", "eye", "grade", "maculopathy"];
const REQUIRED: usize = 4;

/// Reads the folder's `labels.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    let take = |row, cells: Result<[&str; 5], String>| {
        let place = Place::row(LABELS, row);
        match cells {
            Ok([image, patient, eye, grade, maculopathy]) => collector.add(
                place,
                Row {
                    image,
                    id: existing(root, image),
                    patient: Some(patient),
                    eye: Some(eye),
                    grade: Grade::Icdr(grade),
                    maculopathy: Maculopathy::Presence(maculopathy),
                    subject: None,
                },
            ),
            Err(why) => collector.problem(place, Flaw::Unreadable(why)),
        }
    };
    for_each_row(&root.join(LABELS), COLUMNS, REQUIRED, take).map_err(without_grades)
}

/// The image's path if it stays within the root and the file is there.
fn existing(root: &Path, image: &str) -> Option<String> {
    let within = Path::new(image)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    (within && root.join(image).is_file()).then(|| image.to_owned())
}

/// Labels of another kind deserve to be told so: no renaming of columns would help.
fn without_grades(error: DatasetError) -> DatasetError {
    match error {
        DatasetError::MissingColumns {
            file,
            missing,
            found,
        } if missing.split(", ").any(|column| column == "grade") => {
            DatasetError::NoGrades { file, found }
        }
        error => error,
    }
}
