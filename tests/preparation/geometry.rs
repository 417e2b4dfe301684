//! The spaces lie over one another as they should, there and back.

use euclid::{Point2D, point2};
use proptest::prelude::*;
use zoom_in_net::preparation::geometry::{Geometry, Sizes};
use zoom_in_net::preparation::spaces::{BoxInHighResolution, BoxInPhoto, PointInPhoto, Transform};

/// Any square of whole pixels, also one that reaches beyond the photograph.
fn geometry() -> impl Strategy<Value = Geometry> {
    (-500..500i32, -500..500i32, 128..5000u32, 32..800u32).prop_map(|(left, top, side, input)| {
        let corner: PointInPhoto = point2(f64::from(left), f64::from(top));
        Geometry {
            square_in_photo: BoxInPhoto::new(
                corner,
                corner + euclid::vec2(f64::from(side), f64::from(side)),
            ),
            sizes: Sizes::in_proportion(input),
        }
    })
}

fn there_and_back<Space>(
    transform: Transform<Space, zoom_in_net::preparation::spaces::PhotoSpace>,
    point: Point2D<f64, Space>,
) -> f64 {
    let back = transform.inverse().expect("a square has a size");
    (back.transform_point(transform.transform_point(point)) - point).length()
}

proptest! {
    #[test]
    fn every_space_returns_from_the_photograph(
        geometry in geometry(),
        cells in 2..40u32,
        x in 0.0..1.0f64,
        y in 0.0..1.0f64,
    ) {
        let at = |side: u32| (x * f64::from(side), y * f64::from(side));
        let sizes = geometry.sizes;
        prop_assert!(there_and_back(geometry.photo_from_input(), at(sizes.input).into()) < 1e-8);
        prop_assert!(there_and_back(geometry.photo_from_high_resolution(), at(sizes.high_resolution).into()) < 1e-8);
        prop_assert!(there_and_back(geometry.photo_from_map(cells), at(cells).into()) < 1e-8);
        let crop = crop_at(&sizes, x, y);
        prop_assert!(there_and_back(geometry.photo_from_crop(crop), at(sizes.crop).into()) < 1e-8);
    }

    #[test]
    fn all_spaces_span_the_same_square(geometry in geometry(), cells in 2..40u32, x in 0.0..1.0f64, y in 0.0..1.0f64) {
        let in_photo: PointInPhoto = geometry.square_in_photo.min
            + euclid::vec2(x * geometry.square_in_photo.width(), y * geometry.square_in_photo.height());
        let sizes = geometry.sizes;
        let at = |side: u32| (x * f64::from(side), y * f64::from(side));
        let input = geometry.photo_from_input().transform_point(at(sizes.input).into());
        let high = geometry.photo_from_high_resolution().transform_point(at(sizes.high_resolution).into());
        let map = geometry.photo_from_map(cells).transform_point(at(cells).into());
        for found in [input, high, map] {
            prop_assert!((found - in_photo).length() < 1e-8);
        }
        let through = geometry
            .photo_from_high_resolution()
            .transform_point(sizes.high_resolution_from_input().transform_point(at(sizes.input).into()));
        prop_assert!((through - in_photo).length() < 1e-8);
    }

    #[test]
    fn a_crop_shows_what_the_high_resolution_image_has_there(
        geometry in geometry(), left in 0.0..1.0f64, top in 0.0..1.0f64, x in 0.0..1.0f64, y in 0.0..1.0f64,
    ) {
        let crop = crop_at(&geometry.sizes, left, top);
        let in_crop = (x * crop.width(), y * crop.height());
        let in_high_resolution = crop.min + euclid::vec2(in_crop.0, in_crop.1);
        let by_crop = geometry.photo_from_crop(crop).transform_point(in_crop.into());
        let by_image = geometry.photo_from_high_resolution().transform_point(in_high_resolution);
        prop_assert!((by_crop - by_image).length() < 1e-8);
    }
}

/// A crop of whole pixels inside the high-resolution image.
fn crop_at(sizes: &Sizes, left: f64, top: f64) -> BoxInHighResolution {
    let room = f64::from(sizes.high_resolution - sizes.crop);
    let corner = point2((left * room).floor(), (top * room).floor());
    BoxInHighResolution::new(
        corner,
        corner + euclid::vec2(f64::from(sizes.crop), f64::from(sizes.crop)),
    )
}

#[test]
fn the_papers_sizes_are_in_proportion_to_its_input() {
    assert_eq!(Sizes::in_proportion(492), Sizes::PAPER);
    assert_eq!(
        Sizes::in_proportion(256),
        Sizes {
            input: 256,
            high_resolution: 640,
            crop: 200,
            mask: 104
        }
    );
}
