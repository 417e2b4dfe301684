//! Depthwise convolution with gradients plane by plane.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::ops::{ConvOptions, ModuleOps};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex, TensorMetadata};
use burn::tensor::Tensor;
use pulp::Arch;
use rayon::prelude::*;

use super::lanes::dot;
use super::{tensor, values};

/// The convolution of each channel with its own filter, or `None` on a device that this is not for.
///
/// `x`: `[batch, channels, height, width]`; `weight`: `[channels, 1, kernel, kernel]`.
pub fn depthwise(x: &Tensor<4>, weight: &Tensor<4>, options: &ConvOptions<2>) -> Option<Tensor<4>> {
    type Trained = Autodiff<Flex>;
    let x = x.clone().try_into_primitive::<Trained>().ok()?;
    let weight = weight.clone().try_into_primitive::<Trained>().ok()?;
    let prepared = Depthwise
        .prepare::<NoCheckpointing>([x.node(), weight.node()])
        .compute_bound()
        .stateful();
    let convolved = Flex::conv2d(
        x.primitive().clone(),
        weight.primitive().clone(),
        None,
        options.clone(),
    );
    let out = match prepared {
        OpsKind::Tracked(mut prepared) => {
            let state = (
                prepared.checkpoint(&x),
                prepared.checkpoint(&weight),
                options.clone(),
            );
            prepared.finish(state, convolved)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(convolved),
    };
    Some(Tensor::from_primitive::<Trained>(out))
}

#[derive(Debug)]
struct Depthwise;

impl Backward<Flex, 2> for Depthwise {
    /// Input, weight, and how they were convolved.
    type State = (NodeId, NodeId, ConvOptions<2>);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let [of_x, of_weight] = ops.parents;
        let of_out = gradients.consume::<Flex>(&ops.node);
        let (x, weight, options) = ops.state;
        let x: FloatTensor<Flex> = checkpointer.retrieve_node_output(x);
        let weight: FloatTensor<Flex> = checkpointer.retrieve_node_output(weight);
        let shapes = Shapes::new(&x, &weight, &of_out, &options);
        let [x, weight, of_out] = [x, weight, of_out].map(|tensor| tensor.to_contiguous());
        let (x_gradient, weight_gradient) =
            shapes.gradients(values(&x), values(&weight), values(&of_out));
        if let Some(node) = of_x {
            gradients.register::<Flex>(node.id, tensor(x_gradient, x.shape().to_vec()));
        }
        if let Some(node) = of_weight {
            gradients.register::<Flex>(node.id, tensor(weight_gradient, weight.shape().to_vec()));
        }
    }
}

/// A convolution of planes with square filters of their own.
struct Shapes {
    channels: usize,
    height: usize,
    width: usize,
    out_height: usize,
    out_width: usize,
    kernel: usize,
    stride: usize,
    /// Above and to the left.
    padding: [usize; 2],
    /// Padding included.
    padded: [usize; 2],
}

/// One padded plane, its gradient, and the gradient of the result spread out to its scale.
struct Scratch {
    padded: Vec<f32>,
    padded_gradient: Vec<f32>,
    spread: Vec<f32>,
}

impl Shapes {
    fn new(
        x: &FloatTensor<Flex>,
        weight: &FloatTensor<Flex>,
        out: &FloatTensor<Flex>,
        options: &ConvOptions<2>,
    ) -> Self {
        let [_, channels, height, width] = x.shape().dims();
        let [_, _, out_height, out_width] = out.shape().dims();
        let [_, _, kernel, _] = weight.shape().dims();
        let [(above, below), (left, right)] = options.padding;
        Self {
            channels,
            height,
            width,
            out_height,
            out_width,
            kernel,
            stride: options.stride[0],
            padding: [above, left],
            padded: [above + height + below, left + width + right],
        }
    }

    /// The gradients of all planes and of all filters.
    fn gradients(&self, x: &[f32], weight: &[f32], of_out: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let plane = self.height * self.width;
        let out_plane = self.out_height * self.out_width;
        let taps = self.kernel * self.kernel;
        let planes = x.len() / plane;
        let mut x_gradient = vec![0.0; x.len()];
        let mut of_planes = vec![0.0; planes * taps];
        let scratch = || Scratch {
            padded: vec![0.0; self.padded[0] * self.padded[1]],
            padded_gradient: vec![0.0; self.padded[0] * self.padded[1]],
            spread: vec![0.0; self.spread_length()],
        };
        x_gradient
            .par_chunks_exact_mut(plane)
            .zip(of_planes.par_chunks_exact_mut(taps))
            .enumerate()
            .for_each_init(
                scratch,
                |scratch, (index, (x_gradient, weight_gradient))| {
                    let filter = &weight[index % self.channels * taps..][..taps];
                    let x = &x[index * plane..][..plane];
                    let of_out = &of_out[index * out_plane..][..out_plane];
                    Arch::new().dispatch(|| {
                        self.of_plane(scratch, x, filter, of_out, x_gradient, weight_gradient);
                    });
                },
            );
        // A filter is shared by the planes of all photographs.
        let mut weight_gradient = vec![0.0; weight.len()];
        for (index, of_plane) in of_planes.chunks_exact(taps).enumerate() {
            let sums = &mut weight_gradient[index % self.channels * taps..][..taps];
            for (sum, value) in sums.iter_mut().zip(of_plane) {
                *sum += value;
            }
        }
        (x_gradient, weight_gradient)
    }

    /// From the first to the last number of the result, at the padded plane's scale.
    fn spread_length(&self) -> usize {
        let rows = (self.out_height - 1) * self.stride * self.padded[1];
        rows + (self.out_width - 1) * self.stride + 1
    }

    /// With planes laid out row after row, a filter's value always meets the whole plane at one
    /// offset: every step is one long pass.
    #[inline(always)]
    fn of_plane(
        &self,
        scratch: &mut Scratch,
        x: &[f32],
        filter: &[f32],
        of_out: &[f32],
        x_gradient: &mut [f32],
        weight_gradient: &mut [f32],
    ) {
        let [_, padded_width] = self.padded;
        let [above, left] = self.padding;
        let row_at = |row: usize| (above + row) * padded_width + left;
        for (row, values) in x.chunks_exact(self.width).enumerate() {
            scratch.padded[row_at(row)..][..self.width].copy_from_slice(values);
        }
        for (row, values) in of_out.chunks_exact(self.out_width).enumerate() {
            let spread = &mut scratch.spread[row * self.stride * padded_width..];
            for (to, value) in spread.iter_mut().step_by(self.stride).zip(values) {
                *to = *value;
            }
        }
        scratch.padded_gradient.fill(0.0);
        let length = scratch.spread.len();
        for (tap, (weight, sum)) in filter.iter().zip(weight_gradient).enumerate() {
            let offset = tap / self.kernel * padded_width + tap % self.kernel;
            *sum = dot(&scratch.spread, &scratch.padded[offset..][..length]);
            let gradient = &mut scratch.padded_gradient[offset..][..length];
            for (to, value) in gradient.iter_mut().zip(&scratch.spread) {
                *to += weight * value;
            }
        }
        for (row, values) in x_gradient.chunks_exact_mut(self.width).enumerate() {
            values.copy_from_slice(&scratch.padded_gradient[row_at(row)..][..self.width]);
        }
    }
}
