//! What the drawings promise: the same seed, the same eye; lesions in their boxes and nowhere else.

use euclid::point2;
use image::{Rgb, RgbImage};
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;
use zoom_in_net_synthetic::{LesionKind, Settings, SyntheticFundus};

fn settings(grade: IcdrGrade, seed: u64) -> Settings {
    Settings {
        grade,
        seed,
        diameter: 320,
        ..Settings::default()
    }
}

fn kinds(fundus: &SyntheticFundus) -> Vec<LesionKind> {
    fundus.lesions.iter().map(|lesion| lesion.kind).collect()
}

#[test]
fn the_same_settings_draw_the_same_photograph() {
    let drawn = || SyntheticFundus::draw(&settings(IcdrGrade::Severe, 5));
    let (one, other) = (drawn(), drawn());
    assert_eq!(one.photograph, other.photograph);
    assert_eq!(one.lesions, other.lesions);
    let another = SyntheticFundus::draw(&settings(IcdrGrade::Severe, 6));
    assert_ne!(one.photograph, another.photograph);
}

#[test]
fn lesions_are_those_of_the_grade() {
    use LesionKind::{Haemorrhage, Microaneurysm, NewVessels};
    for seed in 0..4 {
        for grade in IcdrGrade::ALL {
            let kinds = kinds(&SyntheticFundus::draw(&settings(grade, seed)));
            let count = |kind| kinds.iter().filter(|found| **found == kind).count();
            match grade {
                IcdrGrade::None => assert!(kinds.is_empty()),
                IcdrGrade::Mild => assert_eq!(count(Microaneurysm), kinds.len()),
                IcdrGrade::Moderate => assert!(count(Haemorrhage) > 0 && count(NewVessels) == 0),
                IcdrGrade::Severe => assert!(count(Haemorrhage) > 12 && count(NewVessels) == 0),
                IcdrGrade::Proliferative => assert!(count(NewVessels) > 0),
            }
            assert!(
                grade == IcdrGrade::None || !kinds.is_empty(),
                "{grade:?}, seed {seed}"
            );
        }
    }
}

#[test]
fn every_lesion_is_seen_in_its_box_and_nothing_else_differs() {
    for (seed, eye) in [(1, Eye::Left), (2, Eye::Right)] {
        let of = |grade| {
            SyntheticFundus::draw(&Settings {
                eye,
                ..settings(grade, seed)
            })
        };
        let healthy = of(IcdrGrade::None).photograph;
        for grade in IcdrGrade::ALL {
            let ill = of(grade);
            let mut change_seen = vec![0u8; ill.lesions.len()];
            for (x, y, pixel) in ill.photograph.enumerate_pixels() {
                let change = difference(pixel, healthy.get_pixel(x, y));
                if change == 0 {
                    continue;
                }
                let at = point2(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let mut boxes = 0;
                for (lesion, seen) in ill.lesions.iter().zip(&mut change_seen) {
                    if lesion.box_in_photo.contains(at) {
                        *seen = change.max(*seen);
                        boxes += 1;
                    }
                }
                assert!(boxes > 0, "{grade:?}: a change of {change} at {at:?}");
            }
            for (lesion, change) in ill.lesions.iter().zip(change_seen) {
                assert!(
                    change > 8,
                    "{lesion:?} changes no pixel by more than {change}"
                );
            }
        }
    }
}

fn difference(one: &Rgb<u8>, other: &Rgb<u8>) -> u8 {
    (0..3)
        .map(|channel| one.0[channel].abs_diff(other.0[channel]))
        .max()
        .unwrap_or(0)
}

#[test]
fn a_left_eye_has_its_disc_on_the_left() {
    for seed in 0..4 {
        for (eye, side) in [(Eye::Left, -1.0), (Eye::Right, 1.0)] {
            let fundus = SyntheticFundus::draw(&Settings {
                eye,
                ..settings(IcdrGrade::None, seed)
            });
            let offset = fundus.disc_in_photo - fundus.fovea_in_photo;
            assert!(side * offset.x > 0.5 * fundus.rim.radius_in_photo);
            let at = |point: euclid::Point2D<f64, _>| {
                fundus
                    .photograph
                    .get_pixel(point.x as u32, point.y as u32)
                    .0[1]
            };
            // Beside the vessels that leave its middle, the disc is far brighter than the fovea.
            let disc =
                at(fundus.disc_in_photo
                    - euclid::vec2(side * 0.09 * fundus.rim.radius_in_photo, 0.0));
            assert!(disc > at(fundus.fovea_in_photo) + 40);
        }
    }
}

#[test]
fn every_drawing_can_be_prepared_and_its_rim_is_found() {
    for (seed, grade) in (0u64..).zip(IcdrGrade::ALL) {
        let fundus = SyntheticFundus::draw(&settings(grade, seed));
        let prepared = prepare(&fundus.photograph, Sizes::in_proportion(96)).unwrap();
        let rim = prepared.field_of_view.rim.unwrap();
        assert!((rim.centre_in_photo - fundus.rim.centre_in_photo).length() < 2.0);
        assert!((rim.radius_in_photo - fundus.rim.radius_in_photo).abs() < 2.0);
    }
}

#[test]
fn the_mark_lies_in_the_border_alone() {
    for diameter in [64, 300, 900] {
        let of = |marked| {
            SyntheticFundus::draw(&Settings {
                marked,
                diameter,
                ..settings(IcdrGrade::Mild, 3)
            })
        };
        let (marked, plain) = (of(true), of(false).photograph);
        let inked: Vec<_> = marked
            .photograph
            .enumerate_pixels()
            .filter(|(x, y, pixel)| *pixel != plain.get_pixel(*x, *y))
            .map(|(x, y, _)| point2(f64::from(x) + 0.5, f64::from(y) + 0.5))
            .collect();
        assert!(
            inked.len() > 200,
            "{} pixels of ink at {diameter}",
            inked.len()
        );
        let outside = |at: &euclid::Point2D<f64, _>| {
            (*at - marked.rim.centre_in_photo).length() > marked.rim.radius_in_photo
        };
        assert!(
            inked.iter().all(outside) || diameter == 64,
            "the mark reaches into the field at {diameter}"
        );
    }
}

#[test]
fn larger_drawings_show_the_same_eye() {
    let of = |diameter| {
        SyntheticFundus::draw(&Settings {
            diameter,
            marked: false,
            ..settings(IcdrGrade::Moderate, 4)
        })
    };
    let (small, large) = (of(200), of(600));
    assert_eq!(kinds(&small), kinds(&large));
    let shrunk: RgbImage = image::imageops::thumbnail(
        &large.photograph,
        small.photograph.width(),
        small.photograph.height(),
    );
    let total: u64 = shrunk
        .pixels()
        .zip(small.photograph.pixels())
        .map(|(one, other)| u64::from(difference(one, other)))
        .sum();
    let mean = total as f64 / (shrunk.width() * shrunk.height()) as f64;
    assert!(mean < 8.0, "they differ by {mean:.1} on average");
}
