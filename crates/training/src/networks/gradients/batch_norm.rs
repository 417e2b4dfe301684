//! Batch norm in training, with the activation that follows it.

use std::sync::Arc;

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex, TensorMetadata};
use burn::tensor::{Tensor, TensorData};
use pulp::Arch;
use rayon::prelude::*;

use super::lanes::{dot, sum_of};
use super::{tensor, values};

/// A batch, normalised, and what it was normalised by.
pub struct NormTrained {
    /// `[batch, channels, height, width]`, after the activation.
    pub output: Tensor<4>,
    /// Mean of each channel over the batch: `[channels]`.
    pub mean: Tensor<1>,
    /// Variance of each channel over the batch: `[channels]`.
    pub variance: Tensor<1>,
}

/// Batch norm by the statistics of the batch itself, the result held within `bounds`; `None` on a
/// device that this is not for.
///
/// `x`: `[batch, channels, height, width]`; `gamma` and `beta`: `[channels]`.
pub fn batch_norm_train(
    x: &Tensor<4>,
    gamma: &Tensor<1>,
    beta: &Tensor<1>,
    epsilon: f64,
    bounds: [f32; 2],
) -> Option<NormTrained> {
    type Trained = Autodiff<Flex>;
    let device = x.device();
    let x = x.clone().try_into_primitive::<Trained>().ok()?;
    let gamma = gamma.clone().try_into_primitive::<Trained>().ok()?;
    let beta = beta.clone().try_into_primitive::<Trained>().ok()?;
    let prepared = Norm
        .prepare::<NoCheckpointing>([x.node(), gamma.node(), beta.node()])
        .compute_bound()
        .stateful();
    let contiguous = x.primitive().to_contiguous();
    let [_, channels, height, width] = contiguous.shape().dims();
    let (mean, variance) = statistics(values(&contiguous), channels, height * width);
    let trained = NormTrained {
        mean: Tensor::from_data(TensorData::new(mean.clone(), [channels]), &device),
        variance: Tensor::from_data(TensorData::new(variance.clone(), [channels]), &device),
        output: {
            let layer = Arc::new(Layer {
                plane: height * width,
                inverse_deviation: variance
                    .iter()
                    .map(|variance| 1.0 / (variance + epsilon as f32).sqrt())
                    .collect(),
                mean,
                gamma: values(&gamma.primitive().to_contiguous()).to_vec(),
                beta: values(&beta.primitive().to_contiguous()).to_vec(),
                bounds,
            });
            let out = tensor(
                layer.forward(values(&contiguous)),
                contiguous.shape().to_vec(),
            );
            let out = match prepared {
                OpsKind::Tracked(mut prepared) => {
                    let state = (prepared.checkpoint(&x), layer);
                    prepared.finish(state, out)
                }
                OpsKind::UnTracked(prepared) => prepared.finish(out),
            };
            Tensor::from_primitive::<Trained>(out)
        },
    };
    Some(trained)
}

#[derive(Debug)]
struct Norm;

impl Backward<Flex, 3> for Norm {
    /// Input, and what was done with it.
    type State = (NodeId, Arc<Layer>);

    fn backward(
        self,
        ops: Ops<Self::State, 3>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let [of_x, of_gamma, of_beta] = ops.parents;
        let of_out = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let (x, layer) = ops.state;
        let x: FloatTensor<Flex> = checkpointer.retrieve_node_output(x);
        let x = x.to_contiguous();
        let (gamma, beta) = layer.parameter_gradients(values(&x), values(&of_out));
        if let Some(node) = of_x {
            let gradient = layer.input_gradient(values(&x), values(&of_out), &gamma, &beta);
            gradients.register::<Flex>(node.id, tensor(gradient, x.shape().to_vec()));
        }
        let channels = vec![gamma.len()];
        if let Some(node) = of_gamma {
            gradients.register::<Flex>(node.id, tensor(gamma, channels.clone()));
        }
        if let Some(node) = of_beta {
            gradients.register::<Flex>(node.id, tensor(beta, channels));
        }
    }
}

