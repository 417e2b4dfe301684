//! What the networks say of many photographs, each read once and kept on disk.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use zoom_in_net::networks::{Networks, NotComputed, Reading};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;
use zoom_in_net_storage::Cache;

use crate::cache::{PreparedCache, UnusablePhotograph};

/// How many photographs go through the networks together.
const BATCH: usize = 8;

/// Reads photographs with one model, and remembers what it read.
#[derive(Debug)]
pub struct Readings<'a, N> {
    screener: &'a Screener<N>,
    cache: &'a PreparedCache,
    /// Whether views of each photograph are averaged.
    thorough: bool,
    /// Readings of this model, by photograph.
    readings: Cache,
}

/// A photograph and what the networks say of it, or why it cannot be read.
#[derive(Debug)]
pub struct ReadPhotograph {
    /// The photograph's file.
    pub path: PathBuf,
    /// What the networks say.
    pub reading: Result<Reading, UnusablePhotograph>,
}

/// Why no further photograph can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadingError {
    /// The device failed.
    #[error(transparent)]
    NotComputed(#[from] NotComputed),
    /// A reading, or a prepared photograph, cannot be kept.
    #[error("the cache cannot be written: {0}")]
    NotKept(#[from] io::Error),
}

impl<'a, N: Networks> Readings<'a, N> {
    /// Keeps readings in `folder`, apart for every model and every way to find its regions. They are `thorough` where views
    /// of each photograph are averaged.
    pub fn new(
        screener: &'a Screener<N>,
        cache: &'a PreparedCache,
        thorough: bool,
        folder: &Path,
    ) -> Self {
        let manifest = &screener.manifest;
        let settings = serde_json::to_vec(&(manifest.sizes, manifest.regions));
        let settings = sha256(&settings.expect("settings are numbers and names"));
        let views = if thorough { "-thorough" } else { "" };
        let name = format!(
            "{}-{}{views}",
            manifest.networks.fingerprint("-"),
            &settings[..8]
        );
        Self {
            screener,
            cache,
            thorough,
            readings: Cache::new(folder.join(name)),
        }
    }

    /// Reads all photographs, in order. `on_done` is told how many more are done, often; what is
    /// done is kept, so that a second call goes on where a first one was stopped.
    ///
    /// # Errors
    /// [`ReadingError`], where the device or the disk fails. A photograph that cannot be used is
    /// no error.
    pub fn of(
        &self,
        photographs: &[PathBuf],
        mut on_done: impl FnMut(usize),
    ) -> Result<Vec<ReadPhotograph>, ReadingError> {
        let mut all = Vec::with_capacity(photographs.len());
        for batch in photographs.chunks(BATCH) {
            all.extend(self.batch(batch)?);
            on_done(batch.len());
        }
        Ok(all)
    }

    fn batch(&self, paths: &[PathBuf]) -> Result<Vec<ReadPhotograph>, ReadingError> {
        let known: Vec<Option<Reading>> = paths.iter().map(|path| self.known(path)).collect();
        // The networks need not be shared between threads.
        let cache = self.cache;
        let prepared: Vec<Option<Result<PreparedPhotograph, UnusablePhotograph>>> = paths
            .par_iter()
            .zip(&known)
            .map(|(path, known)| known.is_none().then(|| cache.prepared(path)))
            .collect();
        let to_read: Vec<&PreparedPhotograph> = prepared
            .iter()
            .flatten()
            .filter_map(|prepared| prepared.as_ref().ok())
            .collect();
        let mut fresh = self.read(&to_read)?.into_iter();
        paths
            .iter()
            .zip(known)
            .zip(prepared)
            .map(|((path, known), prepared)| {
                let reading = match (known, prepared) {
                    (Some(known), _) => Ok(known),
                    (None, Some(Err(UnusablePhotograph::NotKept(error)))) => {
                        return Err(ReadingError::NotKept(error));
                    }
                    (None, Some(Err(unusable))) => Err(unusable),
                    (None, _) => {
                        let reading = fresh.next().expect("one reading for each photograph");
                        self.keep(path, &reading)?;
                        Ok(reading)
                    }
                };
                Ok(ReadPhotograph {
                    path: path.clone(),
                    reading,
                })
            })
            .collect()
    }

    fn read(&self, photographs: &[&PreparedPhotograph]) -> Result<Vec<Reading>, ReadingError> {
        if photographs.is_empty() {
            return Ok(Vec::new());
        }
        let readings = self.screener.read(photographs, self.thorough, |_| {});
        Ok(pollster::block_on(readings)?)
    }

    fn known(&self, photograph: &Path) -> Option<Reading> {
        self.readings.value(&self.cache.name_of(photograph).ok()?)
    }

    fn keep(&self, photograph: &Path, reading: &Reading) -> io::Result<()> {
        // A photograph that has gone in the meantime would not be found again.
        match self.cache.name_of(photograph) {
            Ok(name) => self.readings.keep_value(&name, reading),
            Err(_) => Ok(()),
        }
    }
}
