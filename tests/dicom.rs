//! DICOM ophthalmic photographs open like any other image.

use std::io::Cursor;

use dicom_core::value::{PixelFragmentSequence, PrimitiveValue};
use dicom_core::{DataElement, Tag, VR};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use zoom_in_net::photograph::{DecodeError, decode, laterality};
use zoom_in_net::screening::grade::Eye;

const OPHTHALMIC_PHOTOGRAPHY_8_BIT: &str = "1.2.840.10008.5.1.4.1.1.77.1.5.1";
const EXPLICIT_LITTLE_ENDIAN: &str = "1.2.840.10008.1.2.1";
const JPEG_BASELINE: &str = "1.2.840.10008.1.2.4.50";

fn picture() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| Rgb([(x * 5) as u8, (y * 7) as u8, 40]))
}

/// A data set of what every ophthalmic photograph has, without its pixels.
fn data_set(photometric: &str, eye: &str, frames: &str) -> InMemDicomObject {
    let text = |group, element, vr, value: &str| {
        DataElement::new(Tag(group, element), vr, PrimitiveValue::from(value))
    };
    let number = |element, value: u16| {
        DataElement::new(Tag(0x0028, element), VR::US, PrimitiveValue::from(value))
    };
    InMemDicomObject::from_element_iter([
        text(0x0008, 0x0016, VR::UI, OPHTHALMIC_PHOTOGRAPHY_8_BIT),
        text(0x0008, 0x0018, VR::UI, "2.25.1"),
        text(0x0008, 0x0060, VR::CS, "OP"),
        text(0x0020, 0x0062, VR::CS, eye),
        number(0x0002, 3),
        text(0x0028, 0x0004, VR::CS, photometric),
        number(0x0006, 0),
        text(0x0028, 0x0008, VR::IS, frames),
        number(0x0010, 32),
        number(0x0011, 48),
        number(0x0100, 8),
        number(0x0101, 8),
        number(0x0102, 7),
        number(0x0103, 0),
    ])
}

fn file(data_set: InMemDicomObject, transfer_syntax: &str) -> Vec<u8> {
    let meta = FileMetaTableBuilder::new()
        .media_storage_sop_class_uid(OPHTHALMIC_PHOTOGRAPHY_8_BIT)
        .media_storage_sop_instance_uid("2.25.1")
        .transfer_syntax(transfer_syntax);
    let mut bytes = Vec::new();
    data_set
        .with_meta(meta)
        .expect("a complete header")
        .write_all(&mut bytes)
        .expect("a data set that can be written");
    bytes
}

fn uncompressed(eye: &str, frames: &str) -> Vec<u8> {
    let mut set = data_set("RGB", eye, frames);
    set.put(DataElement::new(
        Tag(0x7FE0, 0x0010),
        VR::OW,
        PrimitiveValue::from(picture().into_raw()),
    ));
    file(set, EXPLICIT_LITTLE_ENDIAN)
}

fn jpeg() -> Vec<u8> {
    let mut fragment = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut fragment, 95)
        .encode_image(&picture())
        .expect("a picture that can be encoded");
    let fragment = fragment.into_inner();
    let mut set = data_set("YBR_FULL_422", "L", "1");
    set.put(DataElement::new(
        Tag(0x7FE0, 0x0010),
        VR::OB,
        PixelFragmentSequence::new(vec![0u32], vec![fragment]),
    ));
    file(set, JPEG_BASELINE)
}

#[test]
fn uncompressed_pixels_are_read_as_they_are() {
    assert_eq!(decode(&uncompressed("R", "1")), Ok(picture()));
}

/// Fails where the colours are converted twice, or not at all.
#[test]
fn a_jpeg_inside_keeps_its_colours() {
    let read = decode(&jpeg()).expect("a photograph");
    for (found, expected) in read.pixels().zip(picture().pixels()) {
        for channel in 0..3 {
            assert!(
                found[channel].abs_diff(expected[channel]) <= 12,
                "{found:?} {expected:?}"
            );
        }
    }
}

#[test]
fn the_eye_is_read() {
    assert_eq!(laterality(&uncompressed("R", "1")), Some(Eye::Right));
    assert_eq!(laterality(&jpeg()), Some(Eye::Left));
    assert_eq!(laterality(&uncompressed("B", "1")), None);
    assert_eq!(laterality(b"no DICOM"), None);
}

#[test]
fn several_pictures_in_one_file_are_refused_with_what_to_do() {
    let error = decode(&uncompressed("R", "2")).expect_err("two pictures");
    assert!(matches!(error, DecodeError::Unsupported(_)), "{error:?}");
    assert!(error.to_string().contains("2 pictures"), "{error}");
}

#[test]
fn a_file_cut_short_anywhere_is_an_error_and_never_a_panic() {
    for whole in [uncompressed("R", "1"), jpeg()] {
        for length in (0..whole.len() - 40).step_by(7) {
            assert!(
                decode(&whole[..length]).is_err(),
                "{length} of {} bytes",
                whole.len()
            );
        }
    }
}
