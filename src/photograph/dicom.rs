//! Photographs in DICOM files, as fundus cameras and archives keep them.

use dicom_core::dictionary::stub::StubDataDictionary;
use dicom_core::value::{PixelFragmentSequence, PrimitiveValue};
use dicom_core::{DataElement, VR};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use dicom_pixeldata::{
    DecodedPixelData, PhotometricInterpretation, PixelDecoder, PlanarConfiguration,
};
use image::RgbImage;

use super::data_set::{DataSet, Element, Tag, Value, text_of, u16_of};
use super::decode::{DecodeError, check_size};
use crate::grade::Eye;

/// The group of what describes a picture.
const PICTURE: u16 = 0x0028;
const ROWS: Tag = (PICTURE, 0x0010);
const COLUMNS: Tag = (PICTURE, 0x0011);
const NUMBER_OF_FRAMES: Tag = (PICTURE, 0x0008);
/// Of the eye shown, and its retired predecessor, of the examination.
const IMAGE_LATERALITY: Tag = (0x0020, 0x0062);
const LATERALITY: Tag = (0x0020, 0x0060);
/// The ways to write a picture that can be read: uncompressed, deflated, JPEG of four kinds, RLE.
const TRANSFER_SYNTAXES: [&str; 9] = [
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.57",
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.5",
];

/// Whether the bytes begin as a DICOM file does.
pub(super) fn is_dicom(bytes: &[u8]) -> bool {
    bytes.get(128..132) == Some(b"DICM")
}

/// The one photograph of a DICOM file.
pub(super) fn decode_dicom(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let set = DataSet::read(bytes, |(group, _)| group == PICTURE)?;
    let frames = set.text(NUMBER_OF_FRAMES);
    let frames = frames.and_then(|frames| frames.parse().ok()).unwrap_or(1);
    if frames != 1 {
        return Err(DecodeError::Unsupported(
            format!("DICOM with {frames} pictures in one file").into(),
        ));
    }
    let (Some(width), Some(height)) = (set.number(COLUMNS), set.number(ROWS)) else {
        return Err(DecodeError::Unsupported("DICOM without a picture".into()));
    };
    check_size(u32::from(width), u32::from(height))?;
    let transfer_syntax = set.transfer_syntax.as_str();
    if !TRANSFER_SYNTAXES.contains(&transfer_syntax) {
        return Err(DecodeError::Unsupported(
            format!("DICOM with the transfer syntax {transfer_syntax}").into(),
        ));
    }
    // Every data set is inflated and in the order of this machine by now.
    let meta = FileMetaTableBuilder::new()
        .media_storage_sop_class_uid("")
        .media_storage_sop_instance_uid("")
        .transfer_syntax(match transfer_syntax {
            "1.2.840.10008.1.2.1.99" | "1.2.840.10008.1.2.2" => "1.2.840.10008.1.2.1",
            other => other,
        });
    let mut object = InMemDicomObject::new_empty_with_dict(StubDataDictionary);
    let big_endian = set.big_endian;
    for element in set.elements {
        object.put(in_memory(element, big_endian));
    }
    let object = object
        .with_meta(meta)
        .map_err(|error| DecodeError::Damaged(error.into()))?;
    let picture = object
        .decode_pixel_data()
        .map_err(|error| DecodeError::Damaged(error.into()))?;
    rgb_of(&picture)
}

