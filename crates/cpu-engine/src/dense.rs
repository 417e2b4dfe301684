//! Convolutions over all channels as matrix products, whose weights are laid out as they are read.

use pulp::{Arch, Simd, WithSimd};

use crate::bounds::Bounds;
use crate::product::{Product, panel_vectors};
use crate::threads::{band_of, fill_chunks};

/// A matrix of weights, for patches of one or more rows.
#[derive(Clone, Debug)]
pub struct Dense {
    /// Rows of a patch.
    pub rows: usize,
    /// Values of one of them, which lie side by side.
    pub row_values: usize,
    /// Channels written.
    pub outputs: usize,
    /// Panels of up to [`panel_vectors`] vectors of outputs; within a panel, by value of the patch.
    pub panels: Vec<f32>,
    /// Zeros complete the last vector.
    pub bias: Vec<f32>,
    /// The activation.
    pub bounds: Bounds,
}

/// How patches and results lie, in values.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Positions in a row of the result.
    pub width: usize,
    /// From one patch to the next.
    pub step: usize,
    /// From the first patch of a row to that of the next.
    pub row_step: usize,
    /// From one row of a patch to the next.
    pub patch_row_step: usize,
    /// Left alone in the result after each row.
    pub gap: usize,
}

impl Dense {
    /// For patches of `rows` × `row_values` and as many outputs as there are biases; `weight` by output and
    /// value of the patch.
    pub fn new(
        [rows, row_values]: [usize; 2],
        weight: impl Fn(usize, usize) -> f32,
        mut bias: Vec<f32>,
        bounds: Bounds,
    ) -> Self {
        let outputs = bias.len();
        let lanes = Arch::new().dispatch(Lanes);
        let vectors = outputs.div_ceil(lanes);
        let panel = panel_vectors(lanes);
        let mut panels = Vec::with_capacity(vectors * lanes * rows * row_values);
        for first in (0..vectors).step_by(panel) {
            let columns = first * lanes..(first + panel).min(vectors) * lanes;
            for input in 0..rows * row_values {
                panels.extend(columns.clone().map(|output| {
                    if output < outputs {
                        weight(output, input)
                    } else {
                        0.0
                    }
                }));
            }
        }
        bias.resize(vectors * lanes, 0.0);
        Self {
            rows,
            row_values,
            outputs,
            panels,
            bias,
            bounds,
        }
    }

    /// Computes `positions` results from the patches that begin at the first value; `shortcut`, laid out as
    /// the results, is added before the activation.
    pub fn run(
        &self,
        patches: &[f32],
        layout: Layout,
        positions: usize,
        shortcut: Option<&[f32]>,
        results: &mut [f32],
    ) {
        Arch::new().dispatch(Product {
            dense: self,
            patches,
            layout,
            positions,
            shortcut,
            results,
        });
    }

    /// [`Dense::run`] where neither patches nor results have gaps.
    pub fn fill(&self, patches: &[f32], shortcut: Option<&[f32]>, results: &mut [f32]) {
        let positions = results.len() / self.outputs;
        let layout = Layout {
            width: positions,
            step: self.row_values,
            row_step: 0,
            patch_row_step: 0,
            gap: 0,
        };
        self.run(patches, layout, positions, shortcut, results);
    }

    /// [`Dense::fill`], on all threads.
    pub fn fill_bands(&self, patches: &[f32], shortcut: Option<&[f32]>, results: &mut [f32]) {
        let positions = results.len() / self.outputs;
        let band = band_of(positions, self.row_values * size_of::<f32>());
        // No band but the last leaves positions for smaller tiles.
        let band = band.next_multiple_of(24);
        fill_chunks(results, band * self.outputs, |index, results| {
            let patches = &patches[index * band * self.row_values..];
            let shortcut = shortcut.map(|values| &values[index * band * self.outputs..]);
            self.fill(patches, shortcut, results);
        });
    }
}

/// The width of a vector on this processor.
struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}
