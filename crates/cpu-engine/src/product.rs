//! Matrix products in registers: bias, shortcut and activation are applied before a result is stored.

use pulp::{Simd, WithSimd};

use crate::dense::{Dense, Layout};

/// Vectors of outputs computed at once on a processor with so many values in a vector.
///
/// With the positions of [`Panel::run`] they and what they need fill the registers: 32 of the widest vectors and
/// of ARM's, 16 of others. A browser's vectors need one more, having no fused multiplication and addition.
pub const fn panel_vectors(lanes: usize) -> usize {
    match lanes {
        16 => 3,
        4 if cfg!(target_arch = "aarch64") => 3,
        _ => 2,
    }
}

/// What [`Dense::run`] is to compute.
pub struct Product<'a> {
    pub dense: &'a Dense,
    pub patches: &'a [f32],
    pub layout: Layout,
    pub positions: usize,
    pub shortcut: Option<&'a [f32]>,
    pub results: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Dense {
            ref panels,
            ref bias,
            rows,
            row_values,
            outputs,
            ..
        } = *self.dense;
        let vectors = outputs.div_ceil(S::F32_LANES);
        for first in (0..vectors).step_by(panel_vectors(S::F32_LANES)) {
            let column = first * S::F32_LANES;
            let panel = Panel {
                simd,
                weights: &panels[column * rows * row_values..],
                bias: &bias[column..],
                column,
                dense: self.dense,
                patches: self.patches,
                layout: self.layout,
                positions: self.positions,
                shortcut: self.shortcut,
            };
            match panel_vectors(S::F32_LANES).min(vectors - first) {
                3 => panel.run::<3>(self.results),
                2 => panel.run::<2>(self.results),
                _ => panel.run::<1>(self.results),
            }
        }
    }
}

/// The outputs of one panel, for all positions.
struct Panel<'a, S> {
    simd: S,
    weights: &'a [f32],
    bias: &'a [f32],
    /// The first output.
    column: usize,
    dense: &'a Dense,
    patches: &'a [f32],
    layout: Layout,
    positions: usize,
    shortcut: Option<&'a [f32]>,
}

/// Where a position's patch and results begin.
#[derive(Clone, Copy, Default)]
struct Place {
    column: usize,
    patch: usize,
    result: usize,
}

impl Place {
    /// This place; `self` goes on to the next one.
    #[inline(always)]
    fn advance(&mut self, layout: Layout, outputs: usize) -> Self {
        let place = *self;
        self.column += 1;
        self.patch += layout.step;
        self.result += outputs;
        if self.column == layout.width {
            self.column = 0;
            self.patch = self.patch - layout.width * layout.step + layout.row_step;
            self.result += layout.gap;
        }
        place
    }
}

impl<S: Simd> Panel<'_, S> {
    #[inline(always)]
    fn run<const V: usize>(&self, results: &mut [f32]) {
        let mut place = Place::default();
        let mut left = self.positions;
        match S::F32_LANES {
            16 => self.tiles::<8, V>(&mut left, &mut place, results),
            8 => self.tiles::<6, V>(&mut left, &mut place, results),
            _ => {}
        }
        self.tiles::<4, V>(&mut left, &mut place, results);
        self.tiles::<1, V>(&mut left, &mut place, results);
    }

    /// Tiles of `P` positions while so many are left.
    #[inline(always)]
    fn tiles<const P: usize, const V: usize>(
        &self,
        left: &mut usize,
        place: &mut Place,
        results: &mut [f32],
    ) {
        while *left >= P {
            let outputs = self.dense.outputs;
            let places = std::array::from_fn(|_| place.advance(self.layout, outputs));
            self.tile::<P, V>(places, results);
            *left -= P;
        }
    }

    /// `P` positions, `V` vectors of outputs each.
    #[inline(always)]
    fn tile<const P: usize, const V: usize>(&self, places: [Place; P], results: &mut [f32]) {
        let simd = self.simd;
        let Dense {
            rows, row_values, ..
        } = *self.dense;
        let weights = S::as_simd_f32s(self.weights).0.as_chunks::<V>().0;
        let bias = S::as_simd_f32s(self.bias).0;
        let mut sums: [[S::f32s; V]; P] = [std::array::from_fn(|v| bias[v]); P];
        for row in 0..rows {
            let start = row * self.layout.patch_row_step;
            let patches: [&[f32]; P] =
                std::array::from_fn(|p| &self.patches[places[p].patch + start..][..row_values]);
            let weights = &weights[row * row_values..][..row_values];
            for input in 0..row_values {
                let weights = weights[input];
                for p in 0..P {
                    let value = simd.splat_f32s(patches[p][input]);
                    for v in 0..V {
                        sums[p][v] = simd.mul_add_e_f32s(value, weights[v], sums[p][v]);
                    }
                }
            }
        }
        for (p, sums) in sums.into_iter().enumerate() {
            let place = places[p];
            for (v, mut sum) in sums.into_iter().enumerate() {
                let column = self.column + v * S::F32_LANES;
                let count = S::F32_LANES.min(self.dense.outputs - column);
                let own = place.result + column..place.result + column + count;
                if let Some(shortcut) = self.shortcut {
                    sum = simd.add_f32s(sum, simd.partial_load_f32s(&shortcut[own.clone()]));
                }
                store(simd, self.dense.bounds.apply(simd, sum), &mut results[own]);
            }
        }
    }
}

/// Stores as many values as `target` has room for.
#[inline(always)]
fn store<S: Simd>(simd: S, values: S::f32s, target: &mut [f32]) {
    match S::as_mut_simd_f32s(target).0 {
        [whole] => *whole = values,
        _ => simd.partial_store_f32s(target, values),
    }
}
