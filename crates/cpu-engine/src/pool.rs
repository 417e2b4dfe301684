//! Layers without parameters: poolings, the mean over all positions, and channels side by side.

use std::ops::Range;

use pulp::Arch;
use zoom_in_net_graph::{Pool, PoolKind, Shape, Span};

use crate::maps::View;
use crate::threads::fill_chunks;

fn spans(pool: Pool, maps: Shape) -> [Span; 2] {
    [maps.height, maps.width]
        .map(|side| Span::explicit(side, pool.kernel, pool.stride, pool.padding))
}

/// The shape of what a pooling makes.
pub fn pooled_shape(pool: Pool, maps: Shape) -> Shape {
    let [rows, columns] = spans(pool, maps);
    Shape {
        height: rows.result,
        width: columns.result,
        ..maps
    }
}

/// Pools all windows.
pub fn pool(pool: Pool, maps: View<'_>, values: &mut [f32]) {
    let [rows, columns] = spans(pool, maps.shape);
    let channels = maps.shape.channels;
    fill_chunks(values, columns.result * channels, |y, target| {
        let y = window(pool, rows, y, maps.shape.height);
        let rows = maps.rows(y.clone());
        let row = maps.shape.width * channels;
        Arch::new().dispatch(
            #[inline(always)]
            || {
                for (x, target) in target.chunks_exact_mut(channels).enumerate() {
                    let x = window(pool, columns, x, maps.shape.width);
                    let of_rows = rows.chunks_exact(row);
                    let own = of_rows.map(|row| &row[x.start * channels..x.end * channels]);
                    match pool.kind {
                        PoolKind::Max => {
                            target.fill(f32::NEG_INFINITY);
                            own.for_each(|row| add(target, row, f32::max));
                        }
                        PoolKind::Average { count_padding } => {
                            target.fill(0.0);
                            own.for_each(|row| add(target, row, |sum, value| sum + value));
                            let count = match count_padding {
                                true => pool.kernel * pool.kernel,
                                false => y.len() * x.len(),
                            };
                            divide(target, count);
                        }
                    }
                }
            },
        );
    });
}

/// The values of maps of so many rows, or columns, that the window of this index sees.
fn window(pool: Pool, span: Span, index: usize, size: usize) -> Range<usize> {
    let start = index * pool.stride;
    let end = (start + pool.kernel).saturating_sub(span.before).min(size);
    start.saturating_sub(span.before).min(end)..end
}

/// Adds positions, one after the other, to the sums of the channels, where `both` adds two values.
#[inline(always)]
fn add(sums: &mut [f32], positions: &[f32], both: impl Fn(f32, f32) -> f32) {
    for position in positions.chunks_exact(sums.len()) {
        for (sum, value) in sums.iter_mut().zip(position) {
            *sum = both(*sum, *value);
        }
    }
}

#[inline(always)]
fn divide(sums: &mut [f32], count: usize) {
    let count = count as f32;
    sums.iter_mut().for_each(|sum| *sum /= count);
}

/// The mean of each channel over the positions.
pub fn global_average(maps: View<'_>, means: &mut [f32]) {
    Arch::new().dispatch(
        #[inline(always)]
        || {
            means.fill(0.0);
            add(means, maps.values, |sum, value| sum + value);
            divide(means, maps.shape.positions());
        },
    );
}

/// The channels of all maps, in order.
pub fn concatenate(maps: &[View<'_>], values: &mut [f32]) {
    let channels: usize = maps.iter().map(|maps| maps.shape.channels).sum();
    let mut before = 0;
    for maps in maps {
        let own = maps.shape.channels;
        let sources = maps.values.chunks_exact(own);
        for (target, source) in values.chunks_exact_mut(channels).zip(sources) {
            target[before..before + own].copy_from_slice(source);
        }
        before += own;
    }
}

/// The maximum of each value over several images, 0 where there are none.
pub fn max_of<'a>(images: impl Iterator<Item = View<'a>>, max: &mut [f32]) {
    for (index, image) in images.enumerate() {
        match index {
            0 => max.copy_from_slice(image.values),
            _ => add(max, image.values, f32::max),
        }
    }
}
