//! All photographs of a folder, each measured once and kept on disk.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use zoom_in_net::networks::zoom_in_net::NotComputed;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;

use super::folder::{LesionFolder, Skipped};
use super::photograph::{Content, Draws, PhotographResult, measure_photograph};

/// Part of every key: raise it when the measures change, so that old ones are not read.
const MEASURES_VERSION: u32 = 1;

/// Measures photographs with one model and one seed.
#[derive(Debug)]
pub struct LesionExperiment<'a> {
    screener: &'a Screener,
    draws: Draws,
    folder: PathBuf,
}

/// What was measured, and what could not be.
#[derive(Debug)]
pub struct LesionResults {
    /// In the order of their names.
    pub photographs: Vec<PhotographResult>,
    /// What was left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// SHA-256 over all photographs and masks measured.
    pub data_sha256: String,
}

/// Why the experiment cannot go on.
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

/// What the measures of a photograph depend on besides its files.
#[derive(Serialize)]
struct Key<'a> {
    version: u32,
    weights: [&'a str; 3],
    architecture: zoom_in_net::networks::architecture::Architecture,
    sizes: zoom_in_net::preparation::geometry::Sizes,
    regions: zoom_in_net::regions::RegionSettings,
    draws: Draws,
}

impl<'a> LesionExperiment<'a> {
    /// Keeps results in `folder`, apart for every model and seed.
    pub fn new(screener: &'a Screener, draws: Draws, folder: &Path) -> Self {
        let manifest = &screener.manifest;
        let key = Key {
            version: MEASURES_VERSION,
            weights: manifest.networks.all().map(|file| file.sha256.as_str()),
            architecture: manifest.architecture,
            sizes: manifest.sizes,
            regions: manifest.regions,
            draws,
        };
        let key = serde_json::to_vec(&key).expect("settings are plain data");
        Self {
            screener,
            draws,
            folder: folder.join(&sha256(&key)[..16]),
        }
    }

    /// Measures all photographs. `on_done` is told after each; what is done is kept, so that a second
    /// call goes on where a first one was stopped.
    ///
    /// # Errors
    /// [`ExperimentError`], where the device or the disk fails. A photograph that cannot be used is
    /// no error.
    pub fn measure(
        &self,
        folder: &LesionFolder,
        mut on_done: impl FnMut(),
    ) -> Result<LesionResults, ExperimentError> {
        let mut photographs = Vec::new();
        let mut skipped = folder.skipped.clone();
        let mut hashes = String::new();
        for files in &folder.photographs {
            let measured = match Content::read(files) {
                Ok(content) => {
                    let hash = content.sha256();
                    let kept = self.file_of(&files.name, &hash);
                    hashes += &format!("{hash} {}\n", files.name);
                    match read_kept(&kept) {
                        Some(result) => Ok(result),
                        None => self.measure_now(&files.name, &content, &kept)?,
                    }
                }
                Err(reason) => Err(reason),
            };
            match measured {
                Ok(result) => photographs.push(result),
                Err(reason) => skipped.push(Skipped {
                    name: files.name.clone(),
                    reason,
                }),
            }
            on_done();
        }
        Ok(LesionResults {
            photographs,
            skipped,
            data_sha256: sha256(hashes.as_bytes()),
        })
    }

    fn measure_now(
        &self,
        name: &str,
        content: &Content,
        kept: &Path,
    ) -> Result<Result<PhotographResult, super::folder::SkipReason>, ExperimentError> {
        let measured = measure_photograph(name, content, self.screener, self.draws)?;
        if let Ok(result) = &measured {
            keep(kept, result).map_err(|error| ExperimentError::File {
                path: kept.to_owned(),
                reason: error.to_string(),
            })?;
        }
        Ok(measured)
    }

    fn file_of(&self, name: &str, hash: &str) -> PathBuf {
        self.folder.join(format!("{name}-{}.json", &hash[..16]))
    }
}

fn read_kept(path: &Path) -> Option<PhotographResult> {
    // A damaged file is no loss: the photograph is measured again.
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn keep(path: &Path, result: &PhotographResult) -> std::io::Result<()> {
    fs::create_dir_all(path.parent().expect("a result lies in a folder"))?;
    // A run that is stopped while it writes must not leave half a result under the final name.
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, serde_json::to_vec(result)?)?;
    fs::rename(unfinished, path)
}
