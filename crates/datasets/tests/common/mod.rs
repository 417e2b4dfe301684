//! Made-up folders of photographs.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use zoom_in_net_datasets::{Dataset, DatasetError, read_dataset};

/// A folder that lasts as long as the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders that it lies in.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
        self
    }

    /// Writes files that stand for images, each with its own content: they are never decoded.
    pub fn images(self, names: &[&str]) -> Self {
        names.iter().fold(self, |folder, name| {
            folder.file(name, format!("image {name}"))
        })
    }

    pub fn read(&self) -> Result<Dataset, DatasetError> {
        read_dataset(self.root())
    }

    /// The dataset, which has to be readable.
    pub fn dataset(&self) -> Dataset {
        self.read().expect("the dataset is readable")
    }
}

/// The ids of the photographs, in their order.
pub fn ids(dataset: &Dataset) -> Vec<&str> {
    dataset
        .photographs
        .iter()
        .map(|photograph| photograph.id.as_str())
        .collect()
}

/// The problems as a user reads them.
pub fn problems(dataset: &Dataset) -> Vec<String> {
    dataset.problems.iter().map(ToString::to_string).collect()
}
