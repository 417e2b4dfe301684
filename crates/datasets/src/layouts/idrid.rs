//! IDRiD, disease grading: label files under `2. Groundtruths`, photographs under `1. Original Images`.
//! Patients and eyes are not told.

use std::path::Path;

use crate::collector::Collector;
use crate::images::{ImageIndex, id};
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Row};

const SETS: [(&str, &str); 2] = [
    (
        "2. Groundtruths/a. IDRiD_Disease Grading_Training Labels.csv",
        "1. Original Images/a. Training Set",
    ),
    (
        "2. Groundtruths/b. IDRiD_Disease Grading_Testing Labels.csv",
        "1. Original Images/b. Testing Set",
    ),
];

/// Where the two folders lie: the archive wraps them once, and unpacking it may do so again.
const WRAPPINGS: [&str; 3] = [
    "",
    "B. Disease Grading",
    "B. Disease Grading/B. Disease Grading",
];

const COLUMNS: [&str; 3] = ["Image name", "Retinopathy grade", "Risk of macular edema"];

/// Whether the folder holds labels of the training or the testing set.
pub(crate) fn is_here(root: &Path) -> Result<bool, DatasetError> {
    Ok(sets(root).next().is_some())
}

/// Reads the training and the testing set, each where it is there.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    for (labels, folder) in sets(root) {
        let images = ImageIndex::of(root, &[&folder])?;
        collector.read_table(
            &labels,
            COLUMNS,
            2,
            |collector, place, [image, grade, risk]| {
                let row = Row {
                    image,
                    id: images.find(image),
                    patient: None,
                    eye: None,
                    grade: Grade::Icdr(grade),
                    maculopathy: Maculopathy::OedemaRisk(risk),
                    subject: None,
                };
                collector.add(place, row);
            },
        )?;
    }
    Ok(())
}

/// The label files that are there, each with the folder of its images, relative to the root.
fn sets(root: &Path) -> impl Iterator<Item = (String, String)> {
    WRAPPINGS
        .iter()
        .flat_map(|wrapping| {
            SETS.iter()
                .map(move |(labels, images)| (id(wrapping, labels), id(wrapping, images)))
        })
        .filter(|(labels, _)| root.join(labels).is_file())
}
