//! Layers whose gradients are computed here, for training on the processor.
//!
//! What they compute is what Burn's own layers compute. Its gradient of a depthwise convolution runs
//! one convolution per channel, and its batch norm in training passes over the maps a dozen times:
//! together they took most of a training step.

use burn::backend::Flex;
use burn::backend::tensor::FloatTensor;
use burn::nn::conv::Conv2d;
use burn::nn::{BatchNorm, PaddingConfig2d};
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Tensor, TensorData};

use zoom_in_net_graph::{Activation, Span};

use super::conv_norm::activate;

mod batch_norm;
mod biased;
mod depthwise;
mod lanes;

use batch_norm::batch_norm_train;
use biased::biased;
use depthwise::depthwise;

/// Convolution → batch norm → activation; by Burn's own layers on a device that these are not for.
pub(super) fn conv_norm(
    conv: &Conv2d,
    norm: Option<&BatchNorm>,
    activation: Activation,
    x: Tensor<4>,
) -> Tensor<4> {
    let Some(convolved) = convolved(conv, &x) else {
        let x = conv.forward(x);
        return match norm {
            Some(norm) => normalised(norm, activation, x),
            None => activate(activation, x),
        };
    };
    match (norm, &conv.bias) {
        (None, None) => activate(activation, convolved),
        (None, Some(bias)) => with_bias(&bias.val(), activation, convolved),
        (Some(norm), None) => normalised(norm, activation, convolved),
        (Some(norm), Some(bias)) => {
            let convolved = with_bias(&bias.val(), Activation::Identity, convolved);
            normalised(norm, activation, convolved)
        }
    }
}

/// The convolution without its bias; `None` where Burn's own is as good.
fn convolved(conv: &Conv2d, x: &Tensor<4>) -> Option<Tensor<4>> {
    let [channels, of_group, kernel, _] = conv.weight.dims();
    if is_pointwise(conv) {
        return Some(pointwise(conv, x.clone()));
    }
    let is_depthwise = conv.groups == channels && of_group == 1;
    if !is_depthwise || conv.padding != PaddingConfig2d::Same {
        return None;
    }
    let [_, _, height, width] = x.dims();
    let [stride, _] = conv.stride;
    let padding = [height, width].map(|side| {
        let Span { before, padded, .. } = Span::same(side, kernel, stride);
        (before, padded - side - before)
    });
    let options = ConvOptions::new_with_padding(conv.stride, padding, conv.dilation, conv.groups);
    depthwise(x, &conv.weight.val(), &options)
}

/// A 1×1 filter of every pixel.
fn is_pointwise(conv: &Conv2d) -> bool {
    let [_, _, height, width] = conv.weight.dims();
    let pads = !matches!(conv.padding, PaddingConfig2d::Valid | PaddingConfig2d::Same);
    [height, width] == [1, 1] && conv.stride == [1, 1] && conv.groups == 1 && !pads
}

/// As a product of matrices: Burn's convolution lays out windows of one pixel first.
fn pointwise(conv: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    let [images, channels, height, width] = x.dims();
    let [written, _, _, _] = conv.weight.dims();
    let filters = conv.weight.val().reshape([1, written, channels]);
    let product = filters.matmul(x.reshape([images, channels, height * width]));
    product.reshape([images, written, height, width])
}

fn with_bias(bias: &Tensor<1>, activation: Activation, x: Tensor<4>) -> Tensor<4> {
    let [channels] = bias.dims();
    biased(&x, bias, activation.bounds())
        .unwrap_or_else(|| activate(activation, x + bias.clone().reshape([1, channels, 1, 1])))
}

fn normalised(norm: &BatchNorm, activation: Activation, x: Tensor<4>) -> Tensor<4> {
    if !norm.training.is_enabled() {
        return activate(activation, norm.forward(x));
    }
    let trained = batch_norm_train(
        &x,
        &norm.gamma.val(),
        &norm.beta.val(),
        norm.epsilon,
        activation.bounds(),
    );
    let Some(trained) = trained else {
        return activate(activation, norm.forward(x));
    };
    let moved = |state: Tensor<1>, newest: Tensor<1>| {
        state.to_device(&newest.device()) * (1.0 - norm.momentum) + newest * norm.momentum
    };
    let mean = moved(norm.running_mean.value_sync(), trained.mean);
    let variance = moved(norm.running_var.value_sync(), trained.variance);
    norm.running_mean.update(mean.detach());
    norm.running_var.update(variance.detach());
    trained.output
}

/// The values of a contiguous tensor of 32-bit floats.
fn values(tensor: &FloatTensor<Flex>) -> &[f32] {
    tensor
        .as_slice()
        .expect("made contiguous, of 32-bit floats")
}

fn tensor(values: Vec<f32>, shape: Vec<usize>) -> FloatTensor<Flex> {
    FloatTensor::<Flex>::from_data(TensorData::new(values, shape))
}

#[cfg(test)]
mod tests {
    use burn::module::Param;
    use burn::nn::BatchNormConfig;
    use burn::nn::conv::Conv2dConfig;
    use burn::tensor::{Device, Distribution, Gradients};
    use proptest::prelude::*;
    use proptest::test_runner::TestCaseError;

    use super::*;

