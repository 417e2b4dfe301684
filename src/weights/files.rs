//! Files of weights, and how to know them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One file per network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
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
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
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
