//! What a model is: its weights with the settings that they were trained with and must be used with.

use serde::{Deserialize, Serialize};

use super::decision::Decision;
use super::oedema::OedemaDecision;
use crate::gradability::{Gate, GateError};
use crate::networks::Architecture;
#[cfg(feature = "gpu")]
use crate::networks::GpuSettings;
use crate::networks::regions::RegionSettings;
use crate::preparation::geometry::Sizes;
use crate::weights::NetworkFiles;

/// A model: `model.json` beside the files of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ModelManifest {
    /// What the model is called.
    pub name: String,
    /// Changes whenever any weight or setting does.
    pub version: String,
    /// Backbones and widths.
    pub architecture: Architecture,
    /// Sides of the prepared images.
    pub sizes: Sizes,
    /// How regions are searched for.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown"))]
    pub regions: RegionSettings,
    /// How grades and referrals follow from probabilities, fitted on validation patients.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown"))]
    pub decisions: Decisions,
    /// Which photographs are not graded at all, fitted on training patients.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown"))]
    pub gradability: Gate,
    /// The files.
    pub networks: NetworkFiles,
    /// The settings of the training run.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown"))]
    pub training: serde_json::Value,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not the JSON of a manifest.
    #[error("this is not the manifest of a model that this version can run ({0})")]
    NotAManifest(#[from] serde_json::Error),
    /// Its gradability gate is for another version.
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl ModelManifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn from_json(json: &str) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_str(json)?;
        manifest.gradability.check()?;
        Ok(manifest)
    }

    /// What a graphics processor's buffers are made for, with at most so many photographs in a batch.
    #[cfg(feature = "gpu")]
    pub fn gpu_settings(&self, max_batch: usize) -> GpuSettings {
        GpuSettings {
            architecture: self.architecture,
            sizes: self.sizes,
            max_crops: self.regions.max_regions.max(super::self_test::CROPS),
            max_batch,
        }
    }
}

/// All decisions: by one eye, by both, and of macular oedema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// Where one eye was read.
    #[serde(flatten)]
    pub one_eye: StageDecisions,
    /// Where M-Net's head of both eyes takes the place of that of one, if there were patients with both to fit it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub both_eyes: Option<StageDecisions>,
    /// Of macular oedema, if there were photographs in which it was judged; without it, oedema is not assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oedema: Option<OedemaDecision>,
}

impl Decisions {
    /// For a model that nothing was fitted for yet: the probabilities are the networks' own, the thresholds one half.
    pub fn unfitted() -> Self {
        let decision = Decision::new(1.0, 0.5, 0.5).expect("one half is a threshold");
        Self {
            one_eye: StageDecisions {
                m_net: decision,
                m_a_net: decision,
                whole: decision,
            },
            both_eyes: None,
            oedema: None,
        }
    }
}

/// The decisions of each stage: a stage's probabilities have their own scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageDecisions {
    /// M-Net alone.
    pub m_net: Decision,
    /// M-Net and A-Net.
    pub m_a_net: Decision,
    /// The whole network.
    pub whole: Decision,
}
