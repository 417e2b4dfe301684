//! Where the picture of each photograph is written.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::photographs::absolute;

/// For each photograph the file of its picture, in `folder`: called as the photograph with `.png` behind, in the
/// folders in which the photograph lies below the one that holds all photographs. Those of one folder lie side by
/// side, and `a/1.jpg` and `b/1.jpg` become `a/1.jpg.png` and `b/1.jpg.png`: different photographs have different
/// pictures.
pub fn picture_files(folder: &Path, photographs: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let photographs: Vec<PathBuf> = photographs
        .iter()
        .map(|photograph| absolute(photograph))
        .collect::<io::Result<_>>()?;
    let mut parents = photographs.iter().filter_map(|file| file.parent());
    let first = parents.next().map(Path::to_owned).unwrap_or_default();
    let common = parents.fold(first, |common, parent| shared(&common, parent));
    let named = photographs.iter().map(|photograph| {
        let below = photograph.strip_prefix(&common).unwrap_or(photograph);
        let mut file = folder.to_owned();
        for component in below.components() {
            match component {
                Component::Normal(name) => file.push(name),
                // Photographs on two drives of Windows have no folder in common.
                Component::Prefix(drive) => {
                    let drive = drive.as_os_str().to_string_lossy();
                    file.push(drive.replace(|letter: char| !letter.is_alphanumeric(), ""));
                }
                _ => {}
            }
        }
        file.as_mut_os_string().push(".png");
        file
    });
    Ok(named.collect())
}

/// The folder that holds both.
fn shared(one: &Path, other: &Path) -> PathBuf {
    let both = one.components().zip(other.components());
    both.take_while(|(one, other)| one == other)
        .map(|(component, _)| component)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(photographs: &[&str]) -> Vec<String> {
        let photographs: Vec<PathBuf> = photographs.iter().map(PathBuf::from).collect();
        let files = picture_files(Path::new("out"), &photographs).unwrap();
        let names = files.iter().map(|file| file.to_string_lossy());
        names.map(|name| name.replace('\\', "/")).collect()
    }

    #[test]
    fn photographs_of_one_folder_have_their_pictures_side_by_side() {
        assert_eq!(
            names(&["a/b/1.jpg", "a/b/2.dcm"]),
            ["out/1.jpg.png", "out/2.dcm.png"]
        );
        assert_eq!(names(&["a/b/1.jpg"]), ["out/1.jpg.png"]);
        assert_eq!(names(&["1.jpg"]), ["out/1.jpg.png"]);
    }

    #[test]
    fn photographs_of_the_same_name_have_pictures_of_their_own() {
        assert_eq!(
            names(&["a/1.jpg", "b/1.jpg"]),
            ["out/a/1.jpg.png", "out/b/1.jpg.png"]
        );
        assert_eq!(
            names(&["a/1.jpg", "a/in/1.jpg", "a/1.png", "a_1.jpg"]),
            [
                "out/a/1.jpg.png",
                "out/a/in/1.jpg.png",
                "out/a/1.png.png",
                "out/a_1.jpg.png"
            ]
        );
        // However a path is spelt, no picture lies outside the folder.
        assert_eq!(
            names(&["a/./1.jpg", "a/../c/1.jpg"]),
            ["out/a/1.jpg.png", "out/c/1.jpg.png"]
        );
    }

    #[test]
    fn the_order_of_the_photographs_does_not_matter() {
        let mut turned = names(&["b/1.jpg", "c/d/1.jpg", "a/1.jpg"]);
        turned.sort();
        assert_eq!(turned, names(&["a/1.jpg", "b/1.jpg", "c/d/1.jpg"]));
    }
}
