//! One filter per channel: bias and activation are applied while the result is in registers.

use pulp::{Arch, Simd, WithSimd};

use super::maps::Bounds;

/// Pixels computed at once, which share the filter's values.
const PIXELS: usize = 4;
/// The widest vector; the channels must fill it.
const WIDEST: usize = 16;

/// A filter of 3×3 or 5×5 for each channel, at stride 1 or 2.
#[derive(Clone, Debug)]
pub struct Depthwise {
    kernel: usize,
    stride: usize,
    /// By row, column and channel.
    weight: Vec<f32>,
    bias: Vec<f32>,
    bounds: Bounds,
}

impl Depthwise {
    /// `weight`: by channel, row and column.
    ///
    /// # Panics
    /// Where the channels are no multiple of 16.
    pub fn new(weight: &[f32], bias: &[f32], [kernel, stride]: [usize; 2], bounds: Bounds) -> Self {
        let channels = bias.len();
        assert!(channels.is_multiple_of(WIDEST), "{channels} channels");
        let taps = kernel * kernel;
        let weight = (0..taps * channels)
            .map(|at| weight[at % channels * taps + at / channels])
            .collect();
        Self {
            kernel,
            stride,
            weight,
            bias: bias.to_vec(),
            bounds,
        }
    }

    /// Channels read and written.
    pub fn channels(&self) -> usize {
        self.bias.len()
    }

    /// Side of the filters.
    pub fn kernel(&self) -> usize {
        self.kernel
    }

    /// Pixels from one application of the filters to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Fills rows of `width` pixels from padded rows of `padded_width`, the first of which is the
    /// first that the filters see.
    pub fn run(&self, padded: &[f32], padded_width: usize, target: &mut [f32], width: usize) {
        Arch::new().dispatch(Run {
            layer: self,
            padded,
            padded_width,
            target,
            width,
        });
    }
}

struct Run<'a> {
    layer: &'a Depthwise,
    padded: &'a [f32],
    padded_width: usize,
    target: &'a mut [f32],
    width: usize,
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (self.layer.kernel, self.layer.stride) {
            (3, 1) => self.rows::<S, 3, 1>(simd),
            (3, 2) => self.rows::<S, 3, 2>(simd),
            (5, 1) => self.rows::<S, 5, 1>(simd),
            (5, 2) => self.rows::<S, 5, 2>(simd),
            other => unreachable!("no such filter in the networks: {other:?}"),
        }
    }
}

impl Run<'_> {
    #[inline(always)]
    fn rows<S: Simd, const K: usize, const STRIDE: usize>(self, simd: S) {
        let channels = self.layer.channels();
        let padded_row = self.padded_width * channels;
        let targets = self.target.chunks_exact_mut(self.width * channels);
        for (row, target) in targets.enumerate() {
            let padded = &self.padded[row * STRIDE * padded_row..][..K * padded_row];
            let rows = Rows {
                simd,
                layer: self.layer,
                padded,
                padded_row,
            };
            for channel in (0..channels).step_by(S::F32_LANES) {
                let mut pixel = 0;
                while pixel + PIXELS <= self.width {
                    rows.pixels::<K, STRIDE, PIXELS>(channel, pixel, target);
                    pixel += PIXELS;
                }
                while pixel < self.width {
                    rows.pixels::<K, STRIDE, 1>(channel, pixel, target);
                    pixel += 1;
                }
            }
        }
    }
}

/// The padded rows that one row of the result is made of.
struct Rows<'a, S> {
    simd: S,
    layer: &'a Depthwise,
    padded: &'a [f32],
    padded_row: usize,
}

impl<S: Simd> Rows<'_, S> {
    /// `P` pixels from `first` on, one vector of channels each.
    #[inline(always)]
    fn pixels<const K: usize, const STRIDE: usize, const P: usize>(
        &self,
        channel: usize,
        first: usize,
        target: &mut [f32],
    ) {
        let Self { simd, layer, .. } = *self;
        let channels = layer.channels();
        let load = |values: &[f32]| S::as_simd_f32s(&values[..S::F32_LANES]).0[0];
        let mut sums = [load(&layer.bias[channel..]); P];
        for row in 0..K {
            let start = row * self.padded_row + first * STRIDE * channels + channel;
            let padded =
                &self.padded[start..][..((P - 1) * STRIDE + K - 1) * channels + S::F32_LANES];
            for column in 0..K {
                let weight = load(&layer.weight[(row * K + column) * channels + channel..]);
                for (p, sum) in sums.iter_mut().enumerate() {
                    let value = load(&padded[(p * STRIDE + column) * channels..]);
                    *sum = simd.mul_add_e_f32s(weight, value, *sum);
                }
            }
        }
        for (p, sum) in sums.into_iter().enumerate() {
            let target = &mut target[(first + p) * channels + channel..][..S::F32_LANES];
            S::as_mut_simd_f32s(target).0[0] = layer.bounds.apply(simd, sum);
        }
    }
}
