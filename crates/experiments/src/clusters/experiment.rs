//! All photographs, each read once and kept on disk.

use std::path::Path;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use zoom_in_net::networks::Networks;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;

use super::columns::{ColumnSettings, PhotographColumns, columns_of};
use crate::lesions::{Content, MaskedPhotograph, SkipReason, Skipped};
use crate::results_cache::{ExperimentError, ResultsCache};

/// Part of every key: raise it when the measures change, so that old ones are not read.
const MEASURES_VERSION: u32 = 1;

/// Takes the columns of photographs with one model.
#[derive(Debug)]
pub struct ClusterExperiment<'a, N> {
    screener: &'a Screener<N>,
    settings: ColumnSettings,
    cache: ResultsCache,
}

/// What was taken, and what could not be.
#[derive(Debug)]
pub struct ClusterResults {
    /// In the order given.
    pub photographs: Vec<PhotographColumns>,
    /// What was left out, with the reason.
    pub skipped: Vec<Skipped>,
    /// SHA-256 over all photographs and masks read.
    pub data_sha256: String,
}

/// As many photographs as `settings` has room for, drawn by `seed` where there are more; in order.
pub fn drawn(
    photographs: Vec<MaskedPhotograph>,
    settings: ColumnSettings,
    seed: u64,
) -> Vec<MaskedPhotograph> {
    let room = (settings.max_columns / settings.per_photograph).max(1);
    if photographs.len() <= room {
        return photographs;
    }
    let mut indices: Vec<usize> = (0..photographs.len()).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (kept, _) = indices.partial_shuffle(&mut random, room);
    kept.sort_unstable();
    kept.iter()
        .map(|&index| photographs[index].clone())
        .collect()
}

impl<'a, N: Networks> ClusterExperiment<'a, N> {
    /// Keeps columns in `folder`, apart for every model and setting.
    pub fn new(screener: &'a Screener<N>, settings: ColumnSettings, folder: &Path) -> Self {
        let cache = ResultsCache::new(
            folder,
            &screener.manifest,
            settings.per_photograph,
            MEASURES_VERSION,
        );
        Self {
            screener,
            settings,
            cache,
        }
    }

    /// Takes the columns of all photographs. `on_done` is told after each; what is done is kept, so
    /// that a second call goes on where a first one was stopped.
    ///
    /// # Errors
    /// [`ExperimentError`], where the device or the disk fails. A photograph that cannot be used is
    /// no error.
    pub fn measure(
        &self,
        photographs: &[MaskedPhotograph],
        mut on_done: impl FnMut(),
    ) -> Result<ClusterResults, ExperimentError> {
        let mut results = ClusterResults {
            photographs: Vec::new(),
            skipped: Vec::new(),
            data_sha256: String::new(),
        };
        let mut hashes = String::new();
        for files in photographs {
            match self.columns_of(files, &mut hashes)? {
                Ok(columns) => results.photographs.push(columns),
                Err(reason) => results.skipped.push(Skipped {
                    name: files.name.clone(),
                    reason,
                }),
            }
            on_done();
        }
        results.data_sha256 = sha256(hashes.as_bytes());
        Ok(results)
    }

    fn columns_of(
        &self,
        files: &MaskedPhotograph,
        hashes: &mut String,
    ) -> Result<Result<PhotographColumns, SkipReason>, ExperimentError> {
        let content = match Content::read(files) {
            Ok(content) => content,
            Err(reason) => return Ok(Err(reason)),
        };
        let (name, hash) = (&files.name, content.sha256());
        *hashes += &format!("{hash} {name}\n");
        if let Some(columns) = self.cache.read(name, &hash) {
            return Ok(Ok(columns));
        }
        let (photograph, lesions) = match content.prepared(self.screener.manifest.sizes) {
            Ok(prepared) => prepared,
            Err(reason) => return Ok(Err(reason)),
        };
        let columns = columns_of(name, &photograph, &lesions, self.screener, self.settings)?;
        self.cache.keep(name, &hash, &columns)?;
        Ok(Ok(columns))
    }
}
