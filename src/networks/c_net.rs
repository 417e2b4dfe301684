//! C-Net, the crop network: looks at the suspicious regions again at high resolution (paper,
//! section 2.3).

use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor};

use super::architecture::Architecture;
use super::backbone::Backbone;
use super::m_net::global_average;
use crate::screening::grade::GRADES;

/// The crop network.
#[derive(Module, Debug)]
pub struct CNet {
    /// The convolutional trunk, shared by all crops.
    pub backbone: Backbone,
    /// y_C from the merged crops and d_M.
    pub grade: Linear,
}

impl CNet {
    /// Random weights.
    pub fn init(architecture: Architecture, device: &Device) -> Self {
        let backbone = Backbone::for_c_net(architecture, device);
        let features = backbone.channels() + architecture.map_channels();
        Self {
            backbone,
            grade: LinearConfig::new(features, GRADES).init(device),
        }
    }

    /// Features of single crops: `[crops, 3, crop, crop]` → `[crops, channels]`, none negative.
    pub fn features(&self, crops: Tensor<4>) -> Tensor<2> {
        global_average(self.backbone.forward(crops))
    }

    /// y_C: `[batch, 5]` from the features of all crops of the batch, in order, and d_M
    /// `[batch, map_channels]`. `crops_of` says how many crops each photograph has.
    ///
    /// The merge is the element-wise maximum over a photograph's own crops, so slots that the
    /// search for regions left empty do not take part. Without any crop the merged features are
    /// zero, their least value.
    pub fn logits(
        &self,
        features_of_crops: Option<Tensor<2>>,
        crops_of: &[usize],
        features: Tensor<2>,
    ) -> Tensor<2> {
        let device = features.device();
        let channels = self.backbone.channels();
        let mut first = 0;
        let merged: Vec<Tensor<2>> = crops_of
            .iter()
            .map(|&count| {
                let own = first..first + count;
                first += count;
                match &features_of_crops {
                    Some(all) if count > 0 => all.clone().slice([own, 0..channels]).max_dim(0),
                    _ => Tensor::zeros([1, channels], &device),
                }
            })
            .collect();
        self.grade
            .forward(Tensor::cat(vec![Tensor::cat(merged, 0), features], 1))
    }

    /// See [`EfficientNetLite::fused`](super::efficientnet_lite::EfficientNetLite::fused).
    pub fn fused(self) -> Self {
        Self {
            backbone: self.backbone.fused(),
            ..self
        }
    }

    /// See [`ConvNorm::folded`](super::layers::ConvNorm::folded).
    pub fn folded(self) -> Self {
        Self {
            backbone: self.backbone.folded(),
            ..self
        }
    }
}
