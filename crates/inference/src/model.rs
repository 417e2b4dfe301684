//! A model's folder: `model.json` and one file of weights per network.

use std::fs;
use std::path::{Path, PathBuf};

use burn::module::{Module, ParamId};
use burn::store::{BurnpackStore, HalfPrecisionAdapter, ModuleSnapshot};
use burn::tensor::Device;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::{
    FileOfWeights, ModelManifest, NetworkFiles, WeightsError, read_a_net, read_c_net, read_m_net,
};

use crate::identities::Identities;

/// The manifest's name in the folder.
const MANIFEST: &str = "model.json";

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
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system or the parser said.
        reason: String,
    },
    /// A file of weights is damaged, or another's.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

impl Model {
    /// Reads the manifest of the model in `folder`; the weights are read by [`Model::screener`].
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

    /// A model of networks that [`write_networks`] wrote.
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
        fs::write(&path, text + "\n").map_err(|error| in_file(&path, error))
    }

    /// Reads and verifies the weights.
    ///
    /// # Errors
    /// [`ModelError`].
    pub fn screener(&self, device: &Device) -> Result<Screener, ModelError> {
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
        Ok(Screener {
            networks: ZoomInNet {
                m_net: read_m_net(*architecture, m_net, self.content(m_net)?, device)?,
                a_net: read_a_net(*architecture, a_net, self.content(a_net)?, device)?,
                c_net: read_c_net(*architecture, c_net, self.content(c_net)?, device)?,
            },
            manifest: self.manifest.clone(),
            device: device.clone(),
        })
    }

    fn content(&self, file: &FileOfWeights) -> Result<Vec<u8>, ModelError> {
        let path = self.folder.join(&file.file);
        fs::read(&path).map_err(|error| in_file(&path, error))
    }
}

/// Writes networks into `folder`, batch norms folded, in half precision: the same files for the same weights.
///
/// # Errors
/// [`ModelError::File`].
pub fn write_networks(folder: &Path, networks: ZoomInNet) -> Result<NetworkFiles, ModelError> {
    fs::create_dir_all(folder).map_err(|error| in_file(folder, error))?;
    let ZoomInNet {
        m_net,
        a_net,
        c_net,
    } = networks.folded();
    Ok(NetworkFiles {
        m_net: write_network(folder, "m_net.bpk", m_net)?,
        a_net: write_network(folder, "a_net.bpk", a_net)?,
        c_net: write_network(folder, "c_net.bpk", c_net)?,
    })
}

fn write_network<M: Module + ModuleSnapshot>(
    folder: &Path,
    name: &str,
    network: M,
) -> Result<FileOfWeights, ModelError> {
    let path = folder.join(name);
    let mut store = BurnpackStore::from_file(&path)
        .overwrite(true)
        .auto_extension(false)
        .clear_metadata()
        .with_to_adapter(HalfPrecisionAdapter::new());
    // The identities that parameters have are drawn by chance, and would make another file of the same weights
    // each time.
    let numbers = (1..).map(ParamId::from);
    network
        .map(&mut Identities(numbers))
        .save_into(&mut store)
        .map_err(|error| in_file(&path, error))?;
    let content = fs::read(&path).map_err(|error| in_file(&path, error))?;
    Ok(FileOfWeights::describing(name, &content))
}

fn in_file(path: &Path, reason: impl std::fmt::Display) -> ModelError {
    ModelError::File {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use zoom_in_net::networks::architecture::Architecture;

    use super::*;

    /// Fails when a file holds more than the weights: an export could not be told to be the same one again.
    #[test]
    fn the_same_weights_make_the_same_files() {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let device = Device::flex();
        let write = |name: &str| {
            device.seed(7);
            let networks = ZoomInNet::init(Architecture::Lite, &device);
            write_networks(&folder.path().join(name), networks)
                .expect("the folder can be written")
                .fingerprint(" ")
        };
        let once = write("once");
        assert_eq!(once, write("again"));
    }
}
