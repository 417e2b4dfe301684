//! All photographs of a folder, each measured once and kept on disk.

use std::path::Path;

use zoom_in_net::networks::Networks;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;

use super::folder::{LesionFolder, SkipReason, Skipped};
use super::grad_cam::GradCam;
use super::photograph::{Content, Draws, PhotographResult, measure_photograph};
use crate::results_cache::{ExperimentError, ResultsCache};

/// Part of every key: raise it when the measures change, so that old ones are not read.
const MEASURES_VERSION: u32 = 1;

/// Measures photographs with one model and one seed.
#[derive(Debug)]
pub struct LesionExperiment<'a, N> {
    screener: &'a Screener<N>,
    grad_cam: GradCam,
    draws: Draws,
    cache: ResultsCache,
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

impl<'a, N: Networks> LesionExperiment<'a, N> {
    /// Keeps results in `folder`, apart for every model and seed.
    pub fn new(screener: &'a Screener<N>, grad_cam: GradCam, draws: Draws, folder: &Path) -> Self {
        Self {
            screener,
            grad_cam,
            draws,
            cache: ResultsCache::new(folder, &screener.manifest, draws, MEASURES_VERSION),
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
                    hashes += &format!("{hash} {}\n", files.name);
                    match self.cache.read(&files.name, &hash) {
                        Some(result) => Ok(result),
                        None => self.measure_now(&files.name, &content, &hash)?,
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
        hash: &str,
    ) -> Result<Result<PhotographResult, SkipReason>, ExperimentError> {
        let measured =
            measure_photograph(name, content, self.screener, &self.grad_cam, self.draws)?;
        if let Ok(result) = &measured {
            self.cache.keep(name, hash, result)?;
        }
        Ok(measured)
    }
}
