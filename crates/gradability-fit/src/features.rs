//! From files to measurements.

use std::path::Path;

use image::RgbImage;
use rayon::prelude::*;
use zoom_in_net::gradability::measurements;
use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;

/// Side of the input that photographs are prepared for: the gate measures on as many pixels.
const INPUT: u32 = 256;

/// What the gate measures in a picture; `None` where it is refused before anything is measured.
pub type Features = Option<Vec<f64>>;

/// Measures an upright picture.
pub fn measure(picture: &RgbImage) -> Features {
    let prepared = prepare(picture, Sizes::in_proportion(INPUT)).ok()?;
    Some(
        measurements(&prepared)
            .into_iter()
            .map(|(_, value)| f64::from(value))
            .collect(),
    )
}

/// Measures a file; a file that cannot be decoded is refused too.
///
/// # Errors
/// If the file cannot be read.
pub fn measure_file(file: &Path) -> std::io::Result<Features> {
    Ok(decode(&std::fs::read(file)?)
        .ok()
        .and_then(|picture| measure(&picture)))
}

/// Measures files in the order given.
///
/// # Errors
/// If a file cannot be read.
pub fn measure_files(files: &[&Path]) -> std::io::Result<Vec<Features>> {
    files.par_iter().map(|file| measure_file(file)).collect()
}
