//! One filter per channel: bias, shortcut and activation are applied while the result is in registers.

use pulp::{Arch, Simd, WithSimd};

use crate::bounds::Bounds;

/// Positions computed at once, which share the filter's values.
const POSITIONS: usize = 4;
/// Channels whose filters lie together: those of the widest vector.
const BLOCK: usize = 16;

/// A filter for each channel.
#[derive(Clone, Debug)]
pub struct Depthwise {
    channels: usize,
    /// Rows and columns.
    kernel: [usize; 2],
    stride: usize,
    /// By block of [`BLOCK`] channels, row, column and channel of the block; zeros complete the last block.
    weight: Vec<f32>,
    /// Zeros complete the last block.
    bias: Vec<f32>,
    bounds: Bounds,
}

/// Padded rows that filters see, from the first one on, and what they make of them.
pub struct Rows<'a> {
    /// By row, column and channel.
    pub padded: &'a [f32],
    /// Columns of the padded rows.
    pub padded_width: usize,
    /// Added before the activation; laid out as the target.
    pub shortcut: Option<&'a [f32]>,
    /// Columns of the target.
    pub width: usize,
}

impl Depthwise {
    /// For as many channels as there are biases; `weight` by channel, row and column.
    pub fn new(
        weight: impl Fn(usize) -> f32,
        mut bias: Vec<f32>,
        kernel: [usize; 2],
        stride: usize,
        bounds: Bounds,
    ) -> Self {
        let channels = bias.len();
        bias.resize(channels.next_multiple_of(BLOCK), 0.0);
        let taps = kernel[0] * kernel[1];
        let value = |at: usize| {
            let (block, at) = (at / (taps * BLOCK), at % (taps * BLOCK));
            match block * BLOCK + at % BLOCK {
                channel if channel < channels => weight(channel * taps + at / BLOCK),
                _ => 0.0,
            }
        };
        Self {
            channels,
            kernel,
            stride,
            weight: (0..taps * bias.len()).map(value).collect(),
            bias,
            bounds,
        }
    }

    /// Channels read and written.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Filters from `channel` on, [`BLOCK`] values from tap to tap.
    #[inline(always)]
    fn of_block(&self, channel: usize, taps: usize) -> &[f32] {
        let first = channel % BLOCK;
        let block = channel / BLOCK * BLOCK * taps;
        &self.weight[block + first..block + taps * BLOCK]
    }

    /// Fills `target`, rows by column and channel.
    pub fn run(&self, rows: Rows<'_>, target: &mut [f32]) {
        Arch::new().dispatch(Run {
            layer: self,
            rows,
            target,
        });
    }
}

struct Run<'a> {
    layer: &'a Depthwise,
    rows: Rows<'a>,
    target: &'a mut [f32],
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match (self.layer.kernel, self.layer.stride) {
            ([3, 3], 1) => self.rows::<S, 3, 1>(simd),
            ([3, 3], 2) => self.rows::<S, 3, 2>(simd),
            ([5, 5], 1) => self.rows::<S, 5, 1>(simd),
            ([5, 5], 2) => self.rows::<S, 5, 2>(simd),
            _ => self.rows::<S, 0, 0>(simd),
        }
    }
}

impl Run<'_> {
    /// The side of the filters and the stride are known ahead, or 0.
    #[inline(always)]
    fn rows<S: Simd, const K: usize, const STRIDE: usize>(self, simd: S) {
        let channels = self.layer.channels;
        let padded_row = self.rows.padded_width * channels;
        let row = self.rows.width * channels;
        for (index, target) in self.target.chunks_exact_mut(row).enumerate() {
            let start = index * self.layer.stride * padded_row;
            let shortcut = self.rows.shortcut;
            let of_row = Row {
                simd,
                layer: self.layer,
                padded: &self.rows.padded[start..][..self.layer.kernel[0] * padded_row],
                padded_row,
                shortcut: shortcut.map(|values| &values[index * row..][..row]),
                width: self.rows.width,
            };
            for channel in (0..channels).step_by(S::F32_LANES) {
                if K > 0 && channel + S::F32_LANES <= channels {
                    of_row.whole_vector::<K, STRIDE>(channel, target);
                } else {
                    for position in 0..of_row.width {
                        of_row.any(channel, position, target);
                    }
                }
            }
        }
    }
}

