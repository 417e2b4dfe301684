//! A bias for each channel, with the activation that follows it, in one pass; the gradient in another.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex, TensorMetadata};
use burn::tensor::Tensor;
use pulp::Arch;
use rayon::prelude::*;

use super::lanes::sum_of;
use super::{tensor, values};

/// x + bias, held within `bounds`; `None` on a device that this is not for.
///
/// `x`: `[batch, channels, height, width]`; `bias`: `[channels]`.
pub fn biased(x: &Tensor<4>, bias: &Tensor<1>, bounds: [f32; 2]) -> Option<Tensor<4>> {
    type Trained = Autodiff<Flex>;
    let x = x.clone().try_into_primitive::<Trained>().ok()?;
    let bias = bias.clone().try_into_primitive::<Trained>().ok()?;
    let prepared = Biased
        .prepare::<NoCheckpointing>([x.node(), bias.node()])
        .compute_bound()
        .stateful();
    let out = forward(
        &x.primitive().to_contiguous(),
        values(&bias.primitive().to_contiguous()),
        bounds,
    );
    let out = match prepared {
        OpsKind::Tracked(prepared) => {
            let state = (out.clone(), bounds);
            prepared.finish(state, out)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(out),
    };
    Some(Tensor::from_primitive::<Trained>(out))
}

fn forward(x: &FloatTensor<Flex>, bias: &[f32], [min, max]: [f32; 2]) -> FloatTensor<Flex> {
    let [_, channels, height, width] = x.shape().dims();
    let plane = height * width;
    let x_values = values(x);
    let mut out = vec![0.0; x_values.len()];
    out.par_chunks_exact_mut(plane)
        .zip(x_values.par_chunks_exact(plane))
        .enumerate()
        .for_each(|(index, (out, x))| {
            let bias = bias[index % channels];
            Arch::new().dispatch(|| {
                for (out, x) in out.iter_mut().zip(x) {
                    *out = (x + bias).max(min).min(max);
                }
            });
        });
    tensor(out, x.shape().to_vec())
}

#[derive(Debug)]
struct Biased;

impl Backward<Flex, 2> for Biased {
    /// The result, and what it was held within.
    type State = (FloatTensor<Flex>, [f32; 2]);

    fn backward(self, ops: Ops<Self::State, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let [of_x, of_bias] = ops.parents;
        let of_out = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let (out, [min, max]) = ops.state;
        let [_, channels, height, width] = out.shape().dims();
        let plane = height * width;
        let (out_values, of_out) = (values(&out), values(&of_out));
        let mut passed = vec![0.0; out_values.len()];
        // Nothing passes where a bound holds the value.
        let sums: Vec<f32> = passed
            .par_chunks_exact_mut(plane)
            .zip(out_values.par_chunks_exact(plane))
            .zip(of_out.par_chunks_exact(plane))
            .map(|((passed, out), of_out)| {
                Arch::new().dispatch(|| {
                    for ((to, out), gradient) in passed.iter_mut().zip(out).zip(of_out) {
                        *to = if *out > min && *out < max {
                            *gradient
                        } else {
                            0.0
                        };
                    }
                    sum_of(passed, |value| value)
                })
            })
            .collect();
        if let Some(node) = of_bias {
            let mut of_channels = vec![0.0; channels];
            for (index, sum) in sums.iter().enumerate() {
                of_channels[index % channels] += sum;
            }
            gradients.register::<Flex>(node.id, tensor(of_channels, vec![channels]));
        }
        if let Some(node) = of_x {
            gradients.register::<Flex>(node.id, tensor(passed, out.shape().to_vec()));
        }
    }
}
