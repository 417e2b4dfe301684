//! Windows that slide over padded maps, band by band.

use std::ops::Range;

use zoom_in_net_graph::{Padding, Shape, Span};

use crate::maps::View;
use crate::scratch::sized;
use crate::threads::{band_of, section_of};

/// A window and its way.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Rows and columns.
    pub kernel: [usize; 2],
    /// In both directions.
    pub stride: usize,
    /// Zeros around the maps.
    pub padding: Padding,
}

/// A window on maps of some size.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    window: Window,
    maps: Shape,
    /// Where it lies in each column.
    pub rows: Span,
    /// Where it lies in each row.
    pub columns: Span,
}

impl Window {
    /// On maps of this shape.
    pub fn on(self, maps: Shape) -> Placed {
        let sides = [maps.height, maps.width];
        let [rows, columns] = Span::of_window(sides, self.kernel, self.stride, self.padding);
        Placed {
            window: self,
            maps,
            rows,
            columns,
        }
    }
}

impl Placed {
    /// The shape of the result.
    pub fn result(&self, channels: usize) -> Shape {
        Shape {
            height: self.rows.result,
            width: self.columns.result,
            channels,
        }
    }

    /// Rows of the result whose padded maps, of so many channels, stay in the cache.
    pub fn band(&self, channels: usize) -> usize {
        let row = self.columns.padded * channels * size_of::<f32>();
        band_of(self.rows.result, row * self.window.stride)
    }

    /// Rows of the result that one thread computes, band by band.
    pub fn section(&self, channels: usize) -> usize {
        section_of(self.rows.result, self.band(channels))
    }

    /// Whether there are no zeros around the maps.
    pub fn is_unpadded(&self) -> bool {
        self.rows.before == 0
            && self.rows.padded <= self.maps.height
            && self.columns.before == 0
            && self.columns.padded <= self.maps.width
    }

    /// The padded rows that are seen for some rows of the result.
    fn seen(&self, band: &Range<usize>) -> Range<usize> {
        let stride = self.window.stride;
        band.start * stride..(band.end - 1) * stride + self.window.kernel[0]
    }

    /// The maps' rows from the first one seen, where there are no zeros around them.
    pub fn seen_of<'a>(&self, maps: View<'a>, band: &Range<usize>) -> &'a [f32] {
        maps.rows(self.seen(band))
    }

    /// Lays out the padded rows that are seen for some rows of the result, of so many channels.
    ///
    /// `padded` holds the rows of the band `before`, if there is one: those that are seen again are kept.
    /// `put` writes what lies within the zeros: it is given the maps' own rows, where they go, and the values
    /// that it is to leave alone between two rows.
    pub fn pad<'a>(
        &self,
        maps: View<'_>,
        before: Option<&Range<usize>>,
        band: &Range<usize>,
        channels: usize,
        padded: &'a mut Vec<f32>,
        put: impl FnOnce(&[f32], &mut [f32], usize),
    ) -> &'a [f32] {
        let padded_row = self.columns.padded * channels;
        let seen = self.seen(band);
        let mut kept = 0;
        if let Some(before) = before.map(|before| self.seen(before)) {
            kept = before.end.saturating_sub(seen.start);
            let end = before.len() * padded_row;
            padded.copy_within(end - kept * padded_row..end, 0);
        }
        let padded = sized(padded, seen.len() * padded_row);
        let new = &mut padded[kept * padded_row..];
        self.pad_rows(maps, seen.start + kept..seen.end, channels, new, put);
        padded
    }

    /// Lays out some padded rows.
    fn pad_rows(
        &self,
        maps: View<'_>,
        seen: Range<usize>,
        channels: usize,
        padded: &mut [f32],
        put: impl FnOnce(&[f32], &mut [f32], usize),
    ) {
        let Self { rows, columns, .. } = *self;
        let padded_row = columns.padded * channels;
        let own = seen.start.max(rows.before)..seen.end.min(rows.before + self.maps.height);
        if own.is_empty() {
            padded.fill(0.0);
            return;
        }
        let gap = (columns.padded - self.maps.width) * channels;
        let begin = (own.start - seen.start) * padded_row + columns.before * channels;
        let end = begin + own.len() * padded_row - gap;
        padded[..begin].fill(0.0);
        padded[end..].fill(0.0);
        let inner = &mut padded[begin..end];
        for row in inner.chunks_exact_mut(padded_row) {
            row[padded_row - gap..].fill(0.0);
        }
        put(
            maps.rows(own.start - rows.before..own.end - rows.before),
            inner,
            gap,
        );
    }
}

/// Puts rows of `row` values each as they are.
pub fn copy_rows(row: usize, source: &[f32], target: &mut [f32], gap: usize) {
    for (target, source) in target.chunks_mut(row + gap).zip(source.chunks_exact(row)) {
        target[..row].copy_from_slice(source);
    }
}
