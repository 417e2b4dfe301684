//! The lesions of one photograph, from its masks.

use std::collections::BTreeMap;

use euclid::point2;
use image::{GrayImage, Luma};
use imageproc::distance_transform::Norm;
use imageproc::morphology::dilate;
use imageproc::region_labelling::{Connectivity, connected_components};
use zoom_in_net::preparation::geometry::Geometry;
use zoom_in_net::preparation::spaces::{BoxInPhoto, PointInPhoto};

use super::kinds::{KINDS, LesionKind};

/// By how much lesions grow before those that touch become one, as a share of the side of the
/// prepared square.
pub const MERGE_DISTANCE: f64 = 0.005;

/// The merge rule in words.
pub const MERGE_RULE: &str = "A lesion is what hangs together: the masks of all kinds are laid over one another on the \
    high-resolution grid, grown by 0.5 % of its side, and 8-connected components taken; so two lesions less than about \
    1 % of the field's diameter apart count as one. Its box is the tight box, in the photograph, of the pixels of the \
    masks in it, without the growth. Nothing is left out for being small.";

/// Where the lesions of a photograph are.
#[derive(Clone, Debug)]
pub struct MarkedLesions {
    /// Side of the grid over the prepared square: that of the high-resolution image.
    pub side: usize,
    /// Pixels of the photograph that are lesion, by high-resolution pixel (row by row) and kind.
    pub pixels: Vec<[u32; KINDS]>,
    /// The box of each lesion, by [`MERGE_RULE`].
    pub boxes_in_photo: Vec<BoxInPhoto>,
}

/// A pixel of the photograph that is lesion.
struct LesionPixel {
    x: u32,
    y: u32,
    /// The high-resolution pixel that holds its centre.
    cell: usize,
}

impl MarkedLesions {
    /// Reads masks of the photograph's size; any value but 0 is lesion. A pixel outside the prepared
    /// square counts in the nearest high-resolution pixel.
    pub fn new(masks: &BTreeMap<LesionKind, GrayImage>, geometry: &Geometry) -> Self {
        let side = geometry.sizes.high_resolution as usize;
        let mut pixels = vec![[0; KINDS]; side * side];
        let mut lesion_pixels = Vec::new();
        for (kind, mask) in masks {
            for (x, y, _) in mask
                .enumerate_pixels()
                .filter(|(_, _, value)| value.0[0] > 0)
            {
                let cell = cell_of(x, y, geometry);
                pixels[cell][*kind as usize] += 1;
                lesion_pixels.push(LesionPixel { x, y, cell });
            }
        }
        Self {
            boxes_in_photo: merged_boxes(&lesion_pixels, &pixels, side),
            side,
            pixels,
        }
    }

    /// Pixels of the photograph by kind.
    pub fn total(&self) -> [u64; KINDS] {
        let mut total = [0; KINDS];
        for cell in &self.pixels {
            for (sum, count) in total.iter_mut().zip(cell) {
                *sum += u64::from(*count);
            }
        }
        total
    }

    /// Whether any pixel of a high-resolution pixel is lesion.
    pub fn is_lesion(&self, cell: usize) -> bool {
        self.pixels[cell] != [0; KINDS]
    }

    /// Whether a point lies in the box of a lesion.
    pub fn is_in_a_box(&self, point_in_photo: PointInPhoto) -> bool {
        self.boxes_in_photo
            .iter()
            .any(|lesion| lesion.contains(point_in_photo))
    }
}

fn cell_of(x: u32, y: u32, geometry: &Geometry) -> usize {
    let square = &geometry.square_in_photo;
    let side = geometry.sizes.high_resolution as usize;
    let along = |position: u32, start: f64, length: f64| {
        let share = (f64::from(position) + 0.5 - start) / length;
        ((share * side as f64).floor().max(0.0) as usize).min(side - 1)
    };
    let column = along(x, square.min.x, square.width());
    let row = along(y, square.min.y, square.height());
    row * side + column
}

