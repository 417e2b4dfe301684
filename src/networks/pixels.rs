//! What both engines are given and give.

use image::RgbImage;
use zoom_in_net_graph::Pixels;

use super::interface::NotComputed;
use crate::grade::GRADES;

/// An image as engines read it.
pub fn pixels_of(image: &RgbImage) -> Pixels<'_> {
    Pixels {
        width: image.width() as usize,
        height: image.height() as usize,
        rgb: image.as_raw(),
    }
}

/// The first five values.
///
/// # Errors
/// [`NotComputed`], where there are fewer.
pub fn logits_of(values: &[f32]) -> Result<[f32; GRADES], NotComputed> {
    let logits = values.first_chunk().copied();
    logits.ok_or_else(|| NotComputed::new("fewer logits than grades"))
}
