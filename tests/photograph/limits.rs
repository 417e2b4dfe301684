//! Sizes, believed only as far as a photograph can go.

use image::{ImageFormat, Rgb, RgbImage};
use zoom_in_net::photograph::{DecodeError, PIXEL_LIMIT, decode};

use super::pictures::file_of;

/// A PNG whose header, with a correct checksum, declares a size.
fn png_declaring(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(&header);
    png.extend(checksum(&header).to_be_bytes());
    // One empty chunk of pixels, so that only the size is wrong.
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    png
}

/// CRC-32 as PNG uses it.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

fn bmp_declaring(width: u32, height: u32) -> Vec<u8> {
    let mut bmp = file_of(RgbImage::new(2, 2), ImageFormat::Bmp);
    bmp[18..22].copy_from_slice(&width.to_le_bytes());
    bmp[22..26].copy_from_slice(&height.to_le_bytes());
    bmp
}

fn jpeg_declaring(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = file_of(RgbImage::new(16, 16), ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .expect("a baseline frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

#[test]
fn a_size_beyond_the_limit_is_refused_by_the_header() {
    for (what, file, width, height) in [
        ("PNG", png_declaring(100_000, 100_000), 100_000, 100_000),
        ("PNG", png_declaring(10_001, 10_000), 10_001, 10_000),
        ("BMP", bmp_declaring(60_000, 60_000), 60_000, 60_000),
        ("JPEG", jpeg_declaring(65_000, 65_000), 65_000, 65_000),
    ] {
        let refusal = decode(&file).unwrap_err();
        assert!(
            matches!(refusal, DecodeError::TooManyPixels { width: w, height: h } if (w, h) == (width, height)),
            "{what}: {refusal}"
        );
    }
}

#[test]
fn the_refusal_names_both_sizes() {
    let refusal = decode(&png_declaring(100_000, 100_000))
        .unwrap_err()
        .to_string();
    assert_eq!(
        refusal,
        "the image is 100000 × 100000 pixels, more than the 100 megapixels that are read; export it smaller"
    );
}

/// A header within the limit and no pixels behind it: the file is refused, however much is declared.
#[test]
fn a_size_within_the_limit_without_pixels_is_damaged() {
    for file in [png_declaring(10_000, 10_000), bmp_declaring(9_000, 9_000)] {
        assert!(matches!(decode(&file), Err(DecodeError::Damaged(_))));
    }
}

#[test]
fn no_pixels_at_all_are_refused() {
    for file in [
        png_declaring(0, 10),
        png_declaring(10, 0),
        bmp_declaring(0, 0),
        jpeg_declaring(0, 16),
    ] {
        assert!(decode(&file).is_err());
    }
}

#[test]
fn fifty_megapixels_are_read() {
    let large = RgbImage::from_fn(8660, 5774, |x, y| Rgb([(x / 64) as u8, (y / 64) as u8, 90]));
    assert!(u64::from(large.width()) * u64::from(large.height()) > PIXEL_LIMIT / 2);
    let file = file_of(large.clone(), ImageFormat::Bmp);
    assert_eq!(decode(&file).unwrap(), large);
}

#[test]
fn one_pixel_is_an_image() {
    let file = file_of(RgbImage::from_pixel(1, 1, Rgb([1, 2, 3])), ImageFormat::Png);
    assert_eq!(decode(&file).unwrap().get_pixel(0, 0), &Rgb([1, 2, 3]));
}