fn merged_boxes(
    lesion_pixels: &[LesionPixel],
    cells: &[[u32; KINDS]],
    side: usize,
) -> Vec<BoxInPhoto> {
    if lesion_pixels.is_empty() {
        return Vec::new();
    }
    let lesions = GrayImage::from_fn(side as u32, side as u32, |x, y| {
        Luma([u8::from(
            cells[y as usize * side + x as usize] != [0; KINDS],
        )])
    });
    let reach = (MERGE_DISTANCE * side as f64).round().clamp(1.0, 254.0) as u8;
    let grown = dilate(&lesions, Norm::L2, reach);
    let labels = connected_components(&grown, Connectivity::Eight, Luma([0]));
    let mut box_of: BTreeMap<u32, BoxInPhoto> = BTreeMap::new();
    for &LesionPixel { x, y, cell } in lesion_pixels {
        let label = labels.as_raw()[cell];
        let (x, y) = (f64::from(x), f64::from(y));
        let pixel = BoxInPhoto::new(point2(x, y), point2(x + 1.0, y + 1.0));
        box_of
            .entry(label)
            .and_modify(|lesion| *lesion = lesion.union(&pixel))
            .or_insert(pixel);
    }
    box_of.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::made_up::{mask, photograph};
    use super::*;

    /// Two photograph pixels to a high-resolution pixel, so the growth is one of the latter.
    fn lesions_of(rectangles: &[[u32; 4]]) -> MarkedLesions {
        let masks = mask(LesionKind::HardExudates, 320, rectangles);
        MarkedLesions::new(&masks, &photograph((0.0, 0.0), 320.0).geometry)
    }

    fn box_in_photo(left: f64, top: f64, right: f64, bottom: f64) -> BoxInPhoto {
        BoxInPhoto::new(point2(left, top), point2(right, bottom))
    }

    #[test]
    fn lesions_merge_when_their_growths_touch_and_keep_their_tight_box() {
        // Columns 50 and 53 of the high-resolution grid: two free columns between them.
        let merged = lesions_of(&[[101, 80, 1, 3], [106, 80, 2, 2]]);
        assert_eq!(
            merged.boxes_in_photo,
            [box_in_photo(101.0, 80.0, 108.0, 83.0)]
        );
        // Columns 50 and 54: three free columns.
        let apart = lesions_of(&[[101, 80, 1, 3], [108, 80, 2, 2]]);
        assert_eq!(
            apart.boxes_in_photo,
            [
                box_in_photo(101.0, 80.0, 102.0, 83.0),
                box_in_photo(108.0, 80.0, 110.0, 82.0)
            ]
        );
    }

    #[test]
    fn lesions_of_two_kinds_in_one_place_are_one_lesion() {
        let mut masks = mask(LesionKind::HardExudates, 320, &[[100, 100, 4, 4]]);
        masks.extend(mask(LesionKind::Haemorrhages, 320, &[[102, 102, 6, 6]]));
        let lesions = MarkedLesions::new(&masks, &photograph((0.0, 0.0), 320.0).geometry);
        assert_eq!(
            lesions.boxes_in_photo,
            [box_in_photo(100.0, 100.0, 108.0, 108.0)]
        );
        assert_eq!(lesions.total(), [0, 36, 16, 0]);
    }

    #[test]
    fn pixels_count_where_the_square_puts_them() {
        let masks = mask(LesionKind::Microaneurysms, 200, &[[30, 10, 1, 1]]);
        // The square begins at (-10, 5) and is as large as the high-resolution image.
        let lesions = MarkedLesions::new(&masks, &photograph((-10.0, 5.0), 160.0).geometry);
        let cells: Vec<usize> = (0..160 * 160)
            .filter(|&cell| lesions.is_lesion(cell))
            .collect();
        assert_eq!(cells, [5 * 160 + 40]);
        assert_eq!(
            lesions.boxes_in_photo,
            [box_in_photo(30.0, 10.0, 31.0, 11.0)]
        );
    }

    #[test]
    fn a_pixel_beyond_the_square_is_not_lost() {
        let masks = mask(LesionKind::Microaneurysms, 200, &[[190, 50, 1, 1]]);
        let lesions = MarkedLesions::new(&masks, &photograph((0.0, 0.0), 160.0).geometry);
        assert_eq!(lesions.total(), [1, 0, 0, 0]);
        assert_eq!(lesions.boxes_in_photo.len(), 1);
    }

    #[test]
    fn empty_masks_show_no_lesion() {
        assert!(lesions_of(&[]).boxes_in_photo.is_empty());
    }
}
