//! A folder for each grade, named by its number or in words.

use std::path::Path;

use zoom_in_net::grade::IcdrGrade;

use crate::collector::Collector;
use crate::images::{folders_in, id, images_in, key, stem};
use crate::problems::DatasetError;
use crate::rows::{Grade, Maculopathy, Place, Row};

/// Whether the folder holds folders of at least two grades: one alone tells nothing apart.
pub(crate) fn is_here(root: &Path) -> Result<bool, DatasetError> {
    let mut grades: Vec<_> = folders_in(root)?
        .iter()
        .filter_map(|folder| grade_of(folder))
        .collect();
    grades.sort();
    grades.dedup();
    Ok(grades.len() > 1)
}

/// Reads the images of each grade's folder.
pub(crate) fn read(collector: &mut Collector<'_>) -> Result<(), DatasetError> {
    let root = collector.root();
    for folder in folders_in(root)? {
        let Some(grade) = grade_of(&folder) else {
            continue;
        };
        let grade = grade.level().to_string();
        for name in images_in(&root.join(&folder))? {
            let id = id(&folder, &name);
            let paired = patient_and_eye(stem(&name));
            // Numbers such as `001` may begin anew in each folder, but `13_left` is one eye wherever it lies.
            let subject = paired.map(|_| key(&name));
            collector.add(
                Place::file(&id),
                Row {
                    image: &id,
                    id: Some(id.clone()),
                    patient: paired.map(|(patient, _)| patient),
                    eye: paired.map(|(_, eye)| eye),
                    grade: Grade::Icdr(&grade),
                    maculopathy: Maculopathy::NotJudged,
                    subject: subject.as_deref(),
                },
            );
        }
    }
    Ok(())
}

/// The grade that a folder's name stands for.
fn grade_of(folder: &str) -> Option<IcdrGrade> {
    let folder = folder.to_ascii_lowercase().replace([' ', '-'], "_");
    let named = IcdrGrade::ALL
        .into_iter()
        .find(|grade| folder == grade.name() || folder == grade.level().to_string());
    named.or(match folder.as_str() {
        "no_dr" => Some(IcdrGrade::None),
        // "Proliferate_DR" is the spelling of a widespread resized copy of APTOS 2019.
        "proliferative_dr" | "proliferate_dr" => Some(IcdrGrade::Proliferative),
        _ => None,
    })
}

/// The patient and the eye of a name such as `13_left`.
fn patient_and_eye(name: &str) -> Option<(&str, &str)> {
    name.rsplit_once('_').filter(|(patient, eye)| {
        !patient.is_empty()
            && ["left", "right"]
                .iter()
                .any(|known| eye.eq_ignore_ascii_case(known))
    })
}