    /// Output, and gradients of input, filters and, where there is one, bias; with all gradients.
    fn output_and_gradients(
        conv: &Conv2d,
        x: &Tensor<4>,
        forward: impl Fn(Tensor<4>) -> Tensor<4>,
    ) -> (Vec<Vec<f32>>, Gradients) {
        let x = x.clone().require_grad();
        let out = forward(x.clone());
        // Any loss whose gradient differs from place to place.
        let gradients = (out.clone() * out.clone().sin()).sum().backward();
        let bias = conv.bias.as_ref();
        let parts = [
            Some(values(out)),
            Some(values(x.grad(&gradients).expect("it is tracked"))),
            Some(gradient(&conv.weight, &gradients)),
            bias.map(|bias| gradient(bias, &gradients)),
        ];
        (parts.into_iter().flatten().collect(), gradients)
    }

    /// The same, and gradients of γ and β, running mean and variance.
    fn all_of(
        conv: &Conv2d,
        norm: &BatchNorm,
        x: &Tensor<4>,
        forward: impl Fn(Tensor<4>) -> Tensor<4>,
    ) -> Vec<Vec<f32>> {
        let (mut all, gradients) = output_and_gradients(conv, x, forward);
        all.extend([
            gradient(&norm.gamma, &gradients),
            gradient(&norm.beta, &gradients),
            values(norm.running_mean.value_sync()),
            values(norm.running_var.value_sync()),
        ]);
        all
    }

    fn gradient<const D: usize>(of: &Param<Tensor<D>>, gradients: &Gradients) -> Vec<f32> {
        values(of.val().grad(gradients).expect("it is tracked"))
    }

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    fn assert_close(actual: &[Vec<f32>], expected: &[Vec<f32>]) -> Result<(), TestCaseError> {
        prop_assert_eq!(actual.len(), expected.len());
        for (part, (actual, expected)) in actual.iter().zip(expected).enumerate() {
            prop_assert_eq!(actual.len(), expected.len());
            let scale = expected
                .iter()
                .fold(1.0f32, |max, value| max.max(value.abs()));
            for (actual, expected) in actual.iter().zip(expected) {
                prop_assert!(
                    (actual - expected).abs() <= 2e-3 * scale,
                    "part {}: {} instead of {}",
                    part,
                    actual,
                    expected
                );
            }
        }
        Ok(())
    }

    fn activations() -> impl Strategy<Value = Activation> {
        prop::sample::select(vec![
            Activation::Identity,
            Activation::Relu,
            Activation::Relu6,
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Fails when a bias, a bound or a 1×1 filter has another gradient than in Burn's own layers.
        #[test]
        fn folded_layers_and_their_gradients_are_those_of_burn(
            batch in 1usize..4,
            channels in 1usize..6,
            written in 1usize..7,
            height in 1usize..9,
            width in 1usize..9,
            pointwise: bool,
            activation in activations(),
        ) {
            let device = Device::flex().autodiff();
            let config = match pointwise {
                true => Conv2dConfig::new([channels, written], [1, 1]),
                false => Conv2dConfig::new([channels, channels], [3, 3])
                    .with_padding(PaddingConfig2d::Same)
                    .with_groups(channels),
            };
            let conv = config.init(&device);
            let x = Tensor::random(
                [batch, channels, height, width],
                Distribution::Normal(0.5, 4.0),
                &device,
            );
            let actual = output_and_gradients(&conv, &x, |x| conv_norm(&conv, None, activation, x)).0;
            let expected = output_and_gradients(&conv, &x, |x| activate(activation, conv.forward(x))).0;
            assert_close(&actual, &expected)?;
        }

        /// Against Burn's own layers, whose gradients come from general rules.
        #[test]
        fn depthwise_layers_and_their_gradients_are_those_of_burn(
            batch in 1usize..4,
            channels in 1usize..5,
            height in 3usize..12,
            width in 3usize..12,
            kernel in prop::sample::select(vec![3usize, 5]),
            stride in 1usize..3,
            with_bias: bool,
            activation in activations(),
        ) {
            let device = Device::flex().autodiff();
            let conv = Conv2dConfig::new([channels, channels], [kernel, kernel])
                .with_stride([stride, stride])
                .with_padding(PaddingConfig2d::Same)
                .with_groups(channels)
                .with_bias(with_bias)
                .init(&device);
            let normal = |shape| Tensor::<1>::random([shape], Distribution::Normal(1.0, 0.5), &device);
            let layer = |gamma: Tensor<1>, beta: Tensor<1>| {
                let mut norm = BatchNormConfig::new(channels).init(&device);
                norm.gamma = norm.gamma.map(|_| gamma.require_grad());
                norm.beta = norm.beta.map(|_| beta.require_grad());
                norm
            };
            let (gamma, beta) = (normal(channels) * 3.0, normal(channels));
            let x = Tensor::random(
                [batch, channels, height, width],
                Distribution::Normal(0.5, 2.0),
                &device,
            );
            let norm = layer(gamma.clone(), beta.clone());
            let actual = all_of(&conv, &norm, &x, |x| {
                conv_norm(&conv, Some(&norm), activation, x)
            });
            let norm = layer(gamma, beta);
            let expected = all_of(&conv, &norm, &x, |x| {
                activate(activation, norm.forward(conv.forward(x)))
            });
            assert_close(&actual, &expected)?;
        }
    }
}
