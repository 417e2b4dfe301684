//! Convolutions over all channels. The rows of a patch lie side by side in the maps, so that none is copied.

use zoom_in_net_graph::Shape;

use crate::dense::{Dense, Layout};
use crate::maps::View;
use crate::scratch::with_scratch;
use crate::threads::fill_chunks;
use crate::window::{Window, copy_rows};

/// A convolution over all channels.
#[derive(Clone, Debug)]
pub struct Patches {
    /// Reads row, column and channel of the patch.
    pub dense: Dense,
    /// The patch and its way.
    pub window: Window,
}

impl Patches {
    /// The shape of the result.
    pub fn shape(&self, maps: Shape) -> Shape {
        self.window.on(maps).result(self.dense.outputs)
    }

    /// All rows, in bands whose padded maps stay in the cache.
    pub fn fill(&self, maps: View<'_>, shortcut: Option<View<'_>>, values: &mut [f32]) {
        let placed = self.window.on(maps.shape);
        let channels = maps.shape.channels;
        let width = placed.columns.result;
        let row = width * self.dense.outputs;
        let band = placed.band(channels);
        fill_chunks(values, band * row, |index, target| {
            let band = index * band..index * band + target.len() / row;
            let shortcut = shortcut.map(|shortcut| shortcut.rows(band.clone()));
            let mut run = |patches: &[f32], padded_width: usize| {
                let layout = Layout {
                    width,
                    step: self.window.stride * channels,
                    row_step: self.window.stride * padded_width * channels,
                    patch_row_step: padded_width * channels,
                    gap: 0,
                };
                let positions = band.len() * width;
                self.dense.run(patches, layout, positions, shortcut, target);
            };
            if placed.is_unpadded() {
                run(placed.seen_of(maps, &band), maps.shape.width);
                return;
            }
            with_scratch(|[padded, _]| {
                let row = maps.shape.width * channels;
                let put = |source: &[f32], target: &mut [f32], gap: usize| {
                    copy_rows(row, source, target, gap);
                };
                let padded = placed.pad(maps, None, &band, channels, padded, put);
                run(padded, placed.columns.padded);
            });
        });
    }
}
