//! DICOM ophthalmic photographs open like any other image.

use std::io::{Cursor, Write};

use dicom_core::value::{DataSetSequence, PixelFragmentSequence, PrimitiveValue};
use dicom_core::{DataElement, Tag, VR};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use zoom_in_net::grade::Eye;
use zoom_in_net::photograph::{DecodeError, decode, laterality};

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
    assert_eq!(decode(&uncompressed("R", "1")).unwrap(), picture());
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

/// What files hold beside the picture: a patient's name in another alphabet, a sequence whose end is
/// marked, a private element.
fn with_surroundings(set: &mut InMemDicomObject) {
    set.put(DataElement::new(
        Tag(0x0008, 0x0005),
        VR::CS,
        PrimitiveValue::from("ISO_IR 192"),
    ));
    set.put(DataElement::new(
        Tag(0x0010, 0x0010),
        VR::PN,
        PrimitiveValue::from("Müller^Zoë"),
    ));
    let item = InMemDicomObject::from_element_iter([DataElement::new(
        Tag(0x0008, 0x0100),
        VR::SH,
        PrimitiveValue::from("F-03CB8"),
    )]);
    set.put(DataElement::new(
        Tag(0x0022, 0x0015),
        VR::SQ,
        DataSetSequence::from(vec![item]),
    ));
    set.put(DataElement::new(
        Tag(0x0029, 0x1010),
        VR::OB,
        PrimitiveValue::from(vec![1u8, 2, 3, 4]),
    ));
}

/// Fails where an encoding is not understood, or what is passed over is not passed over whole.
#[test]
fn every_uncompressed_encoding_is_read_whatever_else_is_in_the_file() {
    let big_endian = "1.2.840.10008.1.2.2";
    for encoding in ["1.2.840.10008.1.2", EXPLICIT_LITTLE_ENDIAN, big_endian] {
        let mut set = data_set("RGB", "R", "1");
        with_surroundings(&mut set);
        let pixels = picture().into_raw();
        // A word holds two bytes in the order of the encoding.
        let words = pixels.as_chunks().0.iter();
        let words = words.map(|word| u16::from_le_bytes(*word)).collect();
        set.put(DataElement::new(
            Tag(0x7FE0, 0x0010),
            VR::OW,
            PrimitiveValue::U16(words),
        ));
        let file = file(set, encoding);
        assert_eq!(decode(&file).unwrap(), picture(), "{encoding}");
        assert_eq!(laterality(&file), Some(Eye::Right), "{encoding}");
    }
}

/// The same file with its data set deflated, which the library's writer does not do here.
fn deflated(file: &[u8]) -> Vec<u8> {
    const META_LENGTH: usize = 140;
    const META: usize = 144;
    let length = u32::from_le_bytes(file[META_LENGTH..META].try_into().expect("four bytes"));
    let (meta, set) = file[META..].split_at(length as usize);
    let plain = [&[20, 0][..], EXPLICIT_LITTLE_ENDIAN.as_bytes(), &[0]].concat();
    let at = meta.windows(plain.len()).position(|bytes| bytes == plain);
    let at = at.expect("the transfer syntax is said");
    let mut bytes = file[..META_LENGTH].to_vec();
    bytes.extend((length + 2).to_le_bytes());
    bytes.extend(&meta[..at]);
    bytes.extend([22, 0]);
    bytes.extend(b"1.2.840.10008.1.2.1.99");
    bytes.extend(&meta[at + plain.len()..]);
    let mut deflater = DeflateEncoder::new(bytes, Compression::default());
    deflater.write_all(set).expect("memory takes all");
    deflater.finish().expect("memory takes all")
}

#[test]
fn a_deflated_file_is_read_and_a_damaged_one_refused() {
    let whole = deflated(&uncompressed("R", "1"));
    assert_eq!(decode(&whole).unwrap(), picture());
    let cut = decode(&whole[..whole.len() / 2]);
    assert!(matches!(cut, Err(DecodeError::Damaged(_))), "{cut:?}");
}

/// Fails where planes are taken for pixels, or the colours are not converted.
#[test]
fn planes_and_other_colours_become_pixels_of_red_green_and_blue() {
    let grey = |value: u8| {
        DataElement::new(
            Tag(0x7FE0, 0x0010),
            VR::OW,
            PrimitiveValue::from(vec![value; 48 * 32]),
        )
    };
    let number = |element, value: u16| {
        DataElement::new(Tag(0x0028, element), VR::US, PrimitiveValue::from(value))
    };
    let mut planes = data_set("RGB", "R", "1");
    planes.put(number(0x0006, 1));
    let pixels = picture();
    let plane = |channel: usize| pixels.pixels().map(move |pixel| pixel[channel]);
    let values: Vec<u8> = plane(0).chain(plane(1)).chain(plane(2)).collect();
    planes.put(DataElement::new(
        Tag(0x7FE0, 0x0010),
        VR::OW,
        PrimitiveValue::from(values),
    ));
    assert_eq!(
        decode(&file(planes, EXPLICIT_LITTLE_ENDIAN)).unwrap(),
        picture()
    );

    for (photometric, stored, shown) in [("MONOCHROME2", 200, 200), ("MONOCHROME1", 200, 55)] {
        let mut set = data_set(photometric, "R", "1");
        set.put(number(0x0002, 1));
        set.put(grey(stored));
        let read = decode(&file(set, EXPLICIT_LITTLE_ENDIAN)).expect("a picture");
        assert!(
            read.pixels().all(|pixel| *pixel == Rgb([shown; 3])),
            "{photometric}"
        );
    }

    let mut set = data_set("YBR_FULL", "R", "1");
    // Pure red.
    let values = [76, 85, 255].repeat(48 * 32);
    set.put(DataElement::new(
        Tag(0x7FE0, 0x0010),
        VR::OW,
        PrimitiveValue::from(values),
    ));
    let read = decode(&file(set, EXPLICIT_LITTLE_ENDIAN)).expect("a picture");
    for pixel in read.pixels() {
        let [red, green, blue] = pixel.0;
        assert!(red > 250 && green < 5 && blue < 5, "{pixel:?}");
    }
}

#[test]
fn a_transfer_syntax_that_is_not_read_is_named() {
    let jpeg_2000 = "1.2.840.10008.1.2.4.90";
    let mut set = data_set("RGB", "R", "1");
    set.put(DataElement::new(
        Tag(0x7FE0, 0x0010),
        VR::OB,
        PixelFragmentSequence::new(vec![0u32], vec![vec![0u8; 16]]),
    ));
    let error = decode(&file(set, jpeg_2000)).expect_err("nothing that is read");
    assert!(matches!(error, DecodeError::Unsupported(_)), "{error:?}");
    assert!(error.to_string().contains(jpeg_2000), "{error}");
}

/// Fails where sequences within sequences end the program instead of the reading.
#[test]
fn sequences_that_hold_one_another_without_end_are_refused() {
    let mut bytes = uncompressed("R", "1");
    let start = bytes
        .windows(4)
        .position(|tag| tag == [0x28, 0, 0x02, 0])
        .expect("a picture is described");
    let sequence = [0x22, 0, 0x15, 0, b'S', b'Q', 0, 0, 255, 255, 255, 255];
    let item = [0xFE, 0xFF, 0x00, 0xE0, 255, 255, 255, 255];
    let nested = [&sequence[..], &item[..]].concat().repeat(100_000);
    bytes.splice(start..start, nested);
    assert!(matches!(decode(&bytes), Err(DecodeError::Damaged(_))));
}
