//! The building block every backbone here is made of: convolution, batch norm, activation.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::{Device, Tensor, activation::relu};

#[cfg(feature = "native")]
use super::gradients;

/// What follows the batch norm of a [`ConvNorm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// Nothing: a linear bottleneck, or the last convolution of a residual branch.
    Identity,
    /// max(0, x).
    Relu,
    /// min(max(0, x), 6), the activation of the EfficientNet-Lite family.
    Relu6,
}

impl Activation {
    pub(super) fn apply(self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Identity => x,
            Self::Relu => relu(x),
            Self::Relu6 => x.clamp(0.0, 6.0),
        }
    }

    /// Least and greatest value that it lets through.
    pub(super) fn bounds(self) -> [f32; 2] {
        match self {
            Self::Identity => [f32::NEG_INFINITY, f32::INFINITY],
            Self::Relu => [0.0, f32::INFINITY],
            Self::Relu6 => [0.0, 6.0],
        }
    }
}

/// Convolution → batch norm → activation.
///
/// After [`ConvNorm::folded`] the batch norm has become part of the convolution, which is how a
/// network is run once it is trained.
#[derive(Module, Debug)]
pub struct ConvNorm {
    conv: Conv2d,
    norm: Option<BatchNorm>,
    #[module(skip)]
    activation: Activation,
}

/// The numbers of a [`ConvNorm`] with square kernel whose batch norm is folded.
pub(crate) struct FoldedConvolution {
    /// By output channel, input channel of the group, row and column.
    pub weight: Vec<f32>,
    /// By output channel.
    pub bias: Vec<f32>,
    /// Side of the kernel.
    pub kernel: usize,
    /// In both directions.
    pub stride: usize,
    /// What follows.
    pub activation: Activation,
}

impl FoldedConvolution {
    /// The numbers of a convolution that has a bias.
    pub(crate) fn new(conv: &Conv2d, activation: Activation) -> Self {
        let bias = conv.bias.as_ref().expect("the layer has a bias").val();
        Self {
            weight: conv.weight.val().into_data().iter::<f32>().collect(),
            bias: bias.into_data().iter::<f32>().collect(),
            kernel: conv.weight.dims()[2],
            stride: conv.stride[0],
            activation,
        }
    }
}

/// Shape of a [`ConvNorm`]; every field but the channels and the kernel has the usual default.
#[derive(Clone, Debug)]
pub(crate) struct ConvNormConfig {
    channels: [usize; 2],
    kernel: [usize; 2],
    stride: usize,
    padding: PaddingConfig2d,
    groups: usize,
    epsilon: f64,
    activation: Activation,
}

impl ConvNormConfig {
    pub(crate) fn new(channels: [usize; 2], kernel: [usize; 2]) -> Self {
        Self {
            channels,
            kernel,
            stride: 1,
            padding: PaddingConfig2d::Valid,
            groups: 1,
            epsilon: 1e-3,
            activation: Activation::Relu,
        }
    }

    pub(crate) fn stride(mut self, stride: usize) -> Self {
        self.stride = stride;
        self
    }

    /// Zero padding that keeps ceil(size / stride), the odd pixel going right and below
    /// (TensorFlow's "SAME").
    pub(crate) fn same(mut self) -> Self {
        self.padding = PaddingConfig2d::Same;
        self
    }

    /// The same zero padding on opposite sides: `[rows, columns]`.
    pub(crate) fn pad(mut self, [rows, columns]: [usize; 2]) -> Self {
        self.padding = PaddingConfig2d::Explicit(rows, columns, rows, columns);
        self
    }

    pub(crate) fn depthwise(mut self) -> Self {
        self.groups = self.channels[0];
        self
    }

    pub(crate) fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    pub(crate) fn init(&self, device: &Device) -> ConvNorm {
        let conv = Conv2dConfig::new(self.channels, self.kernel)
            .with_stride([self.stride; 2])
            .with_padding(self.padding.clone())
            .with_groups(self.groups)
            .with_bias(false)
            .with_initializer(Initializer::KaimingNormal {
                gain: std::f64::consts::SQRT_2,
                fan_out_only: true,
            })
            .init(device);
        let norm = BatchNormConfig::new(self.channels[1])
            .with_epsilon(self.epsilon)
            .init(device);
        ConvNorm {
            conv,
            norm: Some(norm),
            activation: self.activation,
        }
    }
}

impl ConvNorm {
    /// `[batch, channels_in, height, width]` → `[batch, channels_out, height', width']`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        #[cfg(feature = "native")]
        if x.device().is_autodiff() {
            return gradients::conv_norm(&self.conv, self.norm.as_ref(), self.activation, x);
        }
        let x = self.conv.forward(x);
        let x = match &self.norm {
            Some(norm) => norm.forward(x),
            None => x,
        };
        self.activation.apply(x)
    }

    /// The weights of a [`folded`](Self::folded) layer.
    ///
    /// # Panics
    /// Where a batch norm is still there.
    pub(crate) fn folded_convolution(&self) -> FoldedConvolution {
        assert!(self.norm.is_none(), "the batch norm is not folded");
        FoldedConvolution::new(&self.conv, self.activation)
    }

    /// The same function with the batch norm's running statistics folded into the convolution:
    /// one pass over the activations fewer.
    pub fn folded(self) -> Self {
        let Some(norm) = &self.norm else { return self };
        let scale = norm.gamma.val() / (norm.running_var.value() + norm.epsilon).sqrt();
        let shift = norm.beta.val() - norm.running_mean.value() * scale.clone();
        let [out, _, _, _] = self.conv.weight.dims();
        let weight = self.conv.weight.val() * scale.reshape([out, 1, 1, 1]);
        Self {
            conv: Conv2d {
                weight: Param::from_tensor(weight),
                bias: Some(Param::from_tensor(shift)),
                ..self.conv
            },
            norm: None,
            activation: self.activation,
        }
    }
}
