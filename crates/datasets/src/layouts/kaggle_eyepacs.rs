//! Kaggle "Diabetic Retinopathy Detection" (EyePACS): `trainLabels.csv` and `N_left.jpeg`, `N_right.jpeg`.

use crate::images::{ImageIndex, stem};
use crate::problems::{DatasetError, Flaw};
use crate::rows::{Collector, Grade, Maculopathy, Place, Row};
use crate::table::for_each_row;

/// The file that tells this layout.
pub(crate) const LABELS: &str = "trainLabels.csv";

/// Reads the folder's `trainLabels.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    let images = ImageIndex::of(root, &["train", ""])?;
    for_each_row(&root.join(LABELS), ["image", "level"], 2, |row, cells| {
        let place = Place::row(LABELS, row);
        match cells {
            Ok([image, level]) => {
                let name = stem(image);
                let (patient, eye) = name.rsplit_once('_').unwrap_or((name, ""));
                collector.add(
                    place,
                    Row {
                        image,
                        id: images.find(image),
                        patient: Some(patient),
                        eye: Some(eye),
                        grade: Grade::Icdr(level),
                        maculopathy: Maculopathy::NotJudged,
                        subject: None,
                    },
                );
            }
            Err(why) => collector.problem(place, Flaw::Unreadable(why)),
        }
    })
}
