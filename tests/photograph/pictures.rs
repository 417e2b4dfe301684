//! Small pictures and their files.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// The formats that are read.
pub const FORMATS: [ImageFormat; 5] = [
    ImageFormat::Jpeg,
    ImageFormat::Png,
    ImageFormat::Tiff,
    ImageFormat::WebP,
    ImageFormat::Bmp,
];

/// A smooth picture, wider than high, whose corners and channels all differ.
pub fn picture() -> RgbImage {
    RgbImage::from_fn(64, 48, |x, y| {
        Rgb([(60 + 2 * x) as u8, (40 + 3 * y) as u8, (20 + x + y) as u8])
    })
}

/// The file of an image.
pub fn file_of(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image
        .into()
        .write_to(&mut file, format)
        .expect("the format takes this image");
    file.into_inner()
}

/// A file of `tests/fixtures`.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The largest difference of a channel of a pixel.
pub fn largest_difference(one: &RgbImage, other: &RgbImage) -> u8 {
    assert_eq!(one.dimensions(), other.dimensions());
    one.as_raw()
        .iter()
        .zip(other.as_raw())
        .map(|(one, other)| one.abs_diff(*other))
        .max()
        .unwrap_or(0)
}
