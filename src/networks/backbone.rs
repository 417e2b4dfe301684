//! The convolutional trunk of M-Net and C-Net, one variant per architecture.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::architecture::Architecture;
use super::efficientnet_lite::EfficientNetLite;
use super::inception_resnet_v2::InceptionResNetV2;
use super::inception_v3::InceptionV3;

/// A trunk that turns an RGB image into maps of features.
#[derive(Module, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a network has one or two backbones, whose tensors dwarf these handles"
)]
pub enum Backbone {
    /// EfficientNet-Lite0, with or without its head.
    EfficientNetLite(EfficientNetLite),
    /// Inception-ResNet-v2.
    InceptionResNetV2(InceptionResNetV2),
    /// Inception-v3.
    InceptionV3(InceptionV3),
}

impl Backbone {
    /// M-Net's trunk. The lite one ends before the ImageNet head, which M's own 1×1 convolution
    /// takes the place of.
    pub fn for_m_net(architecture: Architecture, device: &Device) -> Self {
        match architecture {
            Architecture::Paper => Self::InceptionResNetV2(InceptionResNetV2::init(device)),
            Architecture::Lite => Self::EfficientNetLite(EfficientNetLite::init(false, device)),
        }
    }

    /// C-Net's trunk.
    pub fn for_c_net(architecture: Architecture, device: &Device) -> Self {
        match architecture {
            Architecture::Paper => Self::InceptionV3(InceptionV3::init(device)),
            Architecture::Lite => Self::EfficientNetLite(EfficientNetLite::init(true, device)),
        }
    }

    /// Channels of the output.
    pub fn channels(&self) -> usize {
        match self {
            Self::EfficientNetLite(trunk) => trunk.channels(),
            Self::InceptionResNetV2(trunk) => trunk.channels(),
            Self::InceptionV3(trunk) => trunk.channels(),
        }
    }

    /// `[batch, 3, height, width]` → `[batch, channels, height / 32, width / 32]`; EfficientNet
    /// pads and rounds up, the Inceptions do not pad (492 pixels become 14, 384 become 10).
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        match self {
            Self::EfficientNetLite(trunk) => trunk.forward(images),
            Self::InceptionResNetV2(trunk) => trunk.forward(images),
            Self::InceptionV3(trunk) => trunk.forward(images),
        }
    }

    /// This backbone with the trunk of another of the same kind, but its own head; one of another
    /// kind stays as it is.
    pub fn with_trunk_of(self, other: &Self) -> Self {
        match (self, other) {
            (Self::EfficientNetLite(own), Self::EfficientNetLite(other)) => {
                Self::EfficientNetLite(own.with_trunk_of(other))
            }
            (Self::InceptionResNetV2(_), Self::InceptionResNetV2(other)) => {
                Self::InceptionResNetV2(other.clone())
            }
            (Self::InceptionV3(_), Self::InceptionV3(other)) => Self::InceptionV3(other.clone()),
            (own, _) => own,
        }
    }

    /// See [`EfficientNetLite::with_frozen_front`]; other backbones stay as they are, their frozen
    /// blocks computed like all others.
    pub fn with_frozen_front(self, blocks: usize) -> Self {
        match self {
            Self::EfficientNetLite(trunk) => {
                Self::EfficientNetLite(trunk.with_frozen_front(blocks))
            }
            other => other,
        }
    }

    /// See [`ConvNorm::folded`](super::layers::ConvNorm::folded).
    pub fn folded(self) -> Self {
        match self {
            Self::EfficientNetLite(trunk) => Self::EfficientNetLite(trunk.folded()),
            Self::InceptionResNetV2(trunk) => Self::InceptionResNetV2(trunk.folded()),
            Self::InceptionV3(trunk) => Self::InceptionV3(trunk.folded()),
        }
    }

    /// See [`EfficientNetLite::fused`]; other backbones stay as they are.
    pub fn fused(self) -> Self {
        match self {
            Self::EfficientNetLite(trunk) => Self::EfficientNetLite(trunk.fused()),
            other => other,
        }
    }
}
