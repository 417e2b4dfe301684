//! The greedy search for regions, against a search written the slow and obvious way.

use euclid::point2;
use image::{Rgb, RgbImage};
use proptest::prelude::*;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::regions::{
    MapsOfPhotograph, Region, RegionPolicy, RegionSettings, cut_crop, find_regions,
};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::field_of_view::{FieldOfView, Rim};
use zoom_in_net::preparation::geometry::{Geometry, Sizes};
use zoom_in_net::preparation::spaces::BoxInPhoto;

const INPUT: u32 = 64;

/// A photograph whose field lies on its left, cut off at the top by `cut` pixels.
fn photograph(cut: f64) -> PreparedPhotograph {
    let sizes = Sizes::in_proportion(INPUT);
    let square_in_photo = BoxInPhoto::new(point2(10.0, -cut), point2(410.0, 400.0 - cut));
    PreparedPhotograph {
        input: RgbImage::new(sizes.input, sizes.input),
        high_resolution: RgbImage::new(sizes.high_resolution, sizes.high_resolution),
        geometry: Geometry {
            square_in_photo,
            sizes,
        },
        field_of_view: FieldOfView {
            rim: Some(Rim {
                centre_in_photo: point2(210.0, 200.0 - cut),
                radius_in_photo: 200.0,
            }),
            bounds_in_photo: BoxInPhoto::new(point2(10.0, 0.0), point2(410.0, 400.0 - cut)),
        },
        notices: Vec::new(),
    }
}

fn maps(side: usize) -> impl Strategy<Value = MapsOfPhotograph> {
    prop::collection::vec(-1.0..1.0f32, GRADES * side * side)
        .prop_map(move |values| MapsOfPhotograph { values, side })
}

/// The response at an input pixel's centre: the suspicion bilinearly between its positions' centres,
/// constant beyond the outermost.
fn response(maps: &MapsOfPhotograph, column: u32, row: u32) -> f32 {
    let side = maps.side;
    let suspicion = |x: usize, y: usize| {
        let [none, mild, moderate, severe, proliferative] =
            std::array::from_fn(|level| f64::from(maps.values[(level * side + y) * side + x]));
        (moderate + severe + proliferative) / 3.0 - (none + mild) / 2.0
    };
    let split = |pixel: u32| {
        let at = (f64::from(pixel) + 0.5) * side as f64 / f64::from(INPUT) - 0.5;
        let at = at.clamp(0.0, (side - 1) as f64);
        let low = (at.floor() as usize).min(side - 1);
        (low, (low + 1).min(side - 1), at - at.floor())
    };
    let ((x0, x1, u), (y0, y1, v)) = (split(column), split(row));
    let above = suspicion(x0, y0) * (1.0 - u) + suspicion(x1, y0) * u;
    let below = suspicion(x0, y1) * (1.0 - u) + suspicion(x1, y1) * u;
    (above * (1.0 - v) + below * v) as f32
}

/// The response of each input pixel, row by row; where there is a window, the mean over it of what speaks for disease.
fn responses(maps: &MapsOfPhotograph, window: f64, sizes: &Sizes) -> Vec<f32> {
    let pixels = || (0..INPUT).flat_map(|row| (0..INPUT).map(move |column| (column, row)));
    let single: Vec<f32> = pixels().map(|(x, y)| response(maps, x, y)).collect();
    let crop_in_input = f64::from(sizes.crop * INPUT) / f64::from(sizes.high_resolution);
    let reach = (window * crop_in_input / 2.0).round() as u32;
    if reach == 0 {
        return single;
    }
    let around = pixels().map(|(x, y)| {
        let near = pixels()
            .filter(|&(column, row)| x.abs_diff(column) <= reach && y.abs_diff(row) <= reach);
        let sum: f32 = near
            .map(|(column, row)| single[(row * INPUT + column) as usize].max(0.0))
            .sum();
        sum / (2 * reach + 1).pow(2) as f32
    });
    around.collect()
}

