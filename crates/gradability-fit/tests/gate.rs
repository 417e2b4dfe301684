//! The gate that ships, on drawn photographs and, where they are at hand, on real ones.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use image::{Rgb, RgbImage, imageops};
use zoom_in_net::gradability::{Gate, Judgement, Reason};
use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

fn gate() -> Gate {
    Gate::from_json(include_str!("../../../weights/gradability.json")).unwrap()
}

fn judged(photo: &RgbImage) -> Judgement {
    gate().judge(&prepare(photo, Sizes::in_proportion(256)).unwrap())
}

fn drawn_fundus(seed: u64) -> RgbImage {
    SyntheticFundus::draw(&Settings {
        seed,
        diameter: 700,
        marked: false,
        ..Settings::default()
    })
    .photograph
}

#[test]
fn a_drawn_fundus_is_gradable() {
    for seed in 0..4 {
        let judgement = judged(&drawn_fundus(seed));
        assert!(judgement.gradable, "seed {seed}: {judgement:?}");
        assert!(judgement.reasons.is_empty());
    }
}

/// Fails where a drawn fundus passes with a fault, or is refused for another reason.
fn assert_refused(reason: Reason, with_fault: impl Fn(RgbImage) -> RgbImage) {
    for seed in 0..4 {
        let judgement = judged(&with_fault(drawn_fundus(seed)));
        assert!(!judgement.gradable, "seed {seed}: {judgement:?}");
        assert!(
            judgement.reasons.contains(&reason),
            "seed {seed}: {judgement:?}"
        );
    }
}

#[test]
fn the_same_fundus_out_of_focus_is_refused_as_blurred() {
    assert_refused(Reason::Blurred, |photo| imageops::blur(&photo, 10.0));
}

#[test]
fn the_same_fundus_with_little_light_is_refused_as_too_dark() {
    assert_refused(Reason::TooDark, |mut photo| {
        photo
            .iter_mut()
            .for_each(|value| *value = (f32::from(*value) * 0.14) as u8);
        photo
    });
}

#[test]
fn the_same_fundus_half_in_shadow_is_refused_as_unevenly_lit() {
    assert_refused(Reason::UnevenIllumination, |mut photo| {
        let width = photo.width() as f32;
        for (x, _, pixel) in photo.enumerate_pixels_mut() {
            let light = 0.1 + 0.9 / (1.0 + (20.0 * (x as f32 / width - 0.5)).exp());
            pixel.0 = pixel.0.map(|value| (f32::from(value) * light) as u8);
        }
        photo
    });
}

#[test]
fn a_disc_without_a_retina_is_refused() {
    let disc = |colour: [u8; 3]| {
        RgbImage::from_fn(600, 600, |x, y| {
            let from_centre = (f64::from(x) - 300.0).hypot(f64::from(y) - 300.0);
            Rgb(if from_centre < 280.0 { colour } else { [0; 3] })
        })
    };
    for colour in [
        [190, 90, 40],
        [128, 128, 128],
        [255, 255, 255],
        [40, 20, 10],
        [20, 60, 200],
    ] {
        let judgement = judged(&disc(colour));
        assert!(
            !judgement.gradable && !judgement.reasons.is_empty(),
            "{colour:?}: {judgement:?}"
        );
    }
}

/// Fails when a field that the networks do not know gets a grade, or too little blue alone is taken for one.
#[test]
fn a_fundus_in_the_colours_of_two_lasers_is_refused_as_ultra_wide_field() {
    let recoloured = |green_of_red: f32| {
        let mut photo = drawn_fundus(1);
        for Rgb([red, green, blue]) in photo.pixels_mut() {
            *green = (*green).max((f32::from(*red) * green_of_red) as u8);
            *blue = *green / 20;
        }
        judged(&photo)
    };
    assert_eq!(recoloured(0.8).reasons, [Reason::UltraWideField]);
    assert!(!recoloured(0.8).gradable);
    let yellow = recoloured(0.5);
    assert!(
        !yellow.reasons.contains(&Reason::UltraWideField),
        "{yellow:?}"
    );
}

#[test]
fn a_chessboard_is_no_fundus_photograph() {
    let board = RgbImage::from_fn(600, 600, |x, y| {
        Rgb(if (x / 75 + y / 75) % 2 == 0 {
            [210, 120, 60]
        } else {
            [110, 50, 20]
        })
    });
    assert_eq!(judged(&board).reasons, [Reason::NotAFundusPhotograph]);
}

#[test]
fn the_judgement_depends_little_on_the_size_that_the_networks_read() {
    let gate = gate();
    let photo = drawn_fundus(1);
    let [small, large] =
        [256, 492].map(|input| gate.judge(&prepare(&photo, Sizes::in_proportion(input)).unwrap()));
    assert_eq!(small.gradable, large.gradable);
    assert!(
        (small.reject_probability - large.reject_probability).abs() < 0.05,
        "{small:?} {large:?}"
    );
}

/// Every tenth judged photograph: the figures of all test patients stand in `docs/gradability`.
#[test]
fn real_photographs_are_judged_as_people_judged_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/eyepacs");
    let Ok(table) = fs::read_to_string(root.join("quality.csv")) else {
        eprintln!("skipped: {} is not at hand", root.display());
        return;
    };
    let gate = gate();
    let mut refused: HashMap<String, (usize, usize)> = HashMap::new();
    let mut rows: Vec<(&str, &str)> = table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next().filter(|eyeq| !eyeq.is_empty())?))
        })
        .collect();
    rows.sort_by_key(|(image, eyeq)| (*eyeq, *image));
    for (image, eyeq) in rows.into_iter().step_by(10) {
        let photo = decode(&fs::read(root.join(image)).unwrap()).unwrap();
        let gradable = prepare(&photo, Sizes::in_proportion(256)).is_ok_and(|prepared| {
            let judgement = gate.judge(&prepared);
            assert!(
                !judgement.reasons.contains(&Reason::UltraWideField),
                "{image} was taken by flash"
            );
            judgement.gradable
        });
        let (count, of) = refused.entry(eyeq.to_owned()).or_default();
        *count += usize::from(!gradable);
        *of += 1;
    }
    let share = |eyeq: &str| refused[eyeq].0 as f64 / refused[eyeq].1 as f64;
    assert!(
        share("good") < 0.1 && share("reject") > 0.6,
        "refused, and of how many: {refused:?}"
    );
}
