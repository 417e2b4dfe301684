//! APTOS 2019 Blindness Detection: `train.csv` and `train_images/`. Patients and eyes are not told.

use crate::images::ImageIndex;
use crate::problems::{DatasetError, Flaw};
use crate::rows::{Collector, Grade, Maculopathy, Place, Row};
use crate::table::for_each_row;

/// The file that tells this layout.
pub(crate) const LABELS: &str = "train.csv";

/// Reads the folder's `train.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    let images = ImageIndex::of(root, &["train_images", ""])?;
    let columns = ["id_code", "diagnosis"];
    for_each_row(&root.join(LABELS), columns, 2, |row, cells| {
        let place = Place::row(LABELS, row);
        match cells {
            Ok([image, diagnosis]) => collector.add(
                place,
                Row {
                    image,
                    id: images.find(image),
                    patient: None,
                    eye: None,
                    grade: Grade::Icdr(diagnosis),
                    maculopathy: Maculopathy::NotJudged,
                    subject: None,
                },
            ),
            Err(why) => collector.problem(place, Flaw::Unreadable(why)),
        }
    })
}
