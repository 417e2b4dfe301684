//! Resampling with antialiasing. Of the library's many kinds of pixels only the one that is needed is
//! named, so that the others are not built into a browser's module.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{F32, U8x3};
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

/// An image in a square of `side` pixels, by Catmull-Rom with the kernel widened to the scale, so that
/// shrinking does not alias.
pub fn resample(image: &RgbImage, side: u32) -> RgbImage {
    let mut pixels = vec![0; 3 * side as usize * side as usize];
    let source = TypedImageRef::<U8x3>::from_buffer(image.width(), image.height(), image.as_raw())
        .expect("an RGB image has three bytes a pixel");
    let mut target = TypedImage::<U8x3>::from_buffer(side, side, &mut pixels)
        .expect("the buffer has three bytes a pixel");
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new()
        .resize_typed(&source, &mut target, &options)
        .expect("both images hold a pixel");
    RgbImage::from_raw(side, side, pixels).expect("three bytes a pixel")
}

/// A square map of numbers, by row and column, enlarged to `side` × `side` bilinearly between the centres of its
/// positions.
pub fn enlarge(map: &[f32], side: u32) -> Vec<f32> {
    let map_side = map.len().isqrt() as u32;
    let pixels = map.iter().map(|&value| F32::new(value)).collect();
    let source = TypedImage::from_pixels(map_side, map_side, pixels).expect("a map is a square");
    let mut target = TypedImage::<F32>::new(side, side);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize_typed(&source, &mut target, &options)
        .expect("both images hold a pixel");
    target.pixels().iter().map(|pixel| pixel.0).collect()
}
