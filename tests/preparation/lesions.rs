//! A lesion at a known place of the photograph, found again where the transforms say.

use euclid::{Point2D, point2};
use image::{Rgb, RgbImage, imageops};
use proptest::prelude::*;
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net::networks::regions::cut_crop;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;
use zoom_in_net::preparation::spaces::{HighResolutionSpace, InputSpace, PointInPhoto};
use zoom_in_net_synthetic::{LesionKind, Settings, SyntheticFundus};

use super::drawn::{fundus, on_canvas};

/// A colour that no fundus has.
const DYE: Rgb<u8> = Rgb([20, 40, 255]);
/// Half a side of the dyed square, in pixels of the photograph.
const DYED: u32 = 9;

/// Centre of gravity of what is clearly bluer than red.
fn dyed_centre<Space>(picture: &RgbImage) -> Option<Point2D<f64, Space>> {
    let (mut x_sum, mut y_sum, mut weight) = (0.0, 0.0, 0.0);
    for (x, y, Rgb([red, _, blue])) in picture.enumerate_pixels() {
        // Below this it is the camera's grain.
        let dye = (f64::from(*blue) - f64::from(*red) - 30.0).max(0.0);
        x_sum += dye * (f64::from(x) + 0.5);
        y_sum += dye * (f64::from(y) + 0.5);
        weight += dye;
    }
    (weight > 0.0).then(|| point2(x_sum / weight, y_sum / weight))
}

#[test]
fn a_dyed_spot_is_found_where_the_transforms_say() {
    let drawn = fundus(320, 2).photograph;
    let strategy = (
        -0.6..0.6f64,
        -0.6..0.6f64,
        0..220i64,
        -40..160i64,
        100..180u32,
    );
    proptest!(ProptestConfig::with_cases(24), |((x, y, left, top, input) in strategy)| {
        // The field lies anywhere on the canvas and may be cut off at its upper edge.
        let mut photo = on_canvas(&drawn, (600, 512), (left, top));
        let spot: PointInPhoto = point2(
            (left as f64 + 192.0 + 160.0 * x).round(),
            (top as f64 + 176.0 + 160.0 * y).round().max(f64::from(DYED)),
        );
        let square = RgbImage::from_pixel(2 * DYED, 2 * DYED, DYE);
        imageops::replace(&mut photo, &square, spot.x as i64 - i64::from(DYED), spot.y as i64 - i64::from(DYED));

        let sizes = Sizes::in_proportion(input);
        let prepared = prepare(&photo, sizes).unwrap();
        let input_from_photo = prepared.geometry.photo_from_input().inverse().unwrap();
        let found: Point2D<f64, InputSpace> = dyed_centre(&prepared.input).unwrap();
        let expected = input_from_photo.transform_point(spot);
        prop_assert!((found - expected).length() < 0.35, "input: {found:?}, expected {expected:?}");

        let high_from_photo = prepared.geometry.photo_from_high_resolution().inverse().unwrap();
        let found: Point2D<f64, HighResolutionSpace> = dyed_centre(&prepared.high_resolution).unwrap();
        let expected = high_from_photo.transform_point(spot);
        prop_assert!((found - expected).length() < 0.5, "high resolution: {found:?}, expected {expected:?}");

        // And in the crop cut around it.
        let crop = f64::from(sizes.crop);
        let furthest = f64::from(sizes.high_resolution) - crop;
        let corner = point2(
            (found.x - crop / 2.0).round().clamp(0.0, furthest),
            (found.y - crop / 2.0).round().clamp(0.0, furthest),
        );
        let box_in_high_resolution = euclid::Box2D::new(corner, corner + euclid::vec2(crop, crop));
        let in_crop = dyed_centre(&cut_crop(&prepared.high_resolution, box_in_high_resolution)).unwrap();
        let in_photo = prepared.geometry.photo_from_crop(box_in_high_resolution).transform_point(in_crop);
        let tolerance = 0.5 * prepared.geometry.photo_pixels_per_high_resolution_pixel();
        prop_assert!((in_photo - spot).length() < tolerance, "crop: {in_photo:?}, expected {spot:?}");
    });
}

/// Two photographs of one eye, without and with lesions: prepared, they differ at the places where
/// the lesions were drawn and nowhere else.
#[test]
fn drawn_lesions_lie_where_they_were_drawn() {
    for (eye, seed) in [(Eye::Left, 21), (Eye::Right, 22)] {
        let draw = |grade| {
            SyntheticFundus::draw(&Settings {
                grade,
                eye,
                diameter: 420,
                seed,
                lesion_scale: 1.5,
                marked: false,
            })
        };
        let (healthy, ill) = (draw(IcdrGrade::None), draw(IcdrGrade::Severe));
        let sizes = Sizes::in_proportion(168);
        let without = prepare(&healthy.photograph, sizes).unwrap();
        let with = prepare(&ill.photograph, sizes).unwrap();
        assert_eq!(
            without.geometry, with.geometry,
            "lesions move no field of view"
        );
        let photo_from_high = with.geometry.photo_from_high_resolution();
        let mut lesions_seen = vec![false; ill.lesions.len()];
        for (x, y, pixel) in with.high_resolution.enumerate_pixels() {
            let before = without.high_resolution.get_pixel(x, y);
            let change = (0..3)
                .map(|channel| pixel.0[channel].abs_diff(before.0[channel]))
                .max()
                .unwrap();
            // Resampling spreads a pixel's colour over two more.
            if change <= 6 {
                continue;
            }
            let at =
                photo_from_high.transform_point(point2(f64::from(x) + 0.5, f64::from(y) + 0.5));
            let lesion = ill
                .lesions
                .iter()
                .position(|lesion| lesion.box_in_photo.inflate(2.0, 2.0).contains(at));
            let lesion = lesion
                .unwrap_or_else(|| panic!("a change of {change} at {at:?}, where no lesion is"));
            lesions_seen[lesion] = true;
        }
        for (lesion, seen) in ill.lesions.iter().zip(lesions_seen) {
            assert!(
                seen || lesion.kind == LesionKind::SoftExudate,
                "{lesion:?} cannot be seen"
            );
        }
    }
}
