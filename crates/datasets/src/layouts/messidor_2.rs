//! Messidor-2: the adjudicated ICDR grades of Krause et al. (`messidor_data.csv`), and the pairs of eyes
//! (`messidor-2.csv`) that come with the photographs.

use std::collections::HashMap;

use crate::collector::Collector;
use crate::images::{ImageIndex, key, stem};
use crate::problems::{DatasetError, Flaw};
use crate::rows::{Grade, Maculopathy, Place, Row, whole_number};

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
        Some(pairs) => read_pairs(collector, pairs)?,
        None => {
            collector.problem(Place::file(PAIRS[0]), Flaw::NoPairs);
            HashMap::new()
        }
    };
    collector.read_table(LABELS, COLUMNS, 2, |collector, place, cells| {
        let [image, grade, oedema, gradable] = cells;
        if whole_number(gradable) == Some(0) {
            return collector.problem(place, Flaw::Ungradable(image.to_owned()));
        }
        let eye = eyes.get(&key(image));
        let row = Row {
            image,
            id: images.find(image),
            patient: eye.map(|eye| eye.patient.as_str()),
            eye: eye.map(|eye| eye.side),
            grade: Grade::Icdr(grade),
            maculopathy: Maculopathy::Presence(oedema),
            subject: None,
        };
        collector.add(place, row);
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
    pairs: &str,
) -> Result<HashMap<String, PairedEye>, DatasetError> {
    let mut eyes: HashMap<String, PairedEye> = HashMap::new();
    collector.read_table(pairs, ["left", "right"], 2, |_, _, [left, right]| {
        // A photograph that was in an earlier pair holds both together as one patient. A name is blank where
        // there is no photograph of the fellow eye.
        let named = if left.is_empty() { right } else { left };
        let patient = [left, right]
            .iter()
            .find_map(|image| eyes.get(&key(image)))
            .map_or_else(|| stem(named).to_owned(), |eye| eye.patient.clone());
        for (image, side) in [(left, "left"), (right, "right")] {
            if !image.is_empty() {
                eyes.entry(key(image)).or_insert_with(|| PairedEye {
                    patient: patient.clone(),
                    side,
                });
            }
        }
    })?;
    Ok(eyes)
}
