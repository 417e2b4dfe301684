//! A photograph as it came: bytes in, upright RGB pixels out.

mod decode;

pub use decode::{DecodeError, PIXEL_LIMIT, decode};
