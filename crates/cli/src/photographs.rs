//! Which files are screened: those given, and the photographs in the folders given.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use walkdir::{DirEntry, WalkDir};
use zoom_in_net::photograph::Format;

/// The files given, and the photographs in the folders given, each folder sorted by name; in the folders within
/// them too where that is asked for. A file that was given by itself is kept whatever it is: whoever gave it is
/// told what is wrong with it. One that was given twice is there once.
pub fn photographs_in(given: &[PathBuf], recursive: bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in given {
        if path.is_dir() {
            files.extend(in_folder(path, recursive)?);
        } else {
            files.push(path.clone());
        }
    }
    let mut known = HashSet::new();
    let mut once = Vec::with_capacity(files.len());
    for file in files {
        let whole = absolute(&file).with_context(|| format!("{} is no path", file.display()))?;
        if known.insert(whole) {
            once.push(file);
        }
    }
    Ok(once)
}

/// A path from the root on, without `.` and `..`; links are not followed.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    let mut plain = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    Ok(plain)
}

fn in_folder(folder: &Path, recursive: bool) -> Result<Vec<PathBuf>> {
    let walk = WalkDir::new(folder)
        .min_depth(1)
        .max_depth(if recursive { usize::MAX } else { 1 })
        .follow_links(true)
        .sort_by_file_name();
    let mut photographs = Vec::new();
    let mut passed_over = 0;
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => passed_over += usize::from(!recursive),
            Ok(entry) if entry.file_type().is_file() && is_photograph(entry.path()) => {
                photographs.push(entry.into_path());
            }
            Ok(_) => {}
            // What cannot be looked at is a result like that of a photograph that cannot be read.
            Err(error) if error.depth() > 0 => photographs.extend(error.path().map(Path::to_owned)),
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("the folder {} cannot be read", folder.display()));
            }
        }
    }
    let name = folder.display();
    let folders = if passed_over == 1 {
        "folder"
    } else {
        "folders"
    };
    if photographs.is_empty() && passed_over > 0 {
        bail!(
            "the folder {name} holds no photograph itself, but {passed_over} {folders}; give --recursive to look in them too"
        );
    }
    if photographs.is_empty() {
        bail!("the folder {name} holds no photograph ({})", known());
    }
    if passed_over > 0 {
        eprintln!(
            "{name}: {passed_over} {folders} in it passed over; --recursive looks in them too"
        );
    }
    Ok(photographs)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether a file in a folder is a photograph: by its extension or, since files of DICOM are often called by
/// numbers, as one of DICOM by its content. `DICOMDIR` lists the files of a medium and holds no picture.
fn is_photograph(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if Format::of_name(&name).is_some() {
        return true;
    }
    let mut head = [0; Format::HEAD];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok()
        && Format::of_content(&head) == Some(Format::Dicom)
        && !name.eq_ignore_ascii_case("DICOMDIR")
}

/// What is taken for a photograph, in words.
fn known() -> String {
    let extensions = Format::ALL.iter().flat_map(|format| format.extensions());
    let extensions: Vec<String> = extensions.map(|one| format!(".{one}")).collect();
    format!("{}, or a DICOM file of any name", extensions.join(", "))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Content that begins as a DICOM file does.
    fn dicom() -> Vec<u8> {
        [&[0; 128][..], b"DICM", &[0; 64]].concat()
    }

    fn folder_of(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("there is room");
        for (name, content) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().expect("it lies in a folder")).unwrap();
            fs::write(file, content).unwrap();
        }
        folder
    }

    fn names_in(folder: &Path, recursive: bool) -> Result<Vec<String>> {
        let files = photographs_in(&[folder.to_owned()], recursive)?.into_iter();
        let names = files.map(|file| {
            let inside = file.strip_prefix(folder).expect("it lies there");
            inside.to_string_lossy().replace('\\', "/")
        });
        Ok(names.collect())
    }

    #[test]
    fn a_folder_gives_its_photographs_and_dicom_files_of_any_name() {
        let folder = folder_of(&[
            ("b.JPG", vec![]),
            ("a.dcm", vec![]),
            ("IM_0001", dicom()),
            ("1.2.840.10008", dicom()),
            ("DICOMDIR", dicom()),
            ("notes", b"no picture".to_vec()),
            ("labels.csv", vec![b'x'; 500]),
            (".hidden.jpg", vec![]),
            ("within/c.png", vec![]),
        ]);
        let here = ["1.2.840.10008", "IM_0001", "a.dcm", "b.JPG"];
        assert_eq!(names_in(folder.path(), false).unwrap(), here);
        let all = [&here[..], &["within/c.png"]].concat();
        assert_eq!(names_in(folder.path(), true).unwrap(), all);
    }

    #[test]
    fn a_folder_of_folders_is_refused_with_the_option_that_looks_in_them() {
        let folder = folder_of(&[("one/a.jpg", vec![]), ("two/a.jpg", vec![])]);
        let refusal = names_in(folder.path(), false).unwrap_err().to_string();
        assert!(refusal.contains("2 folders"), "{refusal}");
        assert!(refusal.contains("--recursive"), "{refusal}");
        let found = names_in(folder.path(), true).unwrap();
        assert_eq!(found, ["one/a.jpg", "two/a.jpg"]);
    }

    #[test]
    fn a_folder_without_photographs_is_refused_with_what_is_looked_for() {
        let folder = folder_of(&[("notes.txt", vec![])]);
        for recursive in [false, true] {
            let refusal = names_in(folder.path(), recursive).unwrap_err().to_string();
            assert!(refusal.contains(".dcm"), "{refusal}");
            assert!(!refusal.contains("--recursive"), "{refusal}");
        }
    }

    #[test]
    fn a_photograph_that_is_given_twice_is_there_once() {
        let folder = folder_of(&[("in/a.jpg", vec![])]);
        let inside = folder.path().join("in");
        let given = [inside.clone(), inside.join("../in/a.jpg")];
        let found = photographs_in(&given, false).unwrap();
        assert_eq!(found, [inside.join("a.jpg")]);
    }
}
