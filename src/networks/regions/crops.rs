//! Cutting what C-Net looks at.

use image::{RgbImage, imageops};

use crate::preparation::spaces::BoxInHighResolution;

/// The pixels of `high_resolution` in a box of whole pixels that lies inside it.
pub fn cut_crop(
    high_resolution: &RgbImage,
    box_in_high_resolution: BoxInHighResolution,
) -> RgbImage {
    let corner = box_in_high_resolution.min;
    imageops::crop_imm(
        high_resolution,
        corner.x as u32,
        corner.y as u32,
        box_in_high_resolution.width() as u32,
        box_in_high_resolution.height() as u32,
    )
    .to_image()
}
