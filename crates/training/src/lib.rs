//! Training of Zoom-in-Net on graded fundus photographs: photographs in, weights out.
//!
//! Only image-level grades are learned from. A run lives in a folder; killed at any moment, it
//! goes on from its last step.

use std::error::Error;
use std::path::{Path, PathBuf};

pub mod augmentation;
mod average;
pub mod batches;
mod checkpoint;
pub mod config;
mod device;
pub mod export;
pub mod field_crop;
mod identities;
pub mod imported;
mod log;
mod losses;
pub mod networks;
mod objectives;
mod phase;
mod phases;
mod plot;
mod progress;

pub use device::TrainingDevice;
pub use imported::ImageNetBackbones;
pub use phases::{Run, Start, TrainingData};
pub use progress::Progress;

use zoom_in_net::networks::NotComputed;
use zoom_in_net_graph::UnfitWeights;
use zoom_in_net_inference::cache::UnusablePhotograph;

/// What a file system, a parser or Burn said.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// A file of the run cannot be read or written.
    #[error("{}: {source}; if the disk is fine, delete this file and start the run again", path.display())]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What went wrong.
        source: Cause,
    },
    /// A photograph that could be used at the start cannot be used any more.
    #[error("{}: {source}", path.display())]
    Photograph {
        /// The photograph.
        path: PathBuf,
        /// What went wrong.
        source: UnusablePhotograph,
    },
    /// The folder holds a run with other settings.
    #[error("{} holds other settings than those given; use another folder, or give those", path.display())]
    OtherConfig {
        /// The stored settings.
        path: PathBuf,
    },
    /// Too few photographs are left.
    #[error("of {given} photographs given for training fewer than two can be used")]
    NothingToTrainOn {
        /// How many were given.
        given: usize,
    },
    /// The weights to go on from are another network's.
    #[error("the weights to go on from do not fit the network: {0}")]
    OtherNetwork(#[from] UnfitWeights),
    /// The device failed.
    #[error(transparent)]
    NotComputed(#[from] NotComputed),
    /// The loss is no number any more.
    #[error("the loss of phase {phase} is not finite at step {step}; lower its learning rates")]
    Diverged {
        /// The phase.
        phase: &'static str,
        /// The step, from 0.
        step: usize,
    },
}

impl TrainingError {
    pub(crate) fn damaged(path: &Path, source: impl Into<Cause>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            source: source.into(),
        }
    }

    pub(crate) fn photograph(path: &Path, source: UnusablePhotograph) -> Self {
        Self::Photograph {
            path: path.to_owned(),
            source,
        }
    }
}