/// One row of the result.
struct Row<'a, S> {
    simd: S,
    layer: &'a Depthwise,
    /// As many rows as the filters have.
    padded: &'a [f32],
    /// Values of one of them.
    padded_row: usize,
    shortcut: Option<&'a [f32]>,
    width: usize,
}

impl<S: Simd> Row<'_, S> {
    /// All positions of a vector of channels.
    #[inline(always)]
    fn whole_vector<const K: usize, const STRIDE: usize>(
        &self,
        channel: usize,
        target: &mut [f32],
    ) {
        let mut position = 0;
        while position + POSITIONS <= self.width {
            self.positions::<K, STRIDE, POSITIONS>(channel, position, target);
            position += POSITIONS;
        }
        while position < self.width {
            self.positions::<K, STRIDE, 1>(channel, position, target);
            position += 1;
        }
    }

    /// `P` positions from `first` on, one vector of channels each.
    #[inline(always)]
    fn positions<const K: usize, const STRIDE: usize, const P: usize>(
        &self,
        channel: usize,
        first: usize,
        target: &mut [f32],
    ) {
        let Self { simd, layer, .. } = *self;
        let channels = layer.channels;
        let weights = &layer.of_block(channel, K * K);
        let mut sums = [load::<S>(&layer.bias[channel..]); P];
        for row in 0..K {
            let start = row * self.padded_row + first * STRIDE * channels + channel;
            let padded =
                &self.padded[start..][..((P - 1) * STRIDE + K - 1) * channels + S::F32_LANES];
            for column in 0..K {
                let weight = load::<S>(&weights[(row * K + column) * BLOCK..]);
                for (p, sum) in sums.iter_mut().enumerate() {
                    let value = load::<S>(&padded[(p * STRIDE + column) * channels..]);
                    *sum = simd.mul_add_e_f32s(weight, value, *sum);
                }
            }
        }
        for (p, mut sum) in sums.into_iter().enumerate() {
            let at = (first + p) * channels + channel;
            if let Some(shortcut) = self.shortcut {
                sum = simd.add_f32s(sum, load::<S>(&shortcut[at..]));
            }
            let target = &mut target[at..][..S::F32_LANES];
            S::as_mut_simd_f32s(target).0[0] = layer.bounds.apply(simd, sum);
        }
    }

    /// One position, a vector of channels or what is left of one, for filters of any size.
    #[inline(always)]
    fn any(&self, channel: usize, position: usize, target: &mut [f32]) {
        let Self { simd, layer, .. } = *self;
        let Depthwise {
            channels,
            kernel: [rows, columns],
            ..
        } = *layer;
        let weights = layer.of_block(channel, rows * columns);
        let count = S::F32_LANES.min(channels - channel);
        let mut sum = load::<S>(&layer.bias[channel..]);
        for row in 0..rows {
            for column in 0..columns {
                let weight = load::<S>(&weights[(row * columns + column) * BLOCK..]);
                let at =
                    row * self.padded_row + (position * layer.stride + column) * channels + channel;
                let value = simd.partial_load_f32s(&self.padded[at..][..count]);
                sum = simd.mul_add_e_f32s(weight, value, sum);
            }
        }
        let at = position * channels + channel;
        if let Some(shortcut) = self.shortcut {
            sum = simd.add_f32s(sum, simd.partial_load_f32s(&shortcut[at..][..count]));
        }
        let target = &mut target[at..][..count];
        simd.partial_store_f32s(target, layer.bounds.apply(simd, sum));
    }
}

/// The first vector of `values`.
#[inline(always)]
fn load<S: Simd>(values: &[f32]) -> S::f32s {
    S::as_simd_f32s(&values[..S::F32_LANES]).0[0]
}
