//! Drawn photographs to prepare.

use image::{Rgb, RgbImage, imageops};
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

/// A photograph whose field is `diameter` pixels wide.
pub fn fundus(diameter: u32, seed: u64) -> SyntheticFundus {
    SyntheticFundus::draw(&Settings {
        grade: IcdrGrade::Moderate,
        eye: if seed.is_multiple_of(2) {
            Eye::Right
        } else {
            Eye::Left
        },
        diameter,
        seed,
        ..Settings::default()
    })
}

/// `picture` laid at a place, which may reach outside, of a black canvas.
pub fn on_canvas(
    picture: &RgbImage,
    (width, height): (u32, u32),
    (left, top): (i64, i64),
) -> RgbImage {
    let mut canvas = RgbImage::from_pixel(width, height, Rgb([3, 3, 2]));
    imageops::replace(&mut canvas, picture, left, top);
    canvas
}

/// Every channel times `factor`.
pub fn dimmed(picture: &RgbImage, factor: f64) -> RgbImage {
    let mut dimmed = picture.clone();
    for value in dimmed.iter_mut() {
        *value = (f64::from(*value) * factor).round().min(255.0) as u8;
    }
    dimmed
}
