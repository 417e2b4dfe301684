//! Depthwise convolutions with the 1×1 convolutions before and after, of whose maps no more than a band of
//! rows ever exists.

use zoom_in_net_graph::Shape;

use crate::dense::{Dense, Layout};
use crate::depthwise::{Depthwise, Rows};
use crate::maps::View;
use crate::scratch::{sized, with_scratch};
use crate::threads::{bands, fill_chunks};
use crate::window::{Placed, Window, copy_rows};

/// Expand 1×1, depthwise, project 1×1.
#[derive(Clone, Debug)]
pub struct Chain {
    /// To the hidden channels; absent where they are the input's.
    pub expand: Option<Dense>,
    /// Over the hidden channels.
    pub depthwise: Depthwise,
    /// The filters' window on the hidden maps.
    pub window: Window,
    /// To the output's channels; absent where they are the hidden ones.
    pub project: Option<Dense>,
}

impl Chain {
    fn outputs(&self) -> usize {
        let project = self.project.as_ref();
        project.map_or(self.depthwise.channels(), |project| project.outputs)
    }

    /// The shape of the result.
    pub fn shape(&self, maps: Shape) -> Shape {
        self.window.on(maps).result(self.outputs())
    }

    /// All rows, in bands whose hidden maps stay in the cache; the shortcut is added to what comes last.
    pub fn fill(&self, maps: View<'_>, shortcut: Option<View<'_>>, values: &mut [f32]) {
        let placed = self.window.on(maps.shape);
        let channels = self.depthwise.channels();
        let row = placed.columns.result * self.outputs();
        let (section, band) = (placed.section(channels), placed.band(channels));
        fill_chunks(values, section * row, |index, target| {
            let rows = index * section..index * section + target.len() / row;
            with_scratch(|[hidden, filtered]| {
                let mut before = None;
                for (band, target) in bands(rows, band).zip(target.chunks_mut(band * row)) {
                    let put = |source: &[f32], target: &mut [f32], gap: usize| {
                        self.expand(maps.shape, source, target, gap);
                    };
                    let before = before.replace(band.clone());
                    let padded = placed.pad(maps, before.as_ref(), &band, channels, hidden, put);
                    let shortcut = shortcut.map(|shortcut| shortcut.rows(band));
                    self.filter(&placed, padded, filtered, shortcut, target);
                }
            });
        });
    }

    /// Filters padded rows, and projects the result.
    fn filter(
        &self,
        placed: &Placed,
        padded: &[f32],
        filtered: &mut Vec<f32>,
        shortcut: Option<&[f32]>,
        target: &mut [f32],
    ) {
        let rows = |shortcut| Rows {
            padded,
            padded_width: placed.columns.padded,
            shortcut,
            width: placed.columns.result,
        };
        let Some(project) = &self.project else {
            return self.depthwise.run(rows(shortcut), target);
        };
        let positions = target.len() / project.outputs;
        let filtered = sized(filtered, positions * self.depthwise.channels());
        self.depthwise.run(rows(None), filtered);
        project.fill(filtered, shortcut, target);
    }

    /// Rows of the maps to rows of the hidden ones.
    fn expand(&self, maps: Shape, source: &[f32], target: &mut [f32], gap: usize) {
        let row = maps.width * maps.channels;
        let Some(expand) = &self.expand else {
            return copy_rows(row, source, target, gap);
        };
        let layout = Layout {
            width: maps.width,
            step: maps.channels,
            row_step: row,
            patch_row_step: 0,
            gap,
        };
        let positions = source.len() / maps.channels;
        expand.run(source, layout, positions, None, target);
    }
}
