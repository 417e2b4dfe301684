//! A photograph as it came: bytes in, upright RGB pixels out.

mod decode;
mod dicom;

pub use decode::{DecodeError, PIXEL_LIMIT, decode};
pub use dicom::laterality;
