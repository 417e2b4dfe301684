//! Image files, found by the names that label files use for them.

use std::collections::HashMap;
use std::path::Path;

use zoom_in_net::photograph::Format;

use crate::problems::DatasetError;

/// The images of some folders by their name without extension, in lower case: label files leave the
/// extension out, or spell it in another way than the file does.
#[derive(Debug)]
pub(crate) struct ImageIndex {
    ids: HashMap<String, String>,
}

impl ImageIndex {
    /// The images directly in these folders, which are relative to `root` (empty for the root itself).
    /// Of images with the same name, the one in the first folder counts; folders may be missing.
    pub fn of(root: &Path, folders: &[&str]) -> Result<Self, DatasetError> {
        let mut ids = HashMap::new();
        for folder in folders {
            for name in images_in(&root.join(folder))? {
                ids.entry(key(&name)).or_insert_with(|| id(folder, &name));
            }
        }
        Ok(Self { ids })
    }

    /// The path, relative to the root, of the image that a label file calls `name`.
    pub fn find(&self, name: &str) -> Option<String> {
        self.ids.get(&key(name)).cloned()
    }
}

/// The names of the images directly in a folder, sorted; none if there is no such folder.
pub(crate) fn images_in(folder: &Path) -> Result<Vec<String>, DatasetError> {
    names_in(folder, |path, name| {
        stem(name).len() < name.len() && path.is_file()
    })
}

/// The names of the folders directly in a folder, sorted; none if there is no such folder.
pub(crate) fn folders_in(folder: &Path) -> Result<Vec<String>, DatasetError> {
    names_in(folder, |path, _| path.is_dir())
}

/// The names of what is directly in a folder and `wanted`, sorted; none if there is no such folder.
pub(crate) fn names_in(
    folder: &Path,
    wanted: impl Fn(&Path, &str) -> bool,
) -> Result<Vec<String>, DatasetError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |source: Box<dyn std::error::Error + Send + Sync>| DatasetError::Unreadable {
        file: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(error.into()))? {
        let entry = entry.map_err(|error| unreadable(error.into()))?;
        let name = entry
            .file_name()
            .into_string()
            .map_err(|name| unreadable(format!("the name {name:?} is not UTF-8").into()))?;
        if wanted(&entry.path(), &name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// A path relative to the root, of a name in a folder that is itself relative to the root.
pub(crate) fn id(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// A name without its extension, if that is one of images; other dots belong to the name.
pub(crate) fn stem(name: &str) -> &str {
    match (Format::of_name(name), name.rsplit_once('.')) {
        (Some(_), Some((stem, _))) => stem,
        _ => name,
    }
}

/// What names of the same image have in common.
pub(crate) fn key(name: &str) -> String {
    stem(name).to_ascii_lowercase()
}
