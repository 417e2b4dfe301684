//! A model's folder: `model.json` and one file of weights per network.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use zoom_in_net::networks::{CpuNetworks, GpuNetworks, Heads, NetworkWeights, NotComputed};
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::{
    FileOfWeights, NetworkFiles, WeightsError, read_a_net, read_c_net, read_m_net,
};
use zoom_in_net_graph::UnfitWeights;
use zoom_in_net_storage::write_whole;

use crate::device::InferenceDevice;
use crate::networks::NativeNetworks;

/// The manifest's name in the folder.
const MANIFEST: &str = "model.json";

/// Photographs that a graphics processor reads together: enough to keep it busy.
const MAX_GPU_BATCH: usize = 8;

/// A model that lies in a folder.
#[derive(Clone, Debug)]
pub struct Model {
    /// The folder.
    pub folder: PathBuf,
    /// What its manifest says.
    pub manifest: ModelManifest,
}

/// Why a model cannot be used or written.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file is absent or cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system or the parser said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A file of weights is damaged, or another's.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The weights are not those of the networks.
    #[error(transparent)]
    Unfit(#[from] UnfitWeights),
    /// The device cannot be used.
    #[error(transparent)]
    Device(#[from] NotComputed),
}

impl Model {
    /// Reads the manifest of the model in `folder`; the weights are read by [`Model::weights`].
    ///
    /// # Errors
    /// [`ModelError::File`], where there is no manifest or it says something else.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|error| in_file(&path, error))?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest: ModelManifest::from_json(&text).map_err(|error| in_file(&path, error))?,
        })
    }

    /// A model whose networks are written already.
    pub fn new(folder: &Path, manifest: ModelManifest) -> Self {
        Self {
            folder: folder.to_owned(),
            manifest,
        }
    }

    /// Writes the manifest into the folder.
    ///
    /// # Errors
    /// [`ModelError::File`].
    pub fn write_manifest(&self) -> Result<(), ModelError> {
        let path = self.folder.join(MANIFEST);
        let text =
            serde_json::to_string_pretty(&self.manifest).map_err(|error| in_file(&path, error))?;
        write_whole(&path, text + "\n").map_err(|error| in_file(&path, error))
    }

    /// Reads and verifies the weights.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn weights(&self) -> Result<NetworkWeights, ModelError> {
        let ModelManifest {
            architecture,
            networks,
            ..
        } = &self.manifest;
        let NetworkFiles {
            m_net,
            a_net,
            c_net,
        } = networks;
        Ok(NetworkWeights {
            m_net: read_m_net(*architecture, m_net, self.content(m_net)?)?,
            a_net: read_a_net(*architecture, a_net, self.content(a_net)?)?,
            c_net: read_c_net(*architecture, c_net, self.content(c_net)?)?,
        })
    }

    /// Reads the weights, and lays the networks out on `device`.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn screener(
        &self,
        device: InferenceDevice,
    ) -> Result<Screener<NativeNetworks>, ModelError> {
        let architecture = self.manifest.architecture;
        let weights = &self.weights()?;
        let networks = match device.adapter() {
            None => NativeNetworks::Cpu(CpuNetworks::new(architecture, weights)?),
            Some(adapter) => {
                let settings = self.manifest.gpu_settings(MAX_GPU_BATCH);
                let opened = GpuNetworks::open(adapter, settings, weights, |_, _| {});
                NativeNetworks::Gpu(pollster::block_on(opened)?)
            }
        };
        Ok(Screener {
            networks,
            heads: Heads::new(architecture, &weights.m_net)?,
            manifest: self.manifest.clone(),
        })
    }

    fn content(&self, file: &FileOfWeights) -> Result<Vec<u8>, ModelError> {
        let path = self.folder.join(&file.file);
        fs::read(&path).map_err(|error| in_file(&path, error))
    }
}

fn in_file(path: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> ModelError {
    ModelError::File {
        path: path.to_owned(),
        source: source.into(),
    }
}