/// Whether a pixel's centre lies in the field, `margin` of its diameter from the edge.
fn in_field(photograph: &PreparedPhotograph, column: u32, row: u32, margin: f64) -> bool {
    let at = photograph
        .geometry
        .photo_from_input()
        .transform_point(point2(f64::from(column) + 0.5, f64::from(row) + 0.5));
    let rim = photograph.field_of_view.rim.unwrap();
    let bounds = photograph.field_of_view.bounds_in_photo;
    let margin = margin * 2.0 * rim.radius_in_photo;
    (at - rim.centre_in_photo).length() <= rim.radius_in_photo - margin
        && at.y >= bounds.min.y + margin
        && at.y < bounds.max.y - margin
        && at.x >= bounds.min.x + margin
        && at.x < bounds.max.x - margin
}

fn separate(one: &Region, other: &Region, mask: f64) -> bool {
    let offset = one.centre_in_input - other.centre_in_input;
    offset.x.abs() > mask / 2.0 || offset.y.abs() > mask / 2.0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn regions_are_what_a_slow_search_finds(
        maps in (3..9usize).prop_flat_map(maps),
        cut in 0.0..120.0f64,
        max_regions in 0..7usize,
        min_response in -0.5..0.9f32,
        window in prop_oneof![Just(0.0), 0.1..1.0],
    ) {
        let photograph = photograph(cut);
        let settings = RegionSettings { max_regions, min_response, window, ..RegionSettings::default() };
        let regions = find_regions(&maps, &photograph, &settings);
        let sizes = photograph.geometry.sizes;
        let mask = f64::from(sizes.mask);
        let reach = f64::from(sizes.crop);
        let responses = responses(&maps, window, &sizes);
        let response = |x: u32, y: u32| responses[(y * INPUT + x) as usize];
        prop_assert!(regions.len() <= max_regions);
        let pixels: Vec<(u32, u32, f32)> = (0..INPUT * INPUT)
            .map(|index| (index % INPUT, index / INPUT))
            .filter(|&(x, y)| in_field(&photograph, x, y, settings.margin))
            .map(|(x, y)| (x, y, response(x, y)))
            .collect();
        // The highest response left when the regions so far are masked.
        let highest_left = |found: &[Region]| {
            pixels
                .iter()
                .filter(|(x, y, _)| {
                    let at = point2(f64::from(*x) + 0.5, f64::from(*y) + 0.5);
                    found.iter().all(|region| {
                        let offset: euclid::Vector2D<f64, _> = region.centre_in_input - at;
                        offset.x.abs() > mask / 2.0 || offset.y.abs() > mask / 2.0
                    })
                })
                .map(|pixel| pixel.2)
                .fold(f32::NEG_INFINITY, f32::max)
        };
        for (index, region) in regions.iter().enumerate() {
            let at = region.centre_in_input;
            let (x, y) = (at.x as u32, at.y as u32);
            prop_assert!(in_field(&photograph, x, y, settings.margin), "{region:?} lies outside the field");
            prop_assert!((region.response - response(x, y)).abs() < 1e-5);
            prop_assert!((region.response - highest_left(&regions[..index])).abs() < 1e-5);
            prop_assert!(region.response > min_response);
            prop_assert!(regions[..index].iter().all(|other| separate(region, other, mask)));

            let crop = region.box_in_high_resolution;
            prop_assert_eq!((crop.width(), crop.height()), (reach, reach));
            prop_assert_eq!((crop.min.x.fract(), crop.min.y.fract()), (0.0, 0.0));
            let side = f64::from(sizes.high_resolution);
            prop_assert!(crop.min.x >= 0.0 && crop.min.y >= 0.0 && crop.max.x <= side && crop.max.y <= side);
            let centre = sizes.high_resolution_from_input().transform_point(at);
            prop_assert!(crop.contains(centre));
            // Shifted only where it would leave the image.
            for (middle, low, high) in [
                (centre.x, crop.min.x, crop.max.x),
                (centre.y, crop.min.y, crop.max.y),
            ] {
                prop_assert!((middle - (low + high) / 2.0).abs() <= 0.5 || low == 0.0 || high == side);
            }
        }
        prop_assert!(regions.windows(2).all(|pair| pair[0].response >= pair[1].response));
        if regions.len() < max_regions {
            prop_assert!(highest_left(&regions) <= min_response + 1e-5);
        }
    }
}

