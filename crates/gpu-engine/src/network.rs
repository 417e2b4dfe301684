//! A network's weights on the device.

use std::ops::Range;

use half::f16;
use wgpu::{Buffer, BufferDescriptor, BufferUsages};
use zoom_in_net_graph::{Convolution, Graph, Linear, Operation, UnfitWeights, Weights};

use crate::gpu::Gpu;

/// Where slices of a buffer may begin.
const ALIGNMENT: usize = 256;

/// A network with its weights on the device, in half precision as files keep them; biases in single precision.
#[derive(Debug)]
pub struct NetworkOnGpu {
    pub(crate) graph: Graph,
    pub(crate) buffer: Buffer,
    /// For each layer, where its weight and bias lie in the buffer; empty ranges where it has none.
    pub(crate) ranges: Vec<[Range<u64>; 2]>,
}

impl NetworkOnGpu {
    /// Uploads the weights. What is not representable in half precision is rounded.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn new(gpu: &Gpu, graph: Graph, weights: &Weights) -> Result<Self, UnfitWeights> {
        graph.check(weights)?;
        let mut bytes = Vec::new();
        let mut ranges = Vec::new();
        for layer in graph.layers() {
            ranges.push(match &layer.operation {
                Operation::Convolution(convolution) => {
                    let weight = weights.get(&convolution.weight())?;
                    let packed = match convolution.depthwise {
                        true => depthwise_filters(convolution, weight),
                        false => filters(convolution, weight),
                    };
                    let bias = weights.get(&convolution.bias())?;
                    [add(&mut bytes, &packed), add_bias(&mut bytes, bias)]
                }
                Operation::Linear(linear) => {
                    let packed = matrix(linear, weights.get(&linear.weight())?);
                    let bias = weights.get(&linear.bias())?;
                    [add(&mut bytes, &packed), add_bias(&mut bytes, bias)]
                }
                _ => [0..0, 0..0],
            });
        }
        let buffer = gpu.device.create_buffer(&BufferDescriptor {
            label: Some("weights"),
            size: bytes.len().max(16) as u64,
            usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        gpu.queue.write_buffer(&buffer, 0, &bytes);
        Ok(Self {
            graph,
            buffer,
            ranges,
        })
    }
}

/// By quad of outputs, then row, column and channel of the patch, then output: four outputs lie side by side.
fn filters(convolution: &Convolution, weight: &[f32]) -> Vec<f16> {
    let [inputs, outputs] = convolution.channels;
    let taps: usize = convolution.kernel.iter().product();
    packed([taps, inputs, outputs], |tap, input, output| {
        weight[(output * inputs + input) * taps + tap]
    })
}

/// As [`filters`], of one tap.
fn matrix(linear: &Linear, weight: &[f32]) -> Vec<f16> {
    let [inputs, outputs] = linear.channels;
    packed([1, inputs, outputs], |_, input, output| {
        weight[input * outputs + output]
    })
}

fn packed(
    [taps, inputs, outputs]: [usize; 3],
    value: impl Fn(usize, usize, usize) -> f32,
) -> Vec<f16> {
    let padded = inputs.next_multiple_of(4);
    let mut packed = Vec::with_capacity(outputs.next_multiple_of(4) * taps * padded);
    for quad in 0..outputs.div_ceil(4) {
        for tap in 0..taps {
            for input in 0..padded {
                packed.extend((4 * quad..4 * quad + 4).map(|output| {
                    let is_there = input < inputs && output < outputs;
                    f16::from_f32(if is_there {
                        value(tap, input, output)
                    } else {
                        0.0
                    })
                }));
            }
        }
    }
    packed
}

/// By row and column of the filter, then channel.
fn depthwise_filters(convolution: &Convolution, weight: &[f32]) -> Vec<f16> {
    let channels = convolution.channels[0];
    let taps: usize = convolution.kernel.iter().product();
    let padded = channels.next_multiple_of(4);
    let values = (0..taps * padded).map(|at| {
        let (tap, channel) = (at / padded, at % padded);
        let is_there = channel < channels;
        f16::from_f32(if is_there {
            weight[channel * taps + tap]
        } else {
            0.0
        })
    });
    values.collect()
}

fn add(bytes: &mut Vec<u8>, halves: &[f16]) -> Range<u64> {
    append(bytes, halves.iter().flat_map(|half| half.to_le_bytes()))
}

fn add_bias(bytes: &mut Vec<u8>, bias: &[f32]) -> Range<u64> {
    let zeros = bias.len().next_multiple_of(4) - bias.len();
    let values = bias.iter().copied().chain(std::iter::repeat_n(0.0, zeros));
    append(bytes, values.flat_map(f32::to_le_bytes))
}

fn append(bytes: &mut Vec<u8>, more: impl Iterator<Item = u8>) -> Range<u64> {
    bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
    let start = bytes.len() as u64;
    bytes.extend(more);
    start..bytes.len() as u64
}
