//! From a decoded photograph to what the networks read: the field of view is found, the black
//! border cropped, and the high-resolution and input images are made from the same square.

mod circle;
pub mod field_of_view;
pub mod geometry;
mod prepare;
mod resample;
pub mod spaces;
pub mod views;

pub use prepare::{Notice, PreparationError, PreparedPhotograph, prepare};
pub use resample::{enlarge, resample};