fn flat(side: usize, value: f32) -> MapsOfPhotograph {
    MapsOfPhotograph {
        values: vec![value; GRADES * side * side],
        side,
    }
}

#[test]
fn maps_that_say_the_same_of_every_level_give_no_region() {
    for value in [0.0, -1.0, 2.0] {
        assert_eq!(
            find_regions(
                &flat(14, value),
                &photograph(0.0),
                &RegionSettings::default()
            ),
            []
        );
    }
}

#[test]
fn a_peak_of_a_grade_that_is_not_referable_is_no_region() {
    for level in 0..GRADES {
        let mut maps = flat(14, 0.0);
        maps.values[level * 14 * 14 + 7 * 14 + 7] = 5.0;
        let regions = find_regions(&maps, &photograph(0.0), &RegionSettings::default());
        assert_eq!(regions.is_empty(), level < 2, "level {level}");
    }
}

#[test]
fn a_peak_outside_the_field_is_passed_over() {
    let mut maps = flat(14, 0.0);
    let grade_two = 2 * 14 * 14;
    maps.values[grade_two] = 9.0;
    maps.values[grade_two + 5 * 14 + 9] = 1.0;
    let regions = find_regions(
        &maps,
        &photograph(0.0),
        &RegionSettings {
            max_regions: 1,
            ..RegionSettings::default()
        },
    );
    let expected = point2(9.5 * 64.0 / 14.0, 5.5 * 64.0 / 14.0);
    assert!((regions[0].centre_in_input - expected).length() <= 1.0);
}

#[test]
fn random_regions_are_separate_and_of_the_image_alone() {
    let settings = RegionSettings {
        policy: RegionPolicy::Random,
        ..RegionSettings::default()
    };
    let regions_of = |maps: &MapsOfPhotograph, shade: u8| {
        let mut photograph = photograph(0.0);
        photograph.input = RgbImage::from_pixel(INPUT, INPUT, Rgb([shade, 0, 0]));
        let regions = find_regions(maps, &photograph, &settings);
        let mask = f64::from(photograph.geometry.sizes.mask);
        assert_eq!(regions.len(), 4);
        for (index, one) in regions.iter().enumerate() {
            let (x, y) = (one.centre_in_input.x as u32, one.centre_in_input.y as u32);
            assert!(in_field(&photograph, x, y, settings.margin));
            for other in &regions[..index] {
                assert!(separate(one, other, mask));
            }
        }
        regions
    };
    let by_image = regions_of(&flat(8, 0.0), 1);
    assert_eq!(regions_of(&flat(14, -3.0), 1), by_image);
    assert_ne!(regions_of(&flat(8, 0.0), 2), by_image);
}

#[test]
fn maps_that_are_no_numbers_give_no_region() {
    for value in [f32::NAN, f32::NEG_INFINITY, f32::INFINITY] {
        assert_eq!(
            find_regions(
                &flat(8, value),
                &photograph(0.0),
                &RegionSettings::default()
            ),
            []
        );
    }
}

#[test]
fn a_crop_holds_the_pixels_of_its_box() {
    let picture = RgbImage::from_fn(90, 90, |x, y| Rgb([x as u8, y as u8, 7]));
    let crop = cut_crop(
        &picture,
        euclid::Box2D::new(point2(13.0, 40.0), point2(63.0, 90.0)),
    );
    assert_eq!(crop.dimensions(), (50, 50));
    assert!(
        crop.enumerate_pixels()
            .all(|(x, y, pixel)| *pixel == Rgb([x as u8 + 13, y as u8 + 40, 7]))
    );
}
