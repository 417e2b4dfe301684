//! One picture in every format.

use image::ImageFormat;
use zoom_in_net::photograph::{Format, decode};

use super::pictures::{FORMATS, file_of, fixture, largest_difference, picture};

#[test]
fn every_format_decodes_to_the_same_picture() {
    for format in FORMATS {
        let decoded = decode(&file_of(picture(), format)).unwrap();
        let tolerance = if format == ImageFormat::Jpeg { 12 } else { 0 };
        let difference = largest_difference(&decoded, &picture());
        assert!(
            difference <= tolerance,
            "{format:?} differs by {difference}"
        );
    }
}

/// Files by another encoder, in the variants that cameras and archives write; the tolerance is what
/// that encoder's own decoder differs by from the original, and a little for another inverse
/// transform.
#[test]
fn files_of_another_encoder_show_their_original() {
    let original = decode(&fixture("original.png")).unwrap();
    for (name, tolerance) in [
        ("progressive.jpg", 6),
        ("restart_markers.jpg", 12),
        ("cmyk.jpg", 4),
        ("lossy.webp", 10),
        ("lzw.tif", 0),
        ("jpeg_in.tif", 6),
        ("cmyk.tif", 2),
        ("palette.png", 20),
        ("orientation_6.tif", 0),
    ] {
        let difference = largest_difference(&decode(&fixture(name)).unwrap(), &original);
        assert!(difference <= tolerance, "{name} differs by {difference}");
    }
}

/// Fails when a format that is decoded is missing from the list, or an extension belongs to no decoder.
#[test]
fn every_extension_is_of_a_format_that_is_decoded() {
    for format in Format::ALL {
        assert!(!format.extensions().is_empty());
        for extension in format.extensions() {
            for name in [
                format!("13_left.{extension}"),
                format!("A.B.{}", extension.to_uppercase()),
            ] {
                assert_eq!(Format::of_name(&name), Some(format), "{name}");
            }
            // `image` knows the extension as one of the format whose content it recognises.
            let known = ImageFormat::from_extension(extension);
            assert_eq!(known.is_none(), format == Format::Dicom, "{extension}");
            if let Some(known) = known {
                let file = file_of(picture(), known);
                assert_eq!(
                    Format::of_content(&file[..file.len().min(Format::HEAD)]),
                    Some(format)
                );
                assert_eq!(decode(&file).unwrap().dimensions(), (64, 48));
            }
        }
        let refusal = decode(b"no picture").unwrap_err().to_string();
        assert!(refusal.contains(format.name()), "{refusal}");
    }
    for name in ["a.ppm", "a.csv", "jpg", "13_left", "a.jpg.zip", ""] {
        assert_eq!(Format::of_name(name), None, "{name}");
    }
}
