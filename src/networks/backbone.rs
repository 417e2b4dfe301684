//! The convolutional trunk of M-Net and C-Net, one variant per architecture.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::architecture::Architecture;
use super::efficientnet_lite::EfficientNetLite;

/// A trunk that turns an RGB image into maps of features.
#[derive(Module, Debug)]
pub enum Backbone {
    /// EfficientNet-Lite0, with or without its head.
    EfficientNetLite(EfficientNetLite),
}

impl Backbone {
    /// M-Net's trunk. The lite one ends before the ImageNet head, which M's own 1×1 convolution
    /// takes the place of.
    pub fn for_m_net(architecture: Architecture, device: &Device) -> Self {
        match architecture {
            Architecture::Paper => todo!(),
            Architecture::Lite => Self::EfficientNetLite(EfficientNetLite::init(false, device)),
        }
    }

    /// C-Net's trunk.
    pub fn for_c_net(architecture: Architecture, device: &Device) -> Self {
        match architecture {
            Architecture::Paper => todo!(),
            Architecture::Lite => Self::EfficientNetLite(EfficientNetLite::init(true, device)),
        }
    }

    /// Channels of the output.
    pub fn channels(&self) -> usize {
        match self {
            Self::EfficientNetLite(trunk) => trunk.channels(),
        }
    }

    /// `[batch, 3, height, width]` → `[batch, channels, height / 32, width / 32]`, the division
    /// rounded as the backbone pads.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        match self {
            Self::EfficientNetLite(trunk) => trunk.forward(images),
        }
    }

    /// This backbone with the trunk of another of the same kind; one of another kind stays as it
    /// is.
    pub fn with_trunk_of(self, other: &Self) -> Self {
        match (self, other) {
            (Self::EfficientNetLite(own), Self::EfficientNetLite(other)) => {
                Self::EfficientNetLite(own.with_trunk_of(other))
            }
        }
    }

    /// See [`ConvNorm::folded`](super::layers::ConvNorm::folded).
    pub fn folded(self) -> Self {
        match self {
            Self::EfficientNetLite(trunk) => Self::EfficientNetLite(trunk.folded()),
        }
    }
}
