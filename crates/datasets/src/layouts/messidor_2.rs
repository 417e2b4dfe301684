//! Messidor-2: the adjudicated ICDR grades of Krause et al. (`messidor_data.csv`), and the pairs of eyes
//! (`messidor-2.csv`) that come with the photographs.

use std::collections::HashMap;
use std::path::Path;

use crate::images::{ImageIndex, key, stem};
use crate::problems::{DatasetError, Flaw};
use crate::rows::{Collector, Grade, Maculopathy, Place, Row, whole_number};
use crate::table::for_each_row;

/// The file that tells this layout.
pub(crate) const LABELS: &str = "messidor_data.csv";

const PAIRS: [&str; 2] = ["messidor-2.csv", "pairs.csv"];

const COLUMNS: [&str; 4] = [
    "image_id",
    "adjudicated_dr_grade",
    "adjudicated_dme",
    "adjudicated_gradable",
];

/// Reads the folder's `messidor_data.csv`.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    let images = ImageIndex::of(root, &["IMAGES", "images", ""])?;
    let eyes = match PAIRS.iter().find(|pairs| root.join(pairs).is_file()) {
        Some(pairs) => read_pairs(collector, root, pairs)?,
        None => {
            collector.problem(Place::file(PAIRS[0]), Flaw::NoPairs);
            HashMap::new()
        }
    };
    for_each_row(&root.join(LABELS), COLUMNS, 2, |row, cells| {
        let place = Place::row(LABELS, row);
        match cells {
            Ok([image, _, _, gradable]) if whole_number(gradable) == Some(0) => {
                collector.problem(place, Flaw::Ungradable(image.to_owned()));
            }
            Ok([image, grade, oedema, _]) => {
                let eye = eyes.get(&key(image));
                collector.add(
                    place,
                    Row {
                        image,
                        id: images.find(image),
                        patient: eye.map(|eye| eye.patient.as_str()),
                        eye: eye.map(|eye| eye.side),
                        grade: Grade::Icdr(grade),
                        maculopathy: Maculopathy::Presence(oedema),
                        subject: None,
                    },
                );
            }
            Err(why) => collector.problem(place, Flaw::Unreadable(why)),
        }
    })
}

/// Which eye of which patient a photograph shows.
struct PairedEye {
    patient: String,
    side: &'static str,
}

/// The eyes by their photograph. A patient has no other name than that of the first photograph.
fn read_pairs(
    collector: &mut Collector<'_>,
    root: &Path,
    pairs: &str,
) -> Result<HashMap<String, PairedEye>, DatasetError> {
    let mut eyes: HashMap<String, PairedEye> = HashMap::new();
    for_each_row(
        &root.join(pairs),
        ["left", "right"],
        2,
        |row, cells| match cells {
            Ok([left, right]) => {
                let named = if left.is_empty() { right } else { left };
                // A photograph that is in two pairs holds all of them together as one patient.
                let patient = [left, right]
                    .iter()
                    .find_map(|image| eyes.get(&key(image)))
                    .map_or_else(|| stem(named).to_owned(), |eye| eye.patient.clone());
                for (image, side) in [(left, "left"), (right, "right")] {
                    // Blank where there is no photograph of the fellow eye.
                    if image.is_empty() {
                        continue;
                    }
                    eyes.entry(key(image)).or_insert_with(|| PairedEye {
                        patient: patient.clone(),
                        side,
                    });
                }
            }
            Err(why) => collector.problem(Place::row(pairs, row), Flaw::Unreadable(why)),
        },
    )?;
    Ok(eyes)
}
