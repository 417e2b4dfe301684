//! Decoding of untrusted image bytes.

use std::error::Error;
use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, RgbImage, error::LimitErrorKind};

use super::dicom::decode_dicom;
use super::format::Format;
use super::jpeg::is_complete;

/// More pixels than any fundus camera takes; a larger picture is refused before it is decoded.
pub const PIXEL_LIMIT: u64 = 100_000_000;

/// Bytes per pixel of the widest format that is decoded (four 32-bit floats).
const WIDEST_PIXEL: u64 = 16;

/// What a decoder said.
pub type DecoderError = Box<dyn Error + Send + Sync>;

/// Why bytes could not be read as a photograph.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The first bytes are those of no format that is read.
    #[error(
        "this file is not a JPEG, PNG, TIFF, WebP, BMP or DICOM image; export the photograph in one of these formats"
    )]
    NotAnImage,
    /// The format is known, its content is cut short or damaged.
    #[error("the image file is damaged or cut short ({0}); copy or export it again")]
    Damaged(#[source] DecoderError),
    /// The format is known, this variant of it is not supported.
    #[error(
        "this variant of the image format cannot be read ({0}); export it as an 8-bit JPEG or PNG"
    )]
    Unsupported(#[source] DecoderError),
    /// Refused by its header, before memory is taken for it.
    #[error(
        "the image is {width} × {height} pixels, more than the {} megapixels that are read; export it smaller",
        PIXEL_LIMIT / 1_000_000
    )]
    TooManyPixels {
        /// Columns, by the file's header.
        width: u32,
        /// Rows, by the file's header.
        height: u32,
    },
}

impl From<ImageError> for DecodeError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Unsupported(reason) => Self::Unsupported(reason.into()),
            ImageError::Limits(reason) => match reason.kind() {
                LimitErrorKind::Unsupported { .. } => Self::Unsupported(reason.into()),
                _ => Self::Damaged(reason.into()),
            },
            other => Self::Damaged(other.into()),
        }
    }
}

/// Decodes JPEG, PNG, TIFF, WebP, BMP or DICOM bytes to upright 8-bit RGB.
///
/// The EXIF orientation is honoured; greyscale, CMYK and 16-bit images are converted, and
/// transparent pixels keep their colour.
///
/// # Errors
/// See [`DecodeError`]. The size in the header is checked against [`PIXEL_LIMIT`] before memory is
/// taken for the pixels.
pub fn decode(bytes: &[u8]) -> Result<RgbImage, DecodeError> {
    let format = Format::of_content(bytes).ok_or(DecodeError::NotAnImage)?;
    let source = Cursor::new(bytes);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(PIXEL_LIMIT * WIDEST_PIXEL);
    // The decoders by name: the library's own choice brings all that it can read into the module.
    match format {
        Format::Jpeg if !is_complete(bytes) => {
            Err(DecodeError::Damaged("a JPEG without an end".into()))
        }
        Format::Jpeg => upright(JpegDecoder::new(source)?, limits),
        Format::Png => upright(PngDecoder::with_limits(source, limits.clone())?, limits),
        Format::Tiff => upright(TiffDecoder::new(source)?, limits),
        Format::WebP => upright(WebPDecoder::new(source)?, limits),
        Format::Bmp => upright(BmpDecoder::new(source)?, limits),
        Format::Dicom => decode_dicom(bytes),
    }
}

fn upright(mut decoder: impl ImageDecoder, limits: Limits) -> Result<RgbImage, DecodeError> {
    decoder.set_limits(limits)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    // A file whose orientation cannot be read is shown as it lies, as every viewer does.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image.into_rgb8())
}

/// Refuses what would take too much memory.
pub(super) fn check_size(width: u32, height: u32) -> Result<(), DecodeError> {
    if u64::from(width) * u64::from(height) > PIXEL_LIMIT {
        return Err(DecodeError::TooManyPixels { width, height });
    }
    Ok(())
}
