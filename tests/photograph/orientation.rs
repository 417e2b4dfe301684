//! The orientation that cameras write beside the pixels.

use image::codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, imageops};
use zoom_in_net::photograph::decode;

use super::pictures::{largest_difference, picture};

/// EXIF with nothing but an orientation: a big-endian TIFF directory of one entry.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    exif.extend([
        0x01,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0,
    ]);
    exif
}

/// The pixels that a camera stores which, turned by `orientation`, show `upright`.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    match orientation {
        2 => imageops::flip_horizontal(upright),
        3 => imageops::rotate180(upright),
        4 => imageops::flip_vertical(upright),
        5 => imageops::flip_horizontal(&imageops::rotate90(upright)),
        6 => imageops::rotate270(upright),
        7 => imageops::flip_horizontal(&imageops::rotate270(upright)),
        8 => imageops::rotate90(upright),
        _ => upright.clone(),
    }
}

fn file(format: &str, pixels: &RgbImage, exif: Vec<u8>) -> Vec<u8> {
    fn write(mut encoder: impl ImageEncoder, pixels: &RgbImage, exif: Vec<u8>) {
        encoder
            .set_exif_metadata(exif)
            .expect("the format carries EXIF");
        encoder
            .write_image(
                pixels,
                pixels.width(),
                pixels.height(),
                ExtendedColorType::Rgb8,
            )
            .unwrap();
    }
    let mut file = Vec::new();
    match format {
        "JPEG" => write(JpegEncoder::new_with_quality(&mut file, 95), pixels, exif),
        "PNG" => write(PngEncoder::new(&mut file), pixels, exif),
        "WebP" => write(WebPEncoder::new_lossless(&mut file), pixels, exif),
        other => unreachable!("{other} is not among the formats"),
    }
    file
}

#[test]
fn every_orientation_comes_out_upright() {
    for format in ["JPEG", "PNG", "WebP"] {
        for orientation in 1..=8 {
            let decoded = decode(&file(
                format,
                &stored(&picture(), orientation),
                exif(orientation),
            ))
            .unwrap();
            assert_eq!(decoded.dimensions(), (64, 48), "{format}, {orientation}");
            let difference = largest_difference(&decoded, &picture());
            let tolerance = if format == "JPEG" { 12 } else { 0 };
            assert!(
                difference <= tolerance,
                "{format}, {orientation} differs by {difference}"
            );
        }
    }
}

#[test]
fn an_orientation_that_does_not_exist_leaves_the_pixels_as_they_lie() {
    for orientation in [0, 9, 255] {
        let decoded = decode(&file("PNG", &picture(), exif(orientation))).unwrap();
        assert_eq!(largest_difference(&decoded, &picture()), 0, "{orientation}");
    }
}

#[test]
fn damaged_exif_leaves_the_pixels_as_they_lie() {
    for damaged in [
        vec![],
        b"MM".to_vec(),
        exif(6)[..12].to_vec(),
        vec![0xff; 40],
    ] {
        let decoded = decode(&file("PNG", &picture(), damaged)).unwrap();
        assert_eq!(largest_difference(&decoded, &picture()), 0);
    }
}