/// The pixels as eight bits of red, green and blue. Windows, which radiographs are seen through, are
/// nothing for photographs.
fn rgb_of(picture: &DecodedPixelData) -> Result<RgbImage, DecodeError> {
    let data = picture.frame_data(0);
    let mut data = data
        .map_err(|error| DecodeError::Damaged(error.into()))?
        .to_vec();
    if picture.bits_allocated() == 16 {
        let surplus = picture.bits_stored().saturating_sub(8);
        let words = data.as_chunks().0.iter();
        data = words
            .map(|word| (u16::from_le_bytes(*word) >> surplus).min(255) as u8)
            .collect();
    }
    let pixels: Vec<[u8; 3]> = match picture.samples_per_pixel() {
        1 => data.iter().map(|&value| [value; 3]).collect(),
        3 if picture.planar_configuration() == PlanarConfiguration::PixelFirst => {
            let (reds, rest) = data.split_at(data.len() / 3);
            let (greens, blues) = rest.split_at(rest.len() / 2);
            let colours = reds.iter().zip(greens).zip(blues);
            colours
                .map(|((&red, &green), &blue)| [red, green, blue])
                .collect()
        }
        3 => data.as_chunks().0.to_vec(),
        samples => {
            return Err(DecodeError::Unsupported(
                format!("DICOM with {samples} values a pixel").into(),
            ));
        }
    };
    let pixels: Vec<u8> = match picture.photometric_interpretation() {
        PhotometricInterpretation::Rgb | PhotometricInterpretation::Monochrome2 => pixels.concat(),
        PhotometricInterpretation::Monochrome1 => {
            pixels.concat().iter().map(|value| 255 - value).collect()
        }
        PhotometricInterpretation::YbrFull | PhotometricInterpretation::YbrFull422 => {
            pixels.into_iter().flat_map(rgb_from_ybr).collect()
        }
        other => {
            return Err(DecodeError::Unsupported(
                format!("DICOM with colours as {other}").into(),
            ));
        }
    };
    RgbImage::from_raw(picture.columns(), picture.rows(), pixels)
        .ok_or_else(|| DecodeError::Damaged("a DICOM picture with too few pixels".into()))
}

/// From brightness and two differences of colour (DICOM part 3, C.7.6.3.1.2).
fn rgb_from_ybr([brightness, blue, red]: [u8; 3]) -> [u8; 3] {
    let [brightness, blue, red] = [brightness, blue, red].map(f32::from);
    let (blue, red) = (blue - 128.0, red - 128.0);
    [
        brightness + 1.402 * red,
        brightness - 0.344_136 * blue - 0.714_136 * red,
        brightness + 1.772 * blue,
    ]
    .map(|value| value.round() as u8)
}

/// The eye that a DICOM file says it shows; `None` for other files, and where it says none or both.
pub fn laterality(bytes: &[u8]) -> Option<Eye> {
    if !is_dicom(bytes) {
        return None;
    }
    let tags = [IMAGE_LATERALITY, LATERALITY];
    let set = DataSet::read(bytes, |tag| tags.contains(&tag)).ok()?;
    match tags.into_iter().find_map(|tag| set.text(tag))?.as_str() {
        "R" => Some(Eye::Right),
        "L" => Some(Eye::Left),
        _ => None,
    }
}

type InMemoryElement = dicom_object::mem::InMemElement<StubDataDictionary>;

fn in_memory(
    Element {
        tag: (group, element),
        representation,
        value,
    }: Element,
    big_endian: bool,
) -> InMemoryElement {
    let tag = dicom_core::Tag(group, element);
    let vr = representation
        .and_then(VR::from_binary)
        .unwrap_or_else(|| representation_of((group, element)));
    match value {
        Value::Fragments(fragments) => DataElement::new(
            tag,
            VR::OB,
            PixelFragmentSequence::new(Vec::new(), fragments),
        ),
        Value::Bytes(bytes) => {
            let value = match vr {
                VR::US | VR::SS | VR::OW => {
                    let words = bytes.as_chunks().0.iter();
                    PrimitiveValue::U16(words.map(|word| u16_of(word, big_endian)).collect())
                }
                VR::CS | VR::DS | VR::IS | VR::LO => {
                    PrimitiveValue::Strs(text_of(&bytes).split('\\').map(str::to_owned).collect())
                }
                _ => PrimitiveValue::from(bytes),
            };
            DataElement::new(tag, vr, value)
        }
    }
}

/// What the implicit encoding does not say.
fn representation_of(tag: Tag) -> VR {
    match tag {
        (PICTURE, 0x0002 | 0x0006 | 0x0010 | 0x0011 | 0x0100..=0x0103) => VR::US,
        (PICTURE, 0x0004 | 0x1056) => VR::CS,
        (PICTURE, 0x0008) => VR::IS,
        (PICTURE, 0x1050..=0x1053) => VR::DS,
        (PICTURE, 0x1055) => VR::LO,
        (0x7FE0, 0x0010) => VR::OW,
        _ => VR::UN,
    }
}
