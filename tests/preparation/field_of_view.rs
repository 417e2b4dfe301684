//! Finding the field of view: whole, cut, tilted, small, dark, or not there at all.

use image::{GrayImage, Luma, Rgb, RgbImage, imageops};
use imageproc::geometric_transformations::{Border, Interpolation, rotate_about_center};
use zoom_in_net::preparation::field_of_view::{
    FieldOfView, NoFieldOfView, Rim, find_field_of_view,
};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::{Notice, PreparationError, prepare};

use super::drawn::{dimmed, fundus, on_canvas};

const SMALL: Sizes = Sizes {
    input: 64,
    high_resolution: 160,
    crop: 50,
    mask: 26,
};

/// The rim is found to within 1.2 % of its radius, in place and in size.
fn assert_rim(found: &FieldOfView, expected: Rim) {
    let rim = found.rim.expect("the rim is in the photograph");
    let tolerance = 0.012 * expected.radius_in_photo;
    let astray = (rim.centre_in_photo - expected.centre_in_photo).length();
    let too_large = rim.radius_in_photo - expected.radius_in_photo;
    assert!(
        astray <= tolerance && too_large.abs() <= tolerance,
        "found {rim:?}, drawn {expected:?}"
    );
}

fn moved(rim: Rim, x: f64, y: f64) -> Rim {
    Rim {
        centre_in_photo: rim.centre_in_photo + euclid::vec2(x, y),
        ..rim
    }
}

#[test]
fn whole_fields_of_every_size_are_found() {
    for (seed, diameter) in [130, 200, 301, 640, 1100].into_iter().enumerate() {
        let drawn = fundus(diameter, seed as u64);
        assert_rim(&find_field_of_view(&drawn.photograph).unwrap(), drawn.rim);
    }
}

#[test]
fn a_field_cut_at_top_and_bottom_keeps_its_circle() {
    let drawn = fundus(400, 3);
    for cut in [20, 60, 90] {
        let (width, height) = drawn.photograph.dimensions();
        let photo = imageops::crop_imm(
            &drawn.photograph,
            0,
            cut + 20,
            width,
            height - 2 * (cut + 20),
        )
        .to_image();
        let prepared = prepare(&photo, SMALL).unwrap();
        let expected = moved(drawn.rim, 0.0, -f64::from(cut + 20));
        assert_rim(&prepared.field_of_view, expected);
        let kept = f64::from(photo.height()) / 400.0;
        assert!(
            prepared.notices.iter().any(|notice| matches!(notice,
                Notice::FieldCutOff { kept: found } if (found - kept).abs() < 0.015)),
            "cut by {cut}: {:?}",
            prepared.notices
        );
        // What the photograph cut off is black, not stretched.
        assert!(
            prepared
                .input
                .get_pixel(32, 0)
                .0
                .iter()
                .all(|&value| value < 8)
        );
    }
}

#[test]
fn a_field_cut_at_one_side_keeps_its_circle() {
    let drawn = fundus(400, 4);
    let (width, height) = drawn.photograph.dimensions();
    let cut = 140;
    let sides = [
        (
            imageops::crop_imm(&drawn.photograph, cut, 0, width - cut, height).to_image(),
            (-140.0, 0.0),
        ),
        (
            imageops::crop_imm(&drawn.photograph, 0, 0, width - cut, height).to_image(),
            (0.0, 0.0),
        ),
        (
            imageops::crop_imm(&drawn.photograph, 0, cut, width, height - cut).to_image(),
            (0.0, -140.0),
        ),
    ];
    for (photo, (x, y)) in sides {
        assert_rim(&find_field_of_view(&photo).unwrap(), moved(drawn.rim, x, y));
    }
}

#[test]
fn a_field_off_the_middle_is_found_where_it_is() {
    let drawn = fundus(300, 5);
    for (left, top) in [(0, 0), (390, 20), (60, 210), (400, 230)] {
        let photo = on_canvas(&drawn.photograph, (760, 560), (left, top));
        let expected = moved(drawn.rim, left as f64, top as f64);
        assert_rim(&find_field_of_view(&photo).unwrap(), expected);
    }
}

