//! From the bytes of a file to tensors by name.

use std::error::Error;

use burn_pack::{Bytes, DType, Reader, Tensor};
use half::f16;
use zoom_in_net_graph::{Graph, UnfitWeights, Weights};

use super::files::{FileOfWeights, sha256};
use crate::networks::Architecture;
use crate::networks::description::{a_net, c_net, m_net, oedema_head, pair_head};

/// Why a file of weights was refused.
#[derive(Debug, thiserror::Error)]
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
    /// The content is as described, but is no file of weights.
    #[error("{file} is no file of weights: {reason}")]
    NotWeights {
        /// The file.
        file: String,
        /// What the reader said.
        #[source]
        reason: Box<dyn Error + Send + Sync>,
    },
    /// The weights are another network's.
    #[error("{file} does not fit the network: {reason}")]
    OtherNetwork {
        /// The file.
        file: String,
        /// What is missing or misshapen.
        #[source]
        reason: UnfitWeights,
    },
}

/// M-Net's tensors, and those of its heads of both eyes and of macular oedema.
///
/// # Errors
/// [`WeightsError`], as for the other two.
pub fn read_m_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
) -> Result<Weights, WeightsError> {
    let networks = [
        m_net(architecture),
        pair_head(architecture),
        oedema_head(architecture),
    ];
    read(file, content, &networks)
}

/// A-Net's tensors.
///
/// # Errors
/// [`WeightsError`].
pub fn read_a_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
) -> Result<Weights, WeightsError> {
    read(file, content, &[a_net(architecture)])
}

/// C-Net's tensors.
///
/// # Errors
/// [`WeightsError`].
pub fn read_c_net(
    architecture: Architecture,
    file: &FileOfWeights,
    content: Vec<u8>,
) -> Result<Weights, WeightsError> {
    read(file, content, &[c_net(architecture)])
}

/// The tensors in a file, which must be as described and have all that `networks` need.
fn read(
    file: &FileOfWeights,
    content: Vec<u8>,
    networks: &[Graph],
) -> Result<Weights, WeightsError> {
    let found = sha256(&content);
    if found != file.sha256 {
        return Err(WeightsError::OtherContent {
            file: file.file.clone(),
            expected: file.sha256.clone(),
            found,
        });
    }
    let not_weights = |reason: Box<dyn Error + Send + Sync>| WeightsError::NotWeights {
        file: file.file.clone(),
        reason,
    };
    let reader = Reader::from_bytes(Bytes::from_bytes_vec(content));
    let tensors = reader
        .and_then(Reader::into_tensors)
        .map_err(|error| not_weights(error.into()))?;
    let mut weights = Weights::default();
    for tensor in tensors {
        let values = values_of(&tensor).map_err(not_weights)?;
        weights.insert(tensor.name.clone(), &tensor.shape, values);
    }
    for network in networks {
        let fits = network.check(&weights);
        fits.map_err(|reason| WeightsError::OtherNetwork {
            file: file.file.clone(),
            reason,
        })?;
    }
    Ok(weights)
}

fn values_of(tensor: &Tensor) -> Result<Vec<f32>, Box<dyn Error + Send + Sync>> {
    let bytes = tensor.to_bytes()?;
    let values: Vec<f32> = match tensor.dtype {
        DType::F16 => {
            let (halves, _) = bytes.as_chunks();
            let halves = halves.iter().map(|&half| f16::from_le_bytes(half));
            halves.map(f16::to_f32).collect()
        }
        DType::F32 => {
            let (singles, _) = bytes.as_chunks();
            singles
                .iter()
                .map(|&four| f32::from_le_bytes(four))
                .collect()
        }
        other => return Err(format!("{} holds values of type {other:?}", tensor.name).into()),
    };
    let shape: usize = tensor.shape.iter().product();
    if values.len() == shape {
        return Ok(values);
    }
    Err(format!("{} has {} values", tensor.name, values.len()).into())
}
