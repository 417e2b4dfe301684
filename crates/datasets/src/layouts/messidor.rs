//! Messidor: an annotation sheet for each of the twelve bases, and the photographs of each in its folder.
//!
//! The grades of the sheets are read as they are. Messidor publishes corrections of some grades as newer
//! sheets (`Annotation_Base11_update20161024.xls`): the newest sheet of a base counts.

use std::collections::BTreeMap;
use std::path::Path;

use crate::collector::Collector;
use crate::images::{ImageIndex, folders_in, id, names_in};
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Row};

const SHEET: &str = "annotation_";
const BASE: &str = "base";

const COLUMNS: [&str; 3] = ["Image name", "Retinopathy grade", "Risk of macular edema"];

/// Whether the folder holds annotation sheets.
pub(crate) fn is_here(root: &Path) -> Result<bool, DatasetError> {
    Ok(!sheets(root)?.is_empty())
}

/// Reads the sheets, and leaves out photographs that are there twice.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    for sheet in sheets(root)?.into_values() {
        let images = ImageIndex::of(root, &[&sheet.base, &sheet.folder])?;
        collector.read_table(
            &sheet.file,
            COLUMNS,
            3,
            |collector, place, [image, grade, risk]| {
                let row = Row {
                    image,
                    id: images.find(image),
                    patient: None,
                    eye: None,
                    grade: Grade::Messidor(grade),
                    maculopathy: Maculopathy::OedemaRisk(risk),
                    subject: None,
                };
                collector.add(place, row);
            },
        )?;
    }
    collector.leave_out_copies()
}

/// An annotation sheet.
struct Sheet {
    /// The file, relative to the root.
    file: String,
    /// The folder it lies in, relative to the root.
    folder: String,
    /// The folder of its photographs by the sheet's name: `Base11`.
    base: String,
}

/// The newest sheet of each base, in the root or in the base's own folder.
fn sheets(root: &Path) -> Result<BTreeMap<String, Sheet>, DatasetError> {
    let own_folders = folders_in(root)?
        .into_iter()
        .filter(|name| name.to_ascii_lowercase().starts_with(BASE));
    let mut sheets: BTreeMap<String, Sheet> = BTreeMap::new();
    for folder in std::iter::once(String::new()).chain(own_folders) {
        for name in names_in(&root.join(&folder), |_, name| base(name).is_some())? {
            let Some(base) = base(&name) else { continue };
            let sheet = Sheet {
                file: id(&folder, &name),
                folder: folder.clone(),
                base: base.clone(),
            };
            // Sorted by name, an update comes after the sheet it replaces.
            sheets.insert(base, sheet);
        }
    }
    Ok(sheets)
}

/// The base that a file is the annotation sheet of, spelt as its folder is: `Base11`.
fn base(file: &str) -> Option<String> {
    let name = file.to_ascii_lowercase();
    let (name, extension) = name.rsplit_once('.')?;
    if !["xls", "xlsx", "csv"].contains(&extension) {
        return None;
    }
    let number = name.strip_prefix(SHEET)?.strip_prefix(BASE)?;
    let digits = number
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(number.len());
    (digits > 0).then(|| format!("Base{}", &number[..digits]))
}
