//! 1×1 convolutions, and larger ones by their patches, as matrix products: bias, shortcut and
//! activation are applied while the result is still in registers.

use pulp::{Arch, Simd, WithSimd};

use super::maps::Bounds;

/// Vectors of output channels computed at once: with eight (or four) pixels they and what they
/// need fill the registers.
const VECTORS: usize = 3;

/// A matrix of weights, its rows and columns laid out as they are read.
#[derive(Clone, Debug)]
pub struct Dense {
    inputs: usize,
    outputs: usize,
    /// Panels of up to [`VECTORS`] vectors of outputs; within a panel, by input.
    panels: Vec<f32>,
    /// Zeros complete the last vector.
    bias: Vec<f32>,
    bounds: Bounds,
}

/// Where the result goes.
pub struct Target<'a> {
    /// From the first value written on.
    pub values: &'a mut [f32],
    /// Pixels that are written without a gap.
    pub width: usize,
    /// Values left alone after so many pixels.
    pub gap: usize,
}

impl Dense {
    /// `weight`: by output, then by input.
    pub fn new(weight: &[f32], bias: &[f32], bounds: Bounds) -> Self {
        let outputs = bias.len();
        let inputs = weight.len() / outputs;
        let lanes = Arch::new().dispatch(Lanes);
        let vectors = outputs.div_ceil(lanes);
        let mut panels = Vec::with_capacity(vectors * lanes * inputs);
        for first in (0..vectors).step_by(VECTORS) {
            let columns = first * lanes..(first + VECTORS).min(vectors) * lanes;
            for input in 0..inputs {
                let value = |output| {
                    if output < outputs {
                        weight[output * inputs + input]
                    } else {
                        0.0
                    }
                };
                panels.extend(columns.clone().map(value));
            }
        }
        let mut bias = bias.to_vec();
        bias.resize(vectors * lanes, 0.0);
        Self {
            inputs,
            outputs,
            panels,
            bias,
            bounds,
        }
    }

    /// Channels read.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Channels written.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Pixels × inputs → pixels × outputs, `shortcut` added before the activation.
    pub fn run(&self, pixels: &[f32], shortcut: Option<&[f32]>, target: Target<'_>) {
        Arch::new().dispatch(Run {
            dense: self,
            pixels,
            shortcut,
            target,
        });
    }

    /// [`Dense::run`] without shortcut and gaps.
    pub fn fill(&self, pixels: &[f32], values: &mut [f32]) {
        let width = pixels.len() / self.inputs;
        self.run(
            pixels,
            None,
            Target {
                values,
                width,
                gap: 0,
            },
        );
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

struct Run<'a> {
    dense: &'a Dense,
    pixels: &'a [f32],
    shortcut: Option<&'a [f32]>,
    target: Target<'a>,
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Dense {
            inputs, outputs, ..
        } = *self.dense;
        let vectors = outputs.div_ceil(S::F32_LANES);
        for first in (0..vectors).step_by(VECTORS) {
            let count = VECTORS.min(vectors - first);
            let panel = Panel {
                simd,
                inputs,
                outputs,
                weights: &self.dense.panels[first * S::F32_LANES * inputs..],
                bias: &self.dense.bias[first * S::F32_LANES..],
                bounds: self.dense.bounds,
                pixels: self.pixels,
                shortcut: self.shortcut,
                column: first * S::F32_LANES,
                width: self.target.width,
                gap: self.target.gap,
            };
            match count {
                VECTORS => panel.run::<VECTORS>(self.target.values),
                2 => panel.run::<2>(self.target.values),
                _ => panel.run::<1>(self.target.values),
            }
        }
    }
}

/// The outputs of one panel, for all pixels.
struct Panel<'a, S> {
    simd: S,
    inputs: usize,
    outputs: usize,
    weights: &'a [f32],
    bias: &'a [f32],
    bounds: Bounds,
    pixels: &'a [f32],
    shortcut: Option<&'a [f32]>,
    column: usize,
    width: usize,
    gap: usize,
}

impl<S: Simd> Panel<'_, S> {
    #[inline(always)]
    fn run<const V: usize>(&self, target: &mut [f32]) {
        let pixels = self.pixels.len() / self.inputs;
        let mut pixel = 0;
        // Processors with vectors this wide have registers for as many pixels.
        if S::F32_LANES == 16 {
            while pixel + 8 <= pixels {
                self.tile::<8, V>(pixel, target);
                pixel += 8;
            }
        }
        while pixel + 4 <= pixels {
            self.tile::<4, V>(pixel, target);
            pixel += 4;
        }
        while pixel < pixels {
            self.tile::<1, V>(pixel, target);
            pixel += 1;
        }
    }

    /// `P` pixels from `first` on, `V` vectors of outputs each.
    #[inline(always)]
    fn tile<const P: usize, const V: usize>(&self, first: usize, target: &mut [f32]) {
        let Self { simd, inputs, .. } = *self;
        let pixels: [&[f32]; P] =
            std::array::from_fn(|p| &self.pixels[(first + p) * inputs..][..inputs]);
        let weights = &S::as_simd_f32s(self.weights).0.as_chunks::<V>().0[..inputs];
        let bias = S::as_simd_f32s(self.bias).0;
        let mut sums: [[S::f32s; V]; P] = [std::array::from_fn(|v| bias[v]); P];
        for input in 0..inputs {
            let weights = weights[input];
            for p in 0..P {
                let value = simd.splat_f32s(pixels[p][input]);
                for v in 0..V {
                    sums[p][v] = simd.mul_add_e_f32s(value, weights[v], sums[p][v]);
                }
            }
        }
        for (p, sums) in sums.into_iter().enumerate() {
            let pixel = first + p;
            for (v, sum) in sums.into_iter().enumerate() {
                let column = self.column + v * S::F32_LANES;
                let count = S::F32_LANES.min(self.outputs - column);
                let from = pixel * self.outputs + column;
                let sum = match self.shortcut {
                    Some(shortcut) => {
                        simd.add_f32s(sum, simd.partial_load_f32s(&shortcut[from..from + count]))
                    }
                    None => sum,
                };
                let to = from + pixel / self.width * self.gap;
                store(
                    simd,
                    self.bounds.apply(simd, sum),
                    &mut target[to..to + count],
                );
            }
        }
    }
}

#[inline(always)]
fn store<S: Simd>(simd: S, values: S::f32s, target: &mut [f32]) {
    match S::as_mut_simd_f32s(target).0 {
        [whole] => *whole = values,
        _ => simd.partial_store_f32s(target, values),
    }
}
