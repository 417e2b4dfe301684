//! What was measured of photographs, kept on disk so that a run that was stopped goes on.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::networks::{Architecture, NotComputed};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::weights::sha256;

/// Why an experiment cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// The device failed.
    #[error(transparent)]
    NotComputed(#[from] NotComputed),
    /// A result cannot be kept.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        reason: String,
    },
}

/// A folder of results for one model and one choice of settings.
#[derive(Debug)]
pub(crate) struct Kept {
    folder: PathBuf,
}

/// What a result depends on besides its photograph.
#[derive(Serialize)]
struct Key<'a, S> {
    version: u32,
    weights: [&'a str; 3],
    architecture: Architecture,
    sizes: Sizes,
    regions: RegionSettings,
    settings: S,
}

impl Kept {
    /// Keeps results in `folder`, apart for every model, `settings`, and `version` of the measures.
    pub(crate) fn new(
        folder: &Path,
        manifest: &ModelManifest,
        settings: impl Serialize,
        version: u32,
    ) -> Self {
        let key = Key {
            version,
            weights: manifest.networks.all().map(|file| file.sha256.as_str()),
            architecture: manifest.architecture,
            sizes: manifest.sizes,
            regions: manifest.regions,
            settings,
        };
        let key = serde_json::to_vec(&key).expect("settings are plain data");
        Self {
            folder: folder.join(&sha256(&key)[..16]),
        }
    }

    /// The result of the photograph of this name and content, where there is one. A damaged file is
    /// no loss: the photograph is measured again.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str, hash: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.file_of(name, hash)).ok()?).ok()
    }

    /// Keeps a result.
    pub(crate) fn keep<T: Serialize>(
        &self,
        name: &str,
        hash: &str,
        result: &T,
    ) -> Result<(), ExperimentError> {
        let path = self.file_of(name, hash);
        self.write(&path, result)
            .map_err(|error| ExperimentError::File {
                path,
                reason: error.to_string(),
            })
    }

    fn write<T: Serialize>(&self, path: &Path, result: &T) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // A run that is stopped while it writes must not leave half a result under the final name.
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, serde_json::to_vec(result)?)?;
        fs::rename(unfinished, path)
    }

    fn file_of(&self, name: &str, hash: &str) -> PathBuf {
        // A name may hold folders.
        let name = name.replace(['/', '\\'], "_");
        self.folder.join(format!("{name}-{}.json", &hash[..16]))
    }
}
