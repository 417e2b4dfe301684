//! What was measured of photographs, kept on disk so that a run that was stopped goes on.

use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::networks::{Architecture, NotComputed};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::weights::sha256;
use zoom_in_net_storage::Cache;

/// Why an experiment cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// The device failed.
    #[error(transparent)]
    NotComputed(#[from] NotComputed),
    /// A result cannot be kept.
    #[error("a result cannot be kept: {0}")]
    NotKept(#[from] io::Error),
}

/// A folder of results for one model and one choice of settings.
#[derive(Debug)]
pub(crate) struct ResultsCache {
    results: Cache,
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

impl ResultsCache {
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
            results: Cache::new(folder.join(&sha256(&key)[..16])),
        }
    }

    /// The result of the photograph of this name and content, where there is one.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str, hash: &str) -> Option<T> {
        self.results.value(&entry(name, hash))
    }

    /// Keeps a result.
    pub(crate) fn keep<T: Serialize>(&self, name: &str, hash: &str, result: &T) -> io::Result<()> {
        self.results.keep_value(&entry(name, hash), result)
    }
}

fn entry(name: &str, hash: &str) -> String {
    // A name may hold folders.
    let name = name.replace(['/', '\\'], "_");
    format!("{name}-{}", &hash[..16])
}
