//! Which kernel computes a layer.

use zoom_in_net_graph::Convolution;

use crate::kernels::{Kernel, Tile};

/// How the kernels of a plan are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KernelChoice {
    /// By the device and the shape of the layer.
    #[default]
    Suitable,
    /// For measurements: every convolution over all channels without workgroup memory.
    Direct,
    /// For measurements: every convolution over all channels by the tile of this number, from 0 on.
    Tile(usize),
}

/// Workgroups that keep a large device busy: it has over a hundred cores, each of which hides waiting for memory
/// behind further workgroups.
const WORKGROUPS: usize = 160;

impl KernelChoice {
    /// All that can be measured.
    pub fn variants() -> impl Iterator<Item = Self> {
        std::iter::once(Self::Direct).chain((0..Tile::ALL.len()).map(Self::Tile))
    }

    /// The kernel of a convolution over all channels at so many positions of a whole batch.
    pub(crate) fn convolution(
        self,
        convolution: &Convolution,
        positions: usize,
        is_software: bool,
    ) -> Kernel {
        let is_pointwise = convolution.is_pointwise();
        let tile = match self {
            Self::Direct => None,
            Self::Tile(number) => Some(Tile::ALL[number]),
            Self::Suitable if is_software => None,
            Self::Suitable => {
                let quads = convolution.channels[1].div_ceil(4);
                Some(suitable_tile(positions, quads))
            }
        };
        match tile {
            Some(tile) => Kernel::Convolution { tile, is_pointwise },
            None => Kernel::ConvolutionDirect { is_pointwise },
        }
    }
}

/// The tile that wastes the least: on positions and channels beyond the maps, on bytes moved for each operation, and on
/// cores left without work.
fn suitable_tile(positions: usize, quads: usize) -> Tile {
    let cost = |tile: &Tile| {
        let tiles = positions.div_ceil(tile.rows) * quads.div_ceil(tile.quads);
        let computed = (tiles * tile.rows * tile.quads) as f64;
        // Quads brought in for each that is computed with.
        let moved = 1.0 / tile.rows as f64 + 1.0 / (4 * tile.quads) as f64;
        let idle = (WORKGROUPS as f64 / tiles as f64).max(1.0);
        computed * (1.0 + 16.0 * moved) * idle
    };
    let tiles = Tile::ALL.into_iter();
    tiles
        .min_by(|a, b| cost(a).total_cmp(&cost(b)))
        .expect("there are tiles")
}
