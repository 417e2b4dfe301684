//! The building block that every backbone is made of: convolution, batch norm, activation.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Initializer, PaddingConfig2d};
use burn::tensor::{Device, Tensor, activation::relu};
use zoom_in_net_graph::{Activation, Convolution, Padding};

use super::gradients;

/// A convolution and its batch norm, which [`ConvNorm::folded`] makes a part of the convolution.
#[derive(Module, Debug)]
pub struct ConvNorm {
    conv: Conv2d,
    norm: Option<BatchNorm>,
}

impl ConvNorm {
    /// Random filters, and a batch norm of the given ε that changes nothing yet.
    pub fn init(convolution: &Convolution, epsilon: f64, device: &Device) -> Self {
        let conv = configuration(convolution)
            .with_bias(false)
            .with_initializer(Initializer::KaimingNormal {
                gain: std::f64::consts::SQRT_2,
                fan_out_only: true,
            })
            .init(device);
        let norm = BatchNormConfig::new(convolution.channels[1])
            .with_epsilon(epsilon)
            .init(device);
        Self {
            conv,
            norm: Some(norm),
        }
    }

    /// A convolution whose batch norm is a part of it already.
    pub fn without_norm(conv: Conv2d) -> Self {
        Self { conv, norm: None }
    }

    /// `[images, channels_in, height, width]` → `[images, channels_out, height', width']`.
    pub fn forward(&self, activation: Activation, x: Tensor<4>) -> Tensor<4> {
        gradients::conv_norm(&self.conv, self.norm.as_ref(), activation, x)
    }

    /// The same function with the batch norm's running statistics folded into the convolution.
    pub fn folded(self) -> Self {
        let Some(norm) = &self.norm else { return self };
        let scale = norm.gamma.val() / (norm.running_var.value() + norm.epsilon).sqrt();
        let shift = norm.beta.val() - norm.running_mean.value() * scale.clone();
        let [out, _, _, _] = self.conv.weight.dims();
        let weight = self.conv.weight.val() * scale.reshape([out, 1, 1, 1]);
        Self::without_norm(Conv2d {
            weight: Param::from_tensor(weight),
            bias: Some(Param::from_tensor(shift)),
            ..self.conv
        })
    }

    /// The convolution.
    pub fn convolution(&self) -> &Conv2d {
        &self.conv
    }
}

/// The shape of a convolution, with a bias and Burn's own random weights.
pub fn configuration(convolution: &Convolution) -> Conv2dConfig {
    let padding = match convolution.padding {
        // Burn's, too, gives the odd zero to the right and below.
        Padding::Same => PaddingConfig2d::Same,
        Padding::VALID => PaddingConfig2d::Valid,
        Padding::Explicit { rows, columns } => {
            PaddingConfig2d::Explicit(rows, columns, rows, columns)
        }
    };
    let groups = match convolution.depthwise {
        true => convolution.channels[0],
        false => 1,
    };
    Conv2dConfig::new(convolution.channels, convolution.kernel)
        .with_stride([convolution.stride; 2])
        .with_padding(padding)
        .with_groups(groups)
}

/// The activation of maps.
pub fn activate(activation: Activation, x: Tensor<4>) -> Tensor<4> {
    match activation {
        Activation::Identity => x,
        Activation::Relu => relu(x),
        Activation::Relu6 => x.clamp(0.0, 6.0),
    }
}
