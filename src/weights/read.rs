//! From the bytes of a file to a network.

use burn::module::Module;
use burn::store::{BurnpackStore, HalfPrecisionAdapter, ModuleSnapshot};
use burn::tensor::{Bytes, Device};

use super::manifest::{FileOfWeights, sha256};
use crate::networks::a_net::ANet;
use crate::networks::architecture::Architecture;
use crate::networks::c_net::CNet;
use crate::networks::m_net::MNet;

/// Why a file of weights was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// The content is not what the manifest describes.
    #[error(
        "{file} is not the file that the model describes: its SHA-256 is {found}, not {expected}; fetch it again"
    )]
    OtherContent {
        /// The file.
        file: String,
        /// The manifest's SHA-256.
        expected: String,
        /// The content's.
        found: String,
    },
    /// The content is as described, but does not fit the network.
    #[error("{file} does not fit the network: {reason}")]
    OtherNetwork {
        /// The file.
        file: String,
        /// What the reader said.
        reason: String,
    },
}

/// M-Net, batch norms folded.
///
/// # Errors
/// [`WeightsError`], as for the other two.
pub fn read_m_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<MNet, WeightsError> {
    read(MNet::init(architecture, device).folded(), file, content)
}

/// A-Net, batch norms folded.
///
/// # Errors
/// [`WeightsError`].
pub fn read_a_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<ANet, WeightsError> {
    read(ANet::init(architecture, device).folded(), file, content)
}

/// C-Net, batch norms folded.
///
/// # Errors
/// [`WeightsError`].
pub fn read_c_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<CNet, WeightsError> {
    read(CNet::init(architecture, device).folded(), file, content)
}

fn read<M: Module + ModuleSnapshot>(
    mut network: M,
    file: &FileOfWeights,
    content: Vec<u8>,
) -> Result<M, WeightsError> {
    let found = sha256(&content);
    if found != file.sha256 {
        return Err(WeightsError::OtherContent {
            file: file.file.clone(),
            expected: file.sha256.clone(),
            found,
        });
    }
    let mut store = BurnpackStore::from_bytes(Some(Bytes::from_bytes_vec(content)))
        .with_from_adapter(HalfPrecisionAdapter::new());
    match network.load_from(&mut store) {
        Ok(_) => Ok(network),
        Err(error) => Err(WeightsError::OtherNetwork {
            file: file.file.clone(),
            reason: error.to_string(),
        }),
    }
}
