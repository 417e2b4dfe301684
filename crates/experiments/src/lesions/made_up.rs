//! Made-up photographs and lesions for the tests of this module.

use std::collections::BTreeMap;

use euclid::{point2, vec2};
use image::{GrayImage, Luma, RgbImage};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::field_of_view::{FieldOfView, Rim};
use zoom_in_net::preparation::geometry::{Geometry, Sizes};
use zoom_in_net::preparation::spaces::BoxInPhoto;

use super::kinds::LesionKind;

/// Input 64, high resolution 160, crops of 50.
pub(super) const SIZES: Sizes = Sizes {
    input: 64,
    high_resolution: 160,
    crop: 50,
    mask: 26,
};

/// A field that fills a square of `side` pixels, which begins at `corner` of the photograph.
pub(super) fn photograph(corner: (f64, f64), side: f64) -> PreparedPhotograph {
    let corner = point2(corner.0, corner.1);
    let square_in_photo = BoxInPhoto::new(corner, corner + vec2(side, side));
    PreparedPhotograph {
        input: RgbImage::new(SIZES.input, SIZES.input),
        high_resolution: RgbImage::new(SIZES.high_resolution, SIZES.high_resolution),
        geometry: Geometry {
            square_in_photo,
            sizes: SIZES,
        },
        field_of_view: FieldOfView {
            rim: Some(Rim {
                centre_in_photo: square_in_photo.center(),
                radius_in_photo: side / 2.0,
            }),
            bounds_in_photo: square_in_photo,
        },
        notices: Vec::new(),
    }
}

/// One mask of a photograph of `side` pixels, with rectangles `[x, y, width, height]`.
pub(super) fn mask(
    kind: LesionKind,
    side: u32,
    rectangles: &[[u32; 4]],
) -> BTreeMap<LesionKind, GrayImage> {
    let mut mask = GrayImage::new(side, side);
    for &[left, top, width, height] in rectangles {
        for y in top..top + height {
            for x in left..left + width {
                mask.put_pixel(x, y, Luma([255]));
            }
        }
    }
    BTreeMap::from([(kind, mask)])
}
