//! M-Net, the main network: grades the whole photograph (paper, section 2.1).

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::architecture::Architecture;
use super::backbone::Backbone;
use super::layers::{ConvNorm, ConvNormConfig};
use crate::screening::grade::GRADES;

/// The main network.
#[derive(Module, Debug)]
pub struct MNet {
    /// The convolutional trunk.
    pub backbone: Backbone,
    /// The 1×1 convolution that makes M of the trunk's output.
    pub reduce: ConvNorm,
    /// y_M from this eye's d_M.
    pub grade: Linear,
    /// y_M from d_M of this eye and of its fellow.
    pub grade_of_pair: Linear,
}

/// What M-Net says of a batch of photographs.
#[derive(Clone, Debug)]
pub struct MNetOutput {
    /// M: `[batch, map_channels, height, width]`.
    pub maps: Tensor<4>,
    /// d_M: `[batch, map_channels]`.
    pub features: Tensor<2>,
    /// y_M by the single-eye head: `[batch, 5]`.
    pub logits: Tensor<2>,
}

impl MNet {
    /// Random weights.
    pub fn init(architecture: Architecture, device: &Device) -> Self {
        let backbone = Backbone::for_m_net(architecture, device);
        let channels = architecture.map_channels();
        Self {
            reduce: ConvNormConfig::new([backbone.channels(), channels], [1, 1]).init(device),
            backbone,
            grade: LinearConfig::new(channels, GRADES).init(device),
            grade_of_pair: LinearConfig::new(2 * channels, GRADES).init(device),
        }
    }

    /// Reads input images `[batch, 3, input, input]`.
    pub fn forward(&self, images: Tensor<4>) -> MNetOutput {
        let maps = self.reduce.forward(self.backbone.forward(images));
        let features = global_average(maps.clone());
        MNetOutput {
            logits: self.grade.forward(features.clone()),
            maps,
            features,
        }
    }

    /// y_M for an eye whose fellow was photographed too: both `[batch, map_channels]` → `[batch, 5]`.
    pub fn logits_of_pair(&self, features: Tensor<2>, features_of_fellow: Tensor<2>) -> Tensor<2> {
        self.grade_of_pair
            .forward(Tensor::cat(vec![features, features_of_fellow], 1))
    }

    /// See [`EfficientNetLite::fused`](super::efficientnet_lite::EfficientNetLite::fused).
    pub fn fused(self) -> Self {
        Self {
            backbone: self.backbone.fused(),
            ..self
        }
    }

    /// See [`ConvNorm::folded`].
    pub fn folded(self) -> Self {
        Self {
            backbone: self.backbone.folded(),
            reduce: self.reduce.folded(),
            ..self
        }
    }
}

/// `[batch, channels, height, width]` → `[batch, channels]`.
pub(crate) fn global_average(maps: Tensor<4>) -> Tensor<2> {
    maps.flatten::<3>(2, 3).mean_dim(2).squeeze_dim(2)
}
