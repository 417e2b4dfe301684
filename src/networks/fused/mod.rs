//! The lite networks' layers on the processor, computed in its caches: an inverted residual's expanded
//! maps, by far the largest, exist for a band of rows only, and bias, activation and shortcut cost
//! no pass over the maps of their own. The same functions as the layers they are made of, up to
//! rounding.

mod a_net;
mod dense;
mod depthwise;
mod efficientnet_lite;
mod layers;
mod maps;

pub(crate) use self::a_net::FusedANet;
pub(crate) use self::efficientnet_lite::{FoldedResidual, FusedEfficientNetLite};

use self::dense::Dense;
use self::layers::Convolution;
use self::maps::Bounds;
use super::layers::{Activation, FoldedConvolution};

fn bounds(activation: Activation) -> Bounds {
    let (least, greatest) = match activation {
        Activation::Identity => (f32::NEG_INFINITY, f32::INFINITY),
        Activation::Relu => (0.0, f32::INFINITY),
        Activation::Relu6 => (0.0, 6.0),
    };
    Bounds { least, greatest }
}

/// A convolution over all channels, its patches by row, column and channel.
fn dense(convolution: FoldedConvolution) -> Dense {
    let FoldedConvolution {
        weight,
        bias,
        kernel,
        activation,
        ..
    } = convolution;
    let taps = kernel * kernel;
    let patch = weight.len() / bias.len();
    let channels = patch / taps;
    let by_tap = (0..weight.len())
        .map(|at| {
            let (output, at) = (at / patch, at % patch);
            weight[output * patch + at % channels * taps + at / channels]
        })
        .collect::<Vec<_>>();
    Dense::new(&by_tap, &bias, bounds(activation))
}

fn convolution(convolution: FoldedConvolution) -> Convolution {
    Convolution {
        kernel: convolution.kernel,
        stride: convolution.stride,
        dense: dense(convolution),
    }
}
