//! The photograph that is measured: drawn, so that everybody has it, and as large as a fundus
//! camera's.

use anyhow::Result;
use image::{Rgb, RgbImage};
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::spaces::BoxInHighResolution;
use zoom_in_net::preparation::{PreparedPhotograph, prepare};

/// Columns and rows of a camera of five megapixels.
const WIDTH: u32 = 2592;
const HEIGHT: u32 = 1944;

/// A photograph with everything that the networks read of it.
pub struct Sample {
    /// As decoded.
    pub photo: RgbImage,
    /// At the sizes measured.
    pub prepared: PreparedPhotograph,
    /// Four crops, in the corners.
    pub boxes: Vec<BoxInHighResolution>,
}

impl Sample {
    /// At sizes in the paper's proportions.
    pub fn new(input: u32) -> Result<Self> {
        let photo = draw();
        let prepared = prepare(&photo, Sizes::in_proportion(input))?;
        let Sizes {
            high_resolution,
            crop,
            ..
        } = prepared.geometry.sizes;
        let furthest = f64::from(high_resolution - crop);
        let corners = [
            (0.0, 0.0),
            (furthest, 0.0),
            (0.0, furthest),
            (furthest, furthest),
        ];
        let size = euclid::vec2(f64::from(crop), f64::from(crop));
        let boxes = corners.map(|(x, y)| {
            let corner = euclid::point2(x, y);
            BoxInHighResolution::new(corner, corner + size)
        });
        Ok(Self {
            photo,
            prepared,
            boxes: boxes.to_vec(),
        })
    }
}

/// Every photograph has its four regions, whatever the weights: the longest way through.
pub fn regions() -> RegionSettings {
    RegionSettings {
        min_response: f32::NEG_INFINITY,
        ..RegionSettings::default()
    }
}

/// A round field, brighter towards one side, with stripes like vessels.
fn draw() -> RgbImage {
    let (centre_x, centre_y) = (f64::from(WIDTH) / 2.0, f64::from(HEIGHT) / 2.0);
    let radius = 0.48 * f64::from(HEIGHT);
    RgbImage::from_fn(WIDTH, HEIGHT, |column, row| {
        let (x, y) = (f64::from(column) - centre_x, f64::from(row) - centre_y);
        if x.hypot(y) > radius {
            return Rgb([0; 3]);
        }
        let light = 0.75 + 0.2 * x / radius;
        let vessel = 1.0 - 0.2 * ((x / 37.0 + (y / 91.0).sin() * 3.0).sin()).max(0.0);
        Rgb([200.0, 110.0, 60.0].map(|value| (value * light * vessel) as u8))
    })
}
