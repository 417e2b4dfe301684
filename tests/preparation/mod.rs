//! From a photograph to what the networks read, and from what they say back to the photograph.

mod drawn;
mod field_of_view;
mod geometry;
mod lesions;
mod real_photographs;
mod regions;
mod views;
