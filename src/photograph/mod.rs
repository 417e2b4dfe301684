//! A photograph as it came: bytes in, upright RGB pixels out.

mod data_set;
mod decode;
mod dicom;
mod format;
mod jpeg;

pub use decode::{DecodeError, DecoderError, PIXEL_LIMIT, decode};
pub use dicom::laterality;
pub use format::Format;
