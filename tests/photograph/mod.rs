//! Reading of image files: every format, every way of lying, and every way of being broken.

mod bad_images;
mod formats;
mod limits;
mod mutated;
mod orientation;
mod pictures;
mod truncated;
mod variants;
