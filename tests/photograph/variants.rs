//! Pixels that are not 8-bit RGB.

use image::{
    DynamicImage, GrayImage, ImageBuffer, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage,
};
use zoom_in_net::photograph::decode;

use super::pictures::{file_of, largest_difference, picture};

#[test]
fn sixteen_bits_keep_their_most_significant_eight() {
    let deep = ImageBuffer::from_fn(64, 48, |x, y| {
        Rgb(picture()
            .get_pixel(x, y)
            .0
            .map(|value| u16::from(value) * 257))
    });
    for format in [ImageFormat::Png, ImageFormat::Tiff] {
        let decoded = decode(&file_of(DynamicImage::ImageRgb16(deep.clone()), format)).unwrap();
        assert_eq!(largest_difference(&decoded, &picture()), 0, "{format:?}");
    }
}

#[test]
fn grey_becomes_three_equal_channels() {
    let grey = GrayImage::from_fn(40, 30, |x, y| Luma([(3 * x + 2 * y) as u8]));
    let expected = RgbImage::from_fn(40, 30, |x, y| Rgb([grey.get_pixel(x, y).0[0]; 3]));
    for format in [
        ImageFormat::Png,
        ImageFormat::Tiff,
        ImageFormat::Bmp,
        ImageFormat::Jpeg,
    ] {
        let decoded = decode(&file_of(grey.clone(), format)).unwrap();
        let tolerance = if format == ImageFormat::Jpeg { 6 } else { 0 };
        assert!(
            largest_difference(&decoded, &expected) <= tolerance,
            "{format:?}"
        );
        assert!(
            decoded.pixels().all(|Rgb([r, g, b])| r == g && g == b),
            "{format:?}"
        );
    }
}

#[test]
fn transparent_pixels_keep_their_colour() {
    let transparent = RgbaImage::from_fn(64, 48, |x, y| {
        let [r, g, b] = picture().get_pixel(x, y).0;
        Rgba([r, g, b, (x * 4) as u8])
    });
    for format in [ImageFormat::Png, ImageFormat::Tiff, ImageFormat::WebP] {
        let decoded = decode(&file_of(transparent.clone(), format)).unwrap();
        assert_eq!(largest_difference(&decoded, &picture()), 0, "{format:?}");
    }
}

#[test]
fn floating_point_tiffs_are_read() {
    let bright = ImageBuffer::from_pixel(16, 16, Rgb([0.5f32, 0.25, 1.0]));
    let decoded = decode(&file_of(
        DynamicImage::ImageRgb32F(bright),
        ImageFormat::Tiff,
    ))
    .unwrap();
    assert_eq!(decoded.get_pixel(3, 3), &Rgb([128, 64, 255]));
}
