//! Which files show both eyes of a patient.

use std::collections::BTreeMap;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use zoom_in_net::grade::Eye;
use zoom_in_net::screening::naming::{Named, read_name};

/// What the name of a file says; folders count, whatever the system writes between them.
pub fn named(file: &Path) -> Named {
    read_name(&file.to_string_lossy().replace(MAIN_SEPARATOR, "/"))
}

/// The files in groups: those of a patient of whom there is one photograph of either eye, and all others alone; in the order
/// of the first file of each.
pub fn groups(files: &[PathBuf]) -> Vec<Vec<usize>> {
    let names: Vec<Named> = files.iter().map(|file| named(file)).collect();
    let mut of_patient: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        of_patient.entry(&name.patient).or_default().push(index);
    }
    let is_pair = |files: &[usize]| match files {
        [one, other] => {
            let mut eyes = [names[*one].eye, names[*other].eye];
            eyes.sort();
            eyes == [Some(Eye::Left), Some(Eye::Right)]
        }
        _ => false,
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for files in of_patient.into_values() {
        if is_pair(&files) {
            groups.push(files);
        } else {
            groups.extend(files.into_iter().map(|file| vec![file]));
        }
    }
    groups.sort();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_photograph_of_either_eye_makes_a_pair() {
        let files: Vec<PathBuf> = [
            "a/13_left.jpg",
            "a/14_left.jpg",
            "a/13_right.jpg",
            "a/15_left.jpg",
            "a/15_left2.jpg",
            "b/13_left.jpg",
            "c.jpg",
        ]
        .map(PathBuf::from)
        .to_vec();
        let expected = [vec![0, 2], vec![1], vec![3], vec![4], vec![5], vec![6]];
        assert_eq!(groups(&files), expected);
    }
}
