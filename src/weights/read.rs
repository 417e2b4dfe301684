//! From the bytes of a file to a network.

use burn::module::Module;
use burn::store::{BurnpackStore, HalfPrecisionAdapter, ModuleSnapshot};
use burn::tensor::{Bytes, Device};

use super::manifest::{FileOfWeights, sha256};
use crate::networks::a_net::ANet;
use crate::networks::architecture::Architecture;
use crate::networks::c_net::CNet;
use crate::networks::fused::{FusedNetwork, on_processor};
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

/// M-Net, batch norms folded; on the processor with the layers made for it.
///
/// # Errors
/// [`WeightsError`], as for the other two.
pub fn read_m_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<MNet, WeightsError> {
    let network = MNet::init(architecture, device).folded();
    let network = read(network, file, content)?;
    Ok(on_processor(device, network, MNet::fused))
}

/// A-Net, as [`read_m_net`] reads M-Net.
///
/// # Errors
/// [`WeightsError`].
pub fn read_a_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<ANet, WeightsError> {
    let network = ANet::init(architecture, device).folded();
    let network = read(network, file, content)?;
    Ok(on_processor(device, network, ANet::fused))
}

/// C-Net, as [`read_m_net`] reads M-Net.
///
/// # Errors
/// [`WeightsError`].
pub fn read_c_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    device: &Device,
) -> Result<CNet, WeightsError> {
    let network = CNet::init(architecture, device).folded();
    let network = read(network, file, content)?;
    Ok(on_processor(device, network, CNet::fused))
}

/// A network of the lite configuration for the processor alone, without tensors, hence without a device
/// to hold them.
///
/// # Errors
/// [`WeightsError`], also for another configuration.
pub fn read_fused<N: FusedNetwork>(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
    (): &(),
) -> Result<N, WeightsError> {
    if architecture != Architecture::Lite {
        let reason = "only the lite configuration runs here; use the module for WebGPU";
        return Err(other_network(file, reason.to_owned()));
    }
    verify(file, &content)?;
    N::in_pack(content).map_err(|reason| other_network(file, reason))
}

fn read<M: Module + ModuleSnapshot>(
    mut network: M,
    file: &FileOfWeights,
    content: Vec<u8>,
) -> Result<M, WeightsError> {
    verify(file, &content)?;
    let mut store = BurnpackStore::from_bytes(Some(Bytes::from_bytes_vec(content)))
        .with_from_adapter(HalfPrecisionAdapter::new());
    match network.load_from(&mut store) {
        Ok(_) => Ok(network),
        Err(error) => Err(other_network(file, error.to_string())),
    }
}

fn verify(file: &FileOfWeights, content: &[u8]) -> Result<(), WeightsError> {
    let found = sha256(content);
    if found == file.sha256 {
        return Ok(());
    }
    Err(WeightsError::OtherContent {
        file: file.file.clone(),
        expected: file.sha256.clone(),
        found,
    })
}

fn other_network(file: &FileOfWeights, reason: String) -> WeightsError {
    WeightsError::OtherNetwork {
        file: file.file.clone(),
        reason,
    }
}
