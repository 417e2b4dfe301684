//! Maps of features with the channels of a pixel side by side, and what the layers share.

use std::cell::RefCell;

use image::RgbImage;
use pulp::Simd;

use crate::networks::architecture::Architecture;
use crate::networks::layers::Activation;

/// Least and greatest value that an activation lets through.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Least.
    pub least: f32,
    /// Greatest.
    pub greatest: f32,
}

impl Bounds {
    /// Those of an activation.
    pub fn of(activation: Activation) -> Self {
        let [least, greatest] = activation.bounds();
        Self { least, greatest }
    }

    /// The activation of a vector.
    #[inline(always)]
    pub(super) fn apply<S: Simd>(self, simd: S, values: S::f32s) -> S::f32s {
        let values = simd.max_f32s(values, simd.splat_f32s(self.least));
        simd.min_f32s(values, simd.splat_f32s(self.greatest))
    }
}

/// Maps of one image: values by row, column and channel.
#[derive(Clone, Debug)]
pub struct Maps {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Channels.
    pub channels: usize,
    /// The values; more than the shape needs where they are used again.
    pub values: Vec<f32>,
}

impl Maps {
    /// From planes of channels, as tensors hold them.
    pub fn from_planes(planes: &[f32], [channels, height, width]: [usize; 3]) -> Self {
        let mut values = vec![0.0; planes.len()];
        for (channel, plane) in planes.chunks_exact(height * width).enumerate() {
            for (pixel, value) in values.chunks_exact_mut(channels).zip(plane) {
                pixel[channel] = *value;
            }
        }
        Self {
            height,
            width,
            channels,
            values,
        }
    }

    /// An image as the backbones of `architecture` read it.
    pub fn from_image(image: &RgbImage, architecture: Architecture) -> Self {
        let (mean, scale) = architecture.pixel_mean_and_scale();
        let values = image.as_raw().iter();
        Self {
            height: image.height() as usize,
            width: image.width() as usize,
            channels: 3,
            values: values
                .map(|&value| (f32::from(value) - mean) / scale)
                .collect(),
        }
    }

    /// The mean of each channel over the pixels.
    pub fn mean(&self) -> Vec<f32> {
        let pixels = self.height * self.width;
        let mut sums = vec![0.0; self.channels];
        for pixel in self.values.chunks_exact(self.channels).take(pixels) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += value;
            }
        }
        sums.iter().map(|sum| sum / pixels as f32).collect()
    }

    /// The values of some rows.
    pub fn rows(&self, rows: std::ops::Range<usize>) -> &[f32] {
        let row = self.width * self.channels;
        &self.values[rows.start * row..rows.end * row]
    }
}

/// One direction of a convolution that keeps ceil(size / stride), the odd pixel of padding going
/// right and below (TensorFlow's "SAME").
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Zeros to the left, or above.
    pub before: usize,
    /// Pixels with all zeros.
    pub padded: usize,
    /// Pixels of the result.
    pub result: usize,
}

impl Span {
    /// Of `size` pixels.
    pub fn new(size: usize, kernel: usize, stride: usize) -> Self {
        let result = size.div_ceil(stride);
        let padded = ((result - 1) * stride + kernel).max(size);
        Self {
            before: (padded - size) / 2,
            padded,
            result,
        }
    }
}

thread_local! {
    static SCRATCH: RefCell<[Vec<f32>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
}

/// Lends two buffers of a thread, which would cost more to allocate each time than to fill.
pub fn with_scratch<R>(work: impl FnOnce(&mut [Vec<f32>; 2]) -> R) -> R {
    SCRATCH.with_borrow_mut(work)
}

/// The first `length` values of a buffer, whatever they are.
pub fn sized(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    &mut buffer[..length]
}

/// Fills the chunks of `values`, on all threads where there are several.
pub fn fill_chunks(
    values: &mut [f32],
    length: usize,
    fill: impl Fn(usize, &mut [f32]) + Sync + Send,
) {
    #[cfg(feature = "native")]
    {
        use rayon::prelude::*;
        let chunks = values.par_chunks_mut(length).enumerate();
        chunks.for_each(|(index, chunk)| fill(index, chunk));
    }
    #[cfg(not(feature = "native"))]
    for (index, chunk) in values.chunks_mut(length).enumerate() {
        fill(index, chunk);
    }
}

/// Threads that [`fill_chunks`] uses.
pub fn threads() -> usize {
    #[cfg(feature = "native")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "native"))]
    1
}
