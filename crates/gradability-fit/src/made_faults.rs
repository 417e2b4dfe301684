//! Faults made in photographs that people judged good: each alone on a photograph that is otherwise
//! without one, where real rejects have several at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use euclid::point2;
use image::{Rgb, RgbImage, imageops};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use zoom_in_net::gradability::Gate;
use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::field_of_view::{FieldOfView, find_field_of_view};

use crate::features::{Features, measure};
use crate::metrics::{Share, share};
use crate::report::is_refused;

/// Deviation of the blur, as a share of the field: the least hides the small lesions.
const BLUR: std::ops::Range<f64> = 0.008..0.025;
/// What is left of the light where it is dark.
const LIGHT_LEFT: std::ops::Range<f64> = 0.08..0.2;
/// What is left of the light in the shadow.
const LIGHT_IN_SHADOW: std::ops::Range<f64> = 0.08..0.3;
/// How far the shadow's edge is from the centre at most, in radii of the field.
const SHADOW_FROM_CENTRE: f64 = 0.25;
/// Width of the shadow's edge, in radii of the field.
const SHADOW_EDGE: std::ops::Range<f64> = 0.05..0.4;

/// What was done to a photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Out of focus.
    Blurred,
    /// Too little light.
    Darkened,
    /// Half of the field in shadow.
    HalfShadowed,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Blurred, Self::Darkened, Self::HalfShadowed];

    /// What it is called in the report.
    fn name(self) -> &'static str {
        match self {
            Self::Blurred => "blurred",
            Self::Darkened => "darkened",
            Self::HalfShadowed => "half_shadowed",
        }
    }

    /// The photograph with this fault, as strong as `rng` says; its rim stays sharp, as a camera's does.
    fn made_in(self, photo: &RgbImage, view: &FieldOfView, rng: &mut impl Rng) -> RgbImage {
        match self {
            Self::Blurred => blurred(photo, view, rng.random_range(BLUR)),
            Self::Darkened => {
                let light = rng.random_range(LIGHT_LEFT);
                lit(photo, |_, _| light)
            }
            Self::HalfShadowed => {
                let left = rng.random_range(LIGHT_IN_SHADOW);
                let (sin, cos) = rng.random_range(0.0..std::f64::consts::TAU).sin_cos();
                let offset = rng.random_range(-SHADOW_FROM_CENTRE..SHADOW_FROM_CENTRE);
                let edge = rng.random_range(SHADOW_EDGE);
                let centre = view.centre_in_photo();
                let radius = view.diameter_in_photo() / 2.0;
                lit(photo, |x, y| {
                    let across = ((x - centre.x) * cos + (y - centre.y) * sin) / radius;
                    let share = ((across - offset) / edge + 0.5).clamp(0.0, 1.0);
                    left + (1.0 - left) * share
                })
            }
        }
    }
}

/// A photograph with a made fault.
pub struct FaultyPhotograph {
    /// With the dataset's name.
    pub patient: String,
    /// What was made.
    pub fault: Fault,
    /// What the gate measures in it.
    pub features: Features,
}

/// Makes each fault in each photograph, given with its patient; the same every time.
///
/// # Errors
/// If a file cannot be read.
pub fn measure_with_faults(photographs: &[(String, &Path)]) -> Result<Vec<FaultyPhotograph>> {
    let of_each: Vec<Vec<FaultyPhotograph>> = photographs
        .par_iter()
        .enumerate()
        .map(|(number, (patient, file))| {
            let bytes = fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            let photo = decode(&bytes).with_context(|| file.display().to_string())?;
            let Ok(view) = find_field_of_view(&photo) else {
                return Ok(Vec::new());
            };
            let with = |fault: Fault| {
                let mut rng = ChaCha8Rng::seed_from_u64(number as u64);
                rng.set_stream(fault as u64);
                FaultyPhotograph {
                    patient: patient.clone(),
                    fault,
                    features: measure(&fault.made_in(&photo, &view, &mut rng)),
                }
            };
            Ok(Fault::ALL.map(with).into())
        })
        .collect::<Result<_>>()?;
    Ok(of_each.into_iter().flatten().collect())
}

