//! What one step of a plan computes.

use zoom_in_net_graph::{Pool, Shape};

use crate::chain::Chain;
use crate::dense::Dense;
use crate::maps::View;
use crate::patches::Patches;
use crate::pool::{concatenate, global_average, pool, pooled_shape};

/// A layer, or a chain of layers, with its weights.
#[derive(Clone, Debug)]
pub enum Kernel {
    /// A 1×1 convolution, or a fully connected layer.
    Dense(Dense),
    /// A convolution over all channels.
    Patches(Patches),
    /// A depthwise convolution and what belongs to it.
    Chain(Chain),
    /// A pooling.
    Pool(Pool),
    /// The mean over all positions.
    GlobalAverage,
    /// Channels side by side.
    Concatenate,
}

impl Kernel {
    /// The shape of what it makes of the maps of one image.
    pub fn shape(&self, inputs: &[View<'_>]) -> Shape {
        let maps = inputs[0].shape;
        match self {
            Self::Dense(dense) => Shape {
                channels: dense.outputs,
                ..maps
            },
            Self::Patches(patches) => patches.shape(maps),
            Self::Chain(chain) => chain.shape(maps),
            Self::Pool(pool) => pooled_shape(*pool, maps),
            Self::GlobalAverage => Shape {
                height: 1,
                width: 1,
                ..maps
            },
            Self::Concatenate => Shape {
                channels: inputs.iter().map(|maps| maps.shape.channels).sum(),
                ..maps
            },
        }
    }

    /// Computes it; `inputs` are the maps and the shortcut where there is one, `values` as many as
    /// [`Kernel::shape`] says.
    pub fn fill(&self, inputs: &[View<'_>], values: &mut [f32]) {
        let maps = inputs[0];
        let shortcut = inputs.get(1).copied();
        match self {
            Self::Dense(dense) => {
                dense.fill_bands(maps.values, shortcut.map(|maps| maps.values), values);
            }
            Self::Patches(patches) => patches.fill(maps, shortcut, values),
            Self::Chain(chain) => chain.fill(maps, shortcut, values),
            Self::Pool(of) => pool(*of, maps, values),
            Self::GlobalAverage => global_average(maps, values),
            Self::Concatenate => concatenate(inputs, values),
        }
    }
}
