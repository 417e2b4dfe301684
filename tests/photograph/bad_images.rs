//! Files that are no images.

use std::error::Error;

use image::{ImageError, ImageFormat};
use zoom_in_net::photograph::{DecodeError, decode};

use super::pictures::{file_of, picture};

#[test]
fn what_is_no_image_is_refused_as_such() {
    for (what, bytes) in [
        ("nothing", &b""[..]),
        ("one byte", b"\xff"),
        ("text", b"A letter about an eye, and no picture of it."),
        ("PDF", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        ("ZIP", b"PK\x03\x04\x14\0\0\0\0\0"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("zeros", &[0; 4096]),
    ] {
        assert!(
            matches!(decode(bytes), Err(DecodeError::NotAnImage)),
            "{what}"
        );
    }
}

/// These formats exist, and other crates of a build may let the decoder know them.
#[test]
fn other_image_formats_are_refused() {
    for (what, bytes) in [
        ("GIF", &b"GIF89a\x01\0\x01\0\0\0\0;"[..]),
        ("QOI", b"qoif\0\0\0\x01\0\0\0\x01\x03\0"),
        ("portable pixmap", b"P6\n1 1\n255\nabc"),
    ] {
        assert!(
            matches!(decode(bytes), Err(DecodeError::NotAnImage)),
            "{what}"
        );
    }
}

#[test]
fn first_bytes_without_an_image_are_refused_as_damaged() {
    for (what, bytes) in [
        ("JPEG", &b"\xff\xd8\xff\xe0"[..]),
        ("PNG", b"\x89PNG\r\n\x1a\n"),
        ("TIFF", b"II\x2a\0\x08\0\0\0"),
        ("WebP", b"RIFF\x04\0\0\0WEBP"),
        ("BMP", b"BM\0\0\0\0"),
    ] {
        let refusal = decode(bytes).unwrap_err();
        assert!(
            matches!(refusal, DecodeError::Damaged(_)),
            "{what}: {refusal:?}"
        );
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    assert_eq!(
        decode(b"no image").unwrap_err().to_string(),
        "this file is not a JPEG, PNG, TIFF, WebP, BMP or DICOM image; export the photograph in one of these formats"
    );
}

/// Fails when what the decoder said is nothing but a part of a sentence.
#[test]
fn a_damaged_file_keeps_the_error_of_its_decoder() {
    let mut file = file_of(picture(), ImageFormat::Png);
    file.truncate(60);
    let refusal = decode(&file).unwrap_err();
    let cause = refusal.source().expect("something is damaged");
    assert!(cause.is::<ImageError>(), "{cause:?}");
    assert!(refusal.to_string().contains(&cause.to_string()));
}
