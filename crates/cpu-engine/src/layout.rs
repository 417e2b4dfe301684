//! Weights from the order in which they are stored to the order in which they are read.

use zoom_in_net_graph::{Activation, Convolution, Linear, UnfitWeights, Weights};

use crate::bounds::Bounds;
use crate::dense::Dense;
use crate::depthwise::Depthwise;
use crate::window::Window;

/// A convolution over all channels that reads row, column and channel of its patches.
pub fn dense(
    convolution: &Convolution,
    scale: f32,
    weights: &Weights,
) -> Result<Dense, UnfitWeights> {
    let weight = weights.get(&convolution.weight())?;
    let channels = convolution.channels[0];
    let taps = convolution.kernel[0] * convolution.kernel[1];
    let inputs = taps * channels;
    let value = |output: usize, input: usize| {
        let (tap, channel) = (input / channels, input % channels);
        scale * weight[output * inputs + channel * taps + tap]
    };
    let bounds = Bounds::of(convolution.activation);
    let bias = bias(convolution, scale, weights)?;
    let [rows, columns] = convolution.kernel;
    Ok(Dense::new([rows, columns * channels], value, bias, bounds))
}

/// Where a convolution's filters lie.
pub fn window(convolution: &Convolution) -> Window {
    let &Convolution {
        kernel,
        stride,
        padding,
        ..
    } = convolution;
    Window {
        kernel,
        stride,
        padding,
    }
}

/// A depthwise convolution.
pub fn depthwise(
    convolution: &Convolution,
    scale: f32,
    weights: &Weights,
) -> Result<Depthwise, UnfitWeights> {
    let weight = weights.get(&convolution.weight())?;
    let bounds = Bounds::of(convolution.activation);
    let bias = bias(convolution, scale, weights)?;
    let (kernel, stride) = (convolution.kernel, convolution.stride);
    let weight = |at: usize| scale * weight[at];
    Ok(Depthwise::new(weight, bias, kernel, stride, bounds))
}

fn bias(
    convolution: &Convolution,
    scale: f32,
    weights: &Weights,
) -> Result<Vec<f32>, UnfitWeights> {
    let bias = weights.get(&convolution.bias())?;
    Ok(bias.iter().map(|value| scale * value).collect())
}

/// A fully connected layer.
pub fn linear(linear: &Linear, weights: &Weights) -> Result<Dense, UnfitWeights> {
    let weight = weights.get(&linear.weight())?;
    let [inputs, outputs] = linear.channels;
    let value = |output: usize, input: usize| weight[input * outputs + output];
    let bias = weights.get(&linear.bias())?.to_vec();
    let bounds = Bounds::of(Activation::Identity);
    Ok(Dense::new([1, inputs], value, bias, bounds))
}
