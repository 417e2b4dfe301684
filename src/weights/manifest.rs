//! What a set of weights is: the settings that they were trained with and must be used with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::networks::architecture::Architecture;
use crate::preparation::geometry::Sizes;
use crate::regions::RegionSettings;
use crate::screening::decision::Decision;
use crate::screening::gradability::{Gate, GateError};

/// A model: `model.json` beside the files of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    pub regions: RegionSettings,
    /// How grades and referrals follow from probabilities, fitted on validation patients.
    pub decisions: Decisions,
    /// Which photographs are not graded at all, fitted on training patients.
    pub gradability: Gate,
    /// The files.
    pub networks: NetworkFiles,
    /// The settings of the training run.
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
}

/// The decisions of each stage: a stage's probabilities have their own scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decisions {
    /// M-Net alone.
    pub m_net: Decision,
    /// M-Net and A-Net.
    pub m_a_net: Decision,
    /// The whole network.
    pub whole: Decision,
    /// M-Net with the head of both eyes, where there were patients with both to fit it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub both_eyes: Option<Decision>,
}

/// One file per network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkFiles {
    /// M-Net.
    pub m_net: FileOfWeights,
    /// A-Net.
    pub a_net: FileOfWeights,
    /// C-Net.
    pub c_net: FileOfWeights,
}

impl NetworkFiles {
    /// M-Net's, A-Net's and C-Net's, in this order.
    pub fn all(&self) -> [&FileOfWeights; 3] {
        [&self.m_net, &self.a_net, &self.c_net]
    }

    /// The SHA-256 of each file, by its name.
    pub fn sha256_by_file(&self) -> BTreeMap<String, String> {
        self.all()
            .map(|file| (file.file.clone(), file.sha256.clone()))
            .into()
    }

    /// The beginnings of the three SHA-256, which tell models apart.
    pub fn fingerprint(&self, separator: &str) -> String {
        self.all().map(|file| &file.sha256[..8]).join(separator)
    }
}

/// A file and how to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOfWeights {
    /// Its name, beside the manifest.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
}

impl FileOfWeights {
    /// Describes a file by its content.
    pub fn describing(file: impl Into<String>, content: &[u8]) -> Self {
        Self {
            file: file.into(),
            bytes: content.len() as u64,
            sha256: sha256(content),
        }
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