#[test]
fn a_turned_photograph_shows_the_same_circle() {
    let drawn = fundus(300, 6);
    let square = on_canvas(&drawn.photograph, (400, 400), (20, 35));
    let rim = moved(drawn.rim, 20.0, 35.0);
    for degrees in [17.0f32, 45.0, 90.0, 180.0, 263.0] {
        let turned = rotate_about_center(
            &square,
            degrees.to_radians(),
            Interpolation::Bilinear,
            Border::Constant(Rgb([3, 3, 2])),
        );
        assert_rim(&find_field_of_view(&turned).unwrap(), rim);
    }
}

#[test]
fn a_photograph_cut_inside_its_field_has_no_rim() {
    let drawn = fundus(500, 7);
    let centre = drawn.rim.centre_in_photo;
    let photo = imageops::crop_imm(
        &drawn.photograph,
        centre.x as u32 - 170,
        centre.y as u32 - 170,
        340,
        340,
    )
    .to_image();
    let prepared = prepare(&photo, SMALL).unwrap();
    assert_eq!(prepared.field_of_view.rim, None);
    assert!(prepared.notices.contains(&Notice::NoRim));
    assert_eq!(prepared.geometry.square_in_photo.width(), 340.0);
}

#[test]
fn a_border_that_is_not_black_is_no_field() {
    let drawn = fundus(400, 8);
    let mut photo = drawn.photograph.clone();
    for value in photo.iter_mut() {
        *value = (*value).max(25);
    }
    assert_rim(&find_field_of_view(&photo).unwrap(), drawn.rim);
}

#[test]
fn magnification_is_said_and_measured() {
    let photo = fundus(200, 9).photograph;
    let prepared = prepare(&photo, Sizes::in_proportion(200)).unwrap();
    assert!(prepared.notices.iter().any(
        |notice| matches!(notice, Notice::Magnified { factor } if (factor - 2.5).abs() < 0.05)
    ));
    assert!(prepared.notices.iter().any(|notice| matches!(notice,
        Notice::LowResolution { pixels_per_degree, .. } if (pixels_per_degree - 200.0 / 45.0).abs() < 0.1)));
}

/// Fails when attention may rest beyond the field, or not in all of it.
#[test]
fn cells_of_a_map_are_in_the_field_where_their_centres_are() {
    const CELLS: usize = 12;
    let drawn = fundus(300, 12).photograph;
    // Cut off above, like many photographs: a fifth of the field is missing.
    let cut = imageops::crop_imm(&drawn, 0, 75, drawn.width(), drawn.height() - 75).to_image();
    for (photo, rows_above) in [(drawn, 0), (cut, 2)] {
        let prepared = prepare(&photo, SMALL).unwrap();
        let in_field: Vec<bool> = prepared.positions_in_field(CELLS, 0.0).collect();
        assert_eq!(in_field.len(), CELLS * CELLS);
        for (cell, in_field) in in_field.into_iter().enumerate() {
            let (x, y) = (cell % CELLS, cell / CELLS);
            let from_centre = (x as f64 - 5.5).hypot(y as f64 - 5.5) / 6.0;
            if (from_centre - 1.0).abs() > 0.05 {
                assert_eq!(in_field, from_centre < 1.0 && y >= rows_above, "{x}, {y}");
            }
        }
    }
}

#[test]
fn a_large_whole_photograph_needs_no_notice() {
    assert_eq!(
        prepare(&fundus(1300, 10).photograph, SMALL)
            .unwrap()
            .notices,
        []
    );
}

