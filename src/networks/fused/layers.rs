//! Convolutions by patches, and the inverted residual, of which no more than a band of rows is ever
//! expanded.

use super::dense::{Dense, Target};
use super::depthwise::Depthwise;
use super::maps::{Maps, Span, fill_chunks, sized, threads, with_scratch};

/// Bytes of expanded rows that stay in a core's second cache beside the weights.
const BAND_BYTES: usize = 768 * 1024;

/// A convolution over all channels, padded to keep ceil(size / stride), by its patches.
#[derive(Clone, Debug)]
pub struct Convolution {
    /// Weights by output, then row, column and channel of the patch.
    pub dense: Dense,
    /// Side of the patch.
    pub kernel: usize,
    /// Pixels from patch to patch.
    pub stride: usize,
}

impl Convolution {
    /// All rows, in bands whose patches stay in the cache.
    pub fn run(&self, maps: &Maps) -> Maps {
        let rows = Span::new(maps.height, self.kernel, self.stride);
        let columns = Span::new(maps.width, self.kernel, self.stride);
        let row = columns.result * self.dense.outputs();
        let row_bytes = columns.result * self.dense.inputs() * size_of::<f32>();
        let band = band_of(rows.result, row_bytes);
        let mut values = vec![0.0; rows.result * row];
        fill_chunks(&mut values, band * row, |index, target| {
            let band = index * band..index * band + target.len() / row;
            with_scratch(|[patches, padded]| {
                let length = band.len() * columns.result * self.dense.inputs();
                let patches = sized(patches, length);
                let padded = sized(padded, columns.padded * maps.channels);
                let of_rows = patches.chunks_exact_mut(columns.result * self.dense.inputs());
                for (y, patches) in band.zip(of_rows) {
                    self.cut_patches(maps, [rows, columns], y, padded, patches);
                }
                self.dense.fill(patches, target);
            });
        });
        Maps {
            height: rows.result,
            width: columns.result,
            channels: self.dense.outputs(),
            values,
        }
    }

    /// The patches of one row of the result.
    fn cut_patches(
        &self,
        maps: &Maps,
        [rows, columns]: [Span; 2],
        y: usize,
        padded: &mut [f32],
        patches: &mut [f32],
    ) {
        let taps = self.kernel * maps.channels;
        for tap in 0..self.kernel {
            padded.fill(0.0);
            let seen = (y * self.stride + tap).wrapping_sub(rows.before);
            if seen < maps.height {
                let source = maps.rows(seen..seen + 1);
                padded[columns.before * maps.channels..][..source.len()].copy_from_slice(source);
            }
            for (column, patch) in patches.chunks_exact_mut(self.dense.inputs()).enumerate() {
                let source = &padded[column * self.stride * maps.channels..][..taps];
                let patch = &mut patch[tap * taps..][..taps];
                match (patch.as_chunks_mut(), source.as_chunks()) {
                    // Three colours of three pixels, without a call for so few values.
                    (([patch], []), ([source], [])) => copy_colours(patch, source),
                    _ => patch.copy_from_slice(source),
                }
            }
        }
    }
}

fn copy_colours(patch: &mut [f32; 9], source: &[f32; 9]) {
    *patch = *source;
}

/// Rows computed at once: few enough to stay in the cache, and some for every thread.
fn band_of(rows: usize, row_bytes: usize) -> usize {
    (BAND_BYTES / row_bytes).clamp(1, rows.div_ceil(threads()))
}

/// Expand 1×1, depthwise, project 1×1, with a shortcut where the shape is unchanged.
#[derive(Clone, Debug)]
pub struct InvertedResidual {
    /// To the hidden channels; absent where they are the input's.
    pub expand: Option<Dense>,
    /// Over the hidden channels.
    pub depthwise: Depthwise,
    /// To the output's channels.
    pub project: Dense,
    /// Whether the input is added.
    pub shortcut: bool,
}

/// How the rows of an image lie under the filters.
#[derive(Clone, Copy)]
struct Geometry {
    rows: Span,
    columns: Span,
}

impl InvertedResidual {
    /// `spare` becomes the values of the result.
    pub fn run(&self, maps: &Maps, mut spare: Vec<f32>) -> Maps {
        let (kernel, stride) = (self.depthwise.kernel(), self.depthwise.stride());
        let geometry = Geometry {
            rows: Span::new(maps.height, kernel, stride),
            columns: Span::new(maps.width, kernel, stride),
        };
        let Geometry { rows, columns } = geometry;
        let row = columns.result * self.project.outputs();
        let row_bytes = columns.padded * self.depthwise.channels() * stride * size_of::<f32>();
        let band = band_of(rows.result, row_bytes);
        let values = sized(&mut spare, rows.result * row);
        fill_chunks(values, band * row, |index, target| {
            let first = index * band;
            let last = first + target.len() / row;
            self.run_band(maps, geometry, first..last, target);
        });
        Maps {
            height: rows.result,
            width: columns.result,
            channels: self.project.outputs(),
            values: spare,
        }
    }

    /// Some rows of the result.
    fn run_band(
        &self,
        maps: &Maps,
        Geometry { rows, columns }: Geometry,
        band: std::ops::Range<usize>,
        target: &mut [f32],
    ) {
        let Self {
            depthwise, project, ..
        } = self;
        let (kernel, stride) = (depthwise.kernel(), depthwise.stride());
        let channels = depthwise.channels();
        // In padded rows; the image's own lie between.
        let seen = band.start * stride..(band.end - 1) * stride + kernel;
        let own = seen.start.max(rows.before)..seen.end.min(rows.before + maps.height);
        let source = maps.rows(own.start - rows.before..own.end - rows.before);
        let padded_row = columns.padded * channels;
        let gap = (columns.padded - maps.width) * channels;
        let begin = (own.start - seen.start) * padded_row + columns.before * channels;
        let end = begin + own.len() * padded_row - gap;
        with_scratch(|[hidden, filtered]| {
            let hidden = sized(hidden, seen.len() * padded_row);
            hidden[..begin].fill(0.0);
            hidden[end..].fill(0.0);
            let inner = &mut hidden[begin..end];
            for row in inner.chunks_exact_mut(padded_row) {
                row[padded_row - gap..].fill(0.0);
            }
            match &self.expand {
                Some(expand) => {
                    expand.run(
                        source,
                        None,
                        Target {
                            values: inner,
                            width: maps.width,
                            gap,
                        },
                    );
                }
                None => {
                    let source = source.chunks_exact(padded_row - gap);
                    for (row, source) in inner.chunks_mut(padded_row).zip(source) {
                        row[..source.len()].copy_from_slice(source);
                    }
                }
            }
            let filtered = sized(filtered, band.len() * columns.result * channels);
            depthwise.run(hidden, columns.padded, filtered, columns.result);
            let shortcut = self.shortcut.then(|| maps.rows(band));
            let width = filtered.len() / channels;
            project.run(
                filtered,
                shortcut,
                Target {
                    values: target,
                    width,
                    gap: 0,
                },
            );
        });
    }
}
