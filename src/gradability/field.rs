//! The part of a prepared photograph that shows the field of view.

use std::borrow::Cow;

use super::plane::{Plane, SIDE, background};
use crate::preparation::PreparedPhotograph;
use crate::preparation::resample;

/// The rim itself, this share of the diameter, is not looked at: it is blurred and tinted in every
/// photograph.
const RIM: f64 = 0.03;

/// The field of view on a square of `SIDE` pixels.
pub(super) struct Field {
    /// Red, green and blue from 0 to 1.
    pub rgb: [Plane; 3],
    /// Whether a pixel lies in the field.
    pub mask: Vec<bool>,
    /// The indices of the pixels in the field.
    pub inside: Vec<usize>,
    /// See [`crate::preparation::field_of_view::FieldOfView::kept_share`].
    pub kept_share: f32,
}

/// A cell of a grid over the square.
pub(super) struct Cell {
    /// Column in the grid.
    pub column: usize,
    /// Row in the grid.
    pub row: usize,
    /// From the centre to the right, in radii of the field.
    pub x: f32,
    /// From the centre down, in radii of the field.
    pub y: f32,
    /// Mean over the cell's pixels in the field.
    pub mean: f32,
}

impl Field {
    /// The field of a prepared photograph, whatever sizes it was prepared for.
    pub fn new(photo: &PreparedPhotograph) -> Self {
        let square = match photo.input.width() as usize {
            SIDE => Cow::Borrowed(&photo.input),
            _ => Cow::Owned(resample(&photo.input, SIDE as u32)),
        };
        let channel = |channel: usize| -> Plane {
            square
                .pixels()
                .map(|pixel| f32::from(pixel.0[channel]) / 255.0)
                .collect()
        };
        let mask: Vec<bool> = photo.positions_in_field(SIDE, RIM).collect();
        Self {
            rgb: [channel(0), channel(1), channel(2)],
            inside: (0..SIDE * SIDE).filter(|&index| mask[index]).collect(),
            mask,
            kept_share: photo.field_of_view.kept_share() as f32,
        }
    }

    /// A field that shows nothing.
    #[cfg(test)]
    pub fn blank() -> Self {
        Self {
            rgb: std::array::from_fn(|_| vec![0.0; SIDE * SIDE]),
            mask: vec![true; SIDE * SIDE],
            inside: (0..SIDE * SIDE).collect(),
            kept_share: 1.0,
        }
    }

    /// The values inside the field in ascending order.
    pub fn sorted_inside(&self, plane: &Plane) -> Vec<f32> {
        let mut values: Vec<f32> = self.inside.iter().map(|&index| plane[index]).collect();
        values.sort_unstable_by(f32::total_cmp);
        values
    }

    /// The share of the field where something holds.
    pub fn share(&self, holds: impl Fn(usize) -> bool) -> f32 {
        let count = self.inside.iter().filter(|&&index| holds(index)).count();
        count as f32 / self.inside.len().max(1) as f32
    }

    /// A channel with the field continued beyond its edge, so that filters do not see the edge.
    pub fn filled(&self, channel: usize) -> Plane {
        let plane = &self.rgb[channel];
        let beyond = background(plane, &self.mask, 8);
        (0..SIDE * SIDE)
            .map(|i| if self.mask[i] { plane[i] } else { beyond[i] })
            .collect()
    }

    /// Means over the cells of a `grid` × `grid` grid that lie in the field by `min_share` of their area.
    pub fn cells(&self, grid: usize, min_share: f32, value: impl Fn(usize) -> f32) -> Vec<Cell> {
        let side = SIDE / grid;
        let (mut sums, mut counts) = (vec![0.0f32; grid * grid], vec![0usize; grid * grid]);
        for &index in &self.inside {
            let cell = index / SIDE / side * grid + index % SIDE / side;
            sums[cell] += value(index);
            counts[cell] += 1;
        }
        let place = |position: usize| (position as f32 + 0.5) * 2.0 / grid as f32 - 1.0;
        (0..grid * grid)
            .filter(|&cell| counts[cell] as f32 >= min_share * (side * side) as f32)
            .map(|cell| Cell {
                column: cell % grid,
                row: cell / grid,
                x: place(cell % grid),
                y: place(cell / grid),
                mean: sums[cell] / counts[cell] as f32,
            })
            .collect()
    }
}