#[test]
fn a_dark_photograph_is_read_and_an_almost_black_one_refused() {
    let drawn = fundus(300, 11);
    assert_rim(
        &find_field_of_view(&dimmed(&drawn.photograph, 0.3)).unwrap(),
        drawn.rim,
    );
    let almost_black = dimmed(&drawn.photograph, 0.03);
    for photo in [
        almost_black,
        RgbImage::new(300, 300),
        RgbImage::from_pixel(300, 300, Rgb([9, 9, 9])),
    ] {
        assert_eq!(find_field_of_view(&photo), Err(NoFieldOfView::AlmostBlack));
    }
}

#[test]
fn what_is_no_fundus_is_refused() {
    let white = RgbImage::from_pixel(400, 300, Rgb([255; 3]));
    let blue_sky = RgbImage::from_fn(400, 300, |_, y| Rgb([90, 140, 200 + (y / 6) as u8]));
    for (what, photo) in [
        ("white", white),
        ("text page", text_page(false)),
        ("text page in the dark", text_page(true)),
        ("noise", noise()),
        ("sky", blue_sky),
        ("bright square on black", square_on_black()),
    ] {
        assert_eq!(
            prepare(&photo, SMALL).map(|prepared| prepared.field_of_view),
            Err(PreparationError::NoFieldOfView(NoFieldOfView::NotRound)),
            "{what}"
        );
    }
}

#[test]
fn a_lamp_in_the_dark_is_no_field() {
    let lamp = |side| {
        let light = RgbImage::from_pixel(side, side, Rgb([250, 120, 40]));
        on_canvas(&light, (500, 400), (100, 50))
    };
    // A speck leaves the photograph black; a square of light is lit, but not round.
    for (side, refusal) in [
        (40, NoFieldOfView::AlmostBlack),
        (170, NoFieldOfView::NotRound),
    ] {
        assert_eq!(find_field_of_view(&lamp(side)), Err(refusal), "{side}");
    }
}

/// Dark words on white, or white words on black.
fn text_page(in_the_dark: bool) -> RgbImage {
    let paper = if in_the_dark { 5 } else { 245 };
    RgbImage::from_fn(420, 600, |x, y| {
        let in_line = (30..570).contains(&y) && y % 18 < 9 && (30..390).contains(&x);
        let in_word = (x + 37 * (y / 18)) % 61 > 11 && (x * 7 + y * 3) % 5 > 1;
        Rgb([if in_line && in_word {
            250 - paper
        } else {
            paper
        }; 3])
    })
}

fn noise() -> RgbImage {
    let mut state = 1u32;
    RgbImage::from_fn(300, 300, |_, _| {
        Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }))
    })
}

fn square_on_black() -> RgbImage {
    on_canvas(
        &RgbImage::from_pixel(300, 300, Rgb([190, 90, 40])),
        (500, 400),
        (100, 50),
    )
}

#[test]
fn a_photograph_too_small_for_lesions_is_refused() {
    let refusal = prepare(&fundus(100, 12).photograph, SMALL).unwrap_err();
    assert_eq!(
        refusal,
        PreparationError::TooSmall {
            width: 120,
            height: 110
        }
    );
    assert_eq!(
        refusal.to_string(),
        "the photograph is only 120 × 110 pixels; at least 128 × 128 are needed"
    );
}

#[test]
fn a_sliver_of_a_field_is_refused() {
    let drawn = fundus(600, 13);
    let photo =
        imageops::crop_imm(&drawn.photograph, 0, 400, drawn.photograph.width(), 200).to_image();
    assert!(matches!(
        prepare(&photo, SMALL),
        Err(PreparationError::FieldMostlyCutOff { kept }) if (kept - 0.33).abs() < 0.05
    ));
}

/// The same photograph in grey (red-free cameras) keeps its field.
#[test]
fn a_grey_photograph_with_a_rim_is_prepared() {
    let drawn = fundus(300, 14);
    let grey = GrayImage::from_fn(
        drawn.photograph.width(),
        drawn.photograph.height(),
        |x, y| Luma([drawn.photograph.get_pixel(x, y).0[1]]),
    );
    let photo = image::DynamicImage::ImageLuma8(grey).into_rgb8();
    assert_rim(&find_field_of_view(&photo).unwrap(), drawn.rim);
}
