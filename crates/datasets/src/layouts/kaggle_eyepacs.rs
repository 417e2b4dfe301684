//! Kaggle "Diabetic Retinopathy Detection" (EyePACS): `trainLabels.csv` and `N_left.jpeg`, `N_right.jpeg`.

use crate::collector::Collector;
use crate::images::{ImageIndex, stem};
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Row};

/// The file that tells this layout.
pub(crate) const LABELS: &str = "trainLabels.csv";

const COLUMNS: [&str; 2] = ["image", "level"];

/// Reads the folder's `trainLabels.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let images = ImageIndex::of(collector.root(), &["train", ""])?;
    collector.read_table(LABELS, COLUMNS, 2, |collector, place, [image, level]| {
        let name = stem(image);
        let (patient, eye) = name.rsplit_once('_').unwrap_or((name, ""));
        let row = Row {
            image,
            id: images.find(image),
            patient: Some(patient),
            eye: Some(eye),
            grade: Grade::Icdr(level),
            maculopathy: Maculopathy::NotJudged,
            subject: None,
        };
        collector.add(place, row);
    })
}
