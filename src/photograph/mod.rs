//! A photograph as it came: bytes in, upright RGB pixels out.

mod decode;
mod dicom;
mod jpeg;

pub use decode::{DecodeError, PIXEL_LIMIT, decode};
pub use dicom::laterality;
