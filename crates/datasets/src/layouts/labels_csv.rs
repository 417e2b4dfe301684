//! `labels.csv`: image, patient, eye, grade and, where known, maculopathy or the risk of macular oedema.

use std::path::{Component, Path};

use crate::collector::Collector;
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Row};

/// The file that tells this layout.
pub(crate) const LABELS: &str = "labels.csv";

const COLUMNS: [&str; 6] = [
    "image",
    "patient",
    "eye",
    "grade",
    "maculopathy",
    "oedema_risk",
];
const REQUIRED: usize = 4;

/// Reads the folder's `labels.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    collector
        .read_table(LABELS, COLUMNS, REQUIRED, |collector, place, cells| {
            let [image, patient, eye, grade, maculopathy, oedema_risk] = cells;
            let row = Row {
                image,
                id: existing(root, image),
                patient: Some(patient),
                // A blank says that the eye is not known.
                eye: (!eye.is_empty()).then_some(eye),
                grade: Grade::Icdr(grade),
                maculopathy: match oedema_risk {
                    "" => Maculopathy::Presence(maculopathy),
                    risk => Maculopathy::OedemaRisk(risk),
                },
                subject: None,
            };
            collector.add(place, row);
        })
        .map_err(without_grades)
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
