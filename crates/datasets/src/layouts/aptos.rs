//! APTOS 2019 Blindness Detection: `train.csv` and `train_images/`. Patients and eyes are not told.

use crate::collector::Collector;
use crate::images::ImageIndex;
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Row};

/// The file that tells this layout.
pub(crate) const LABELS: &str = "train.csv";

const COLUMNS: [&str; 2] = ["id_code", "diagnosis"];

/// Reads the folder's `train.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let images = ImageIndex::of(collector.root(), &["train_images", ""])?;
    collector.read_table(
        LABELS,
        COLUMNS,
        2,
        |collector, place, [image, diagnosis]| {
            let row = Row {
                image,
                id: images.find(image),
                patient: None,
                eye: None,
                grade: Grade::Icdr(diagnosis),
                maculopathy: Maculopathy::NotJudged,
                subject: None,
            };
            collector.add(place, row);
        },
    )
}
