//! Photographs in DICOM files, as fundus cameras and archives keep them.

use std::io::Cursor;

use dicom_core::Tag;
use dicom_object::file::ReadPreamble;
use dicom_object::{DefaultDicomObject, OpenFileOptions};
use dicom_pixeldata::PixelDecoder;
use image::RgbImage;

use super::decode::{DecodeError, check_size};
use crate::screening::grade::Eye;

const ROWS: Tag = Tag(0x0028, 0x0010);
const COLUMNS: Tag = Tag(0x0028, 0x0011);
const NUMBER_OF_FRAMES: Tag = Tag(0x0028, 0x0008);
/// Of the eye shown, and its retired predecessor, of the examination.
const IMAGE_LATERALITY: Tag = Tag(0x0020, 0x0062);
const LATERALITY: Tag = Tag(0x0020, 0x0060);

/// Whether the bytes begin as a DICOM file does.
pub(super) fn is_dicom(bytes: &[u8]) -> bool {
    bytes.get(128..132) == Some(b"DICM")
}

/// The one photograph of a DICOM file.
pub(super) fn decode_dicom(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let object = open(bytes)?;
    let frames = number(&object, NUMBER_OF_FRAMES).unwrap_or(1);
    if frames != 1 {
        return Err(DecodeError::Unsupported(format!(
            "DICOM with {frames} pictures in one file"
        )));
    }
    let (Some(width), Some(height)) = (number(&object, COLUMNS), number(&object, ROWS)) else {
        return Err(DecodeError::Unsupported(
            "DICOM without a picture".to_owned(),
        ));
    };
    check_size(width, height)?;
    let damaged = |error: dicom_pixeldata::Error| DecodeError::Damaged(error.to_string());
    let picture = object.decode_pixel_data().map_err(damaged)?;
    Ok(picture.to_dynamic_image(0).map_err(damaged)?.into_rgb8())
}

/// The eye that a DICOM file says it shows; `None` for other files, and where it says none or both.
pub fn laterality(bytes: &[u8]) -> Option<Eye> {
    let object = open(bytes).ok()?;
    let said = [IMAGE_LATERALITY, LATERALITY]
        .into_iter()
        .find_map(|tag| object.element_opt(tag).ok().flatten()?.to_str().ok())?;
    match said.trim() {
        "R" => Some(Eye::Right),
        "L" => Some(Eye::Left),
        _ => None,
    }
}

fn open(bytes: &[u8]) -> Result<DefaultDicomObject, DecodeError> {
    if !is_dicom(bytes) {
        return Err(DecodeError::NotAnImage);
    }
    OpenFileOptions::new()
        .read_preamble(ReadPreamble::Always)
        .from_reader(Cursor::new(bytes))
        .map_err(|error| DecodeError::Damaged(error.to_string()))
}

fn number(object: &DefaultDicomObject, tag: Tag) -> Option<u32> {
    object.element_opt(tag).ok().flatten()?.to_int().ok()
}