/// How many the gate refuses, by fault.
pub fn refused_by_fault(
    gate: &Gate,
    photographs: &[FaultyPhotograph],
) -> BTreeMap<&'static str, Share> {
    Fault::ALL
        .into_iter()
        .map(|fault| {
            let of_fault = photographs.iter().filter(|photo| photo.fault == fault);
            let refused = of_fault.map(|photo| is_refused(gate, &photo.features));
            (fault.name(), share(refused))
        })
        .collect()
}

/// Each pixel times the light at its centre.
fn lit(photo: &RgbImage, light: impl Fn(f64, f64) -> f64) -> RgbImage {
    let mut photo = photo.clone();
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        let light = light(f64::from(x) + 0.5, f64::from(y) + 0.5);
        pixel.0 = pixel
            .0
            .map(|value| (f64::from(value) * light).round() as u8);
    }
    photo
}

/// The field blurred by a share of its diameter, without the black around it.
fn blurred(photo: &RgbImage, view: &FieldOfView, share: f64) -> RgbImage {
    let deviation = (share * view.diameter_in_photo()) as f32;
    let is_inside =
        |x: u32, y: u32| view.contains(point2(f64::from(x) + 0.5, f64::from(y) + 0.5), 0.0);
    let black = Rgb([0; 3]);
    let (width, height) = photo.dimensions();
    let inside = RgbImage::from_fn(width, height, |x, y| {
        if is_inside(x, y) {
            *photo.get_pixel(x, y)
        } else {
            black
        }
    });
    let share_inside = RgbImage::from_fn(width, height, |x, y| {
        if is_inside(x, y) {
            Rgb([u8::MAX; 3])
        } else {
            black
        }
    });
    let inside = imageops::fast_blur(&inside, deviation);
    let share_inside = imageops::fast_blur(&share_inside, deviation);
    RgbImage::from_fn(width, height, |x, y| {
        if !is_inside(x, y) {
            return *photo.get_pixel(x, y);
        }
        let share = f64::from(share_inside.get_pixel(x, y).0[0].max(1)) / f64::from(u8::MAX);
        Rgb(inside
            .get_pixel(x, y)
            .0
            .map(|value| (f64::from(value) / share).round() as u8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bright disc with a fine chequered pattern on black.
    fn disc() -> RgbImage {
        RgbImage::from_fn(400, 400, |x, y| {
            let from_centre = (f64::from(x) - 199.5).hypot(f64::from(y) - 199.5);
            match (from_centre < 190.0, (x / 2 + y / 2) % 2) {
                (false, _) => Rgb([0; 3]),
                (true, 0) => Rgb([200, 120, 60]),
                (true, _) => Rgb([160, 90, 40]),
            }
        })
    }

    fn faulty(fault: Fault) -> RgbImage {
        let photo = disc();
        let view = find_field_of_view(&photo).unwrap();
        fault.made_in(&photo, &view, &mut ChaCha8Rng::seed_from_u64(3))
    }

    #[test]
    fn the_blur_takes_the_detail_and_leaves_the_brightness_up_to_the_rim() {
        let blurred = faulty(Fault::Blurred);
        for (x, y) in [(200, 200), (202, 200), (200, 20), (60, 100)] {
            let green = blurred.get_pixel(x, y).0[1];
            assert!(green.abs_diff(105) <= 3, "{green} at {x}, {y}");
        }
        assert_eq!(blurred.get_pixel(3, 3).0, [0; 3]);
    }

    #[test]
    fn a_darkened_photograph_keeps_its_colours_and_a_fifth_of_its_light_at_most() {
        let [red, green, _] = faulty(Fault::Darkened).get_pixel(200, 200).0;
        assert!(red > green && (10..=42).contains(&red), "{red} {green}");
    }

    #[test]
    fn the_shadow_covers_about_half_and_leaves_the_rest() {
        let (before, after) = (disc(), faulty(Fault::HalfShadowed));
        let (mut dark, mut same, mut all) = (0, 0, 0);
        for (before, after) in before.pixels().zip(after.pixels()) {
            if before.0[0] > 0 {
                all += 1;
                dark += usize::from(u32::from(after.0[0]) * 3 < u32::from(before.0[0]) + 3);
                same += usize::from(after == before);
            }
        }
        let share = |count: usize| count as f64 / all as f64;
        assert!((0.25..0.75).contains(&share(dark)), "{}", share(dark));
        assert!((0.25..0.75).contains(&share(same)), "{}", share(same));
    }
}