/// Mean and variance of each channel.
fn statistics(x: &[f32], channels: usize, plane: usize) -> (Vec<f32>, Vec<f32>) {
    let count = (x.len() / channels) as f32;
    (0..channels)
        .into_par_iter()
        .map(|channel| {
            let planes = || x.chunks_exact(plane).skip(channel).step_by(channels);
            Arch::new().dispatch(|| {
                let mean = planes()
                    .map(|plane| sum_of(plane, |value| value))
                    .sum::<f32>()
                    / count;
                let squares: f32 = planes()
                    .map(|plane| sum_of(plane, |value| (value - mean) * (value - mean)))
                    .sum();
                (mean, squares / count)
            })
        })
        .unzip()
}

/// y = clamp(γ·(x − mean)/deviation + β), channel by channel.
#[derive(Debug)]
struct Layer {
    plane: usize,
    mean: Vec<f32>,
    inverse_deviation: Vec<f32>,
    gamma: Vec<f32>,
    beta: Vec<f32>,
    bounds: [f32; 2],
}

impl Layer {
    /// x·scale + shift is the value before the activation.
    fn scale_and_shift(&self, channel: usize) -> (f32, f32) {
        let scale = self.gamma[channel] * self.inverse_deviation[channel];
        (scale, self.beta[channel] - self.mean[channel] * scale)
    }

    fn forward(&self, x: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; x.len()];
        let [min, max] = self.bounds;
        out.par_chunks_exact_mut(self.plane)
            .zip(x.par_chunks_exact(self.plane))
            .enumerate()
            .for_each(|(index, (out, x))| {
                let (scale, shift) = self.scale_and_shift(index % self.mean.len());
                Arch::new().dispatch(|| {
                    for (out, x) in out.iter_mut().zip(x) {
                        *out = (x * scale + shift).max(min).min(max);
                    }
                });
            });
        out
    }

    /// The gradient before the activation: nothing passes where it holds the value.
    #[inline(always)]
    fn through_activation(&self, x: &[f32], of_out: &[f32], channel: usize, to: &mut Vec<f32>) {
        let (scale, shift) = self.scale_and_shift(channel);
        let [min, max] = self.bounds;
        to.clear();
        to.extend(x.iter().zip(of_out).map(|(x, gradient)| {
            let value = x * scale + shift;
            if value > min && value < max {
                *gradient
            } else {
                0.0
            }
        }));
    }

    /// Gradients of γ and β.
    fn parameter_gradients(&self, x: &[f32], of_out: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let channels = self.mean.len();
        (0..channels)
            .into_par_iter()
            .map_init(Vec::new, |passed, channel| {
                Arch::new().dispatch(|| {
                    let (mut with_x, mut alone) = (0.0, 0.0);
                    let planes = |all| {
                        <[f32]>::chunks_exact(all, self.plane)
                            .skip(channel)
                            .step_by(channels)
                    };
                    for (x, of_out) in planes(x).zip(planes(of_out)) {
                        self.through_activation(x, of_out, channel, passed);
                        with_x += dot(x, passed);
                        alone += sum_of(passed, |value| value);
                    }
                    let centred = with_x - self.mean[channel] * alone;
                    (centred * self.inverse_deviation[channel], alone)
                })
            })
            .unzip()
    }

    fn input_gradient(
        &self,
        x: &[f32],
        of_out: &[f32],
        gamma_gradient: &[f32],
        beta_gradient: &[f32],
    ) -> Vec<f32> {
        let channels = self.mean.len();
        let count = (x.len() / channels) as f32;
        let mut all = vec![0.0; x.len()];
        all.par_chunks_exact_mut(self.plane)
            .zip(x.par_chunks_exact(self.plane))
            .zip(of_out.par_chunks_exact(self.plane))
            .enumerate()
            .for_each_init(Vec::new, |passed, (index, ((to, x), of_out))| {
                let channel = index % channels;
                let inverse = self.inverse_deviation[channel];
                let scale = self.gamma[channel] * inverse;
                // dx = scale·(dy − mean(dy) − x̂·mean(dy·x̂)), and x̂ = (x − mean)·inverse.
                let by_x = scale * inverse * gamma_gradient[channel] / count;
                let constant = self.mean[channel] * by_x - scale * beta_gradient[channel] / count;
                Arch::new().dispatch(|| {
                    self.through_activation(x, of_out, channel, passed);
                    for ((to, x), passed) in to.iter_mut().zip(x).zip(passed.iter()) {
                        *to = passed * scale - x * by_x + constant;
                    }
                });
            });
        all
    }
}
