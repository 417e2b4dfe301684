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
mod tensors;
mod zoom_in_net;

pub use self::a_net::FusedANet;
pub(crate) use self::efficientnet_lite::{FoldedResidual, FusedEfficientNetLite};
#[cfg(feature = "native")]
pub(super) use self::maps::Span;
pub use self::zoom_in_net::{FusedCNet, FusedMNet, FusedZoomInNet};

use burn::tensor::Device;

use self::dense::Dense;
use self::layers::Convolution;
use self::maps::Bounds;
use super::layers::FoldedConvolution;

/// A network that is read from its file without tensors.
pub trait FusedNetwork: Sized {
    /// Reads the content of a file; batch norms are folded.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn in_pack(content: Vec<u8>) -> Result<Self, String>;
}

/// `network` as it is, or as `made` of it where `device` is the processor, which has these layers.
pub fn on_processor<N>(device: &Device, network: N, made: impl FnOnce(N) -> N) -> N {
    if is_processor(device) {
        made(network)
    } else {
        network
    }
}

#[cfg(feature = "native")]
fn is_processor(device: &Device) -> bool {
    *device == Device::flex()
}

/// A browser's processor reads [`FusedNetwork`]s, which have no device.
#[cfg(not(feature = "native"))]
fn is_processor(_: &Device) -> bool {
    false
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
    Dense::new(&by_tap, &bias, Bounds::of(activation))
}

fn convolution(convolution: FoldedConvolution) -> Convolution {
    Convolution {
        kernel: convolution.kernel,
        stride: convolution.stride,
        dense: dense(convolution),
    }
}
