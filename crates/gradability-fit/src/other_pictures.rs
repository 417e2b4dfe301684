//! Pictures of other things than the fundus.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use image::{DynamicImage, RgbImage, imageops};
use rayon::prelude::*;
use zoom_in_net::photograph::{Format, decode};

use crate::features::{Features, measure};

/// Pictures with a shorter side are refused for their size alone, which would flatter the gate.
const MIN_SIDE: u32 = 128;
/// Larger pictures are made this long first: nothing finer is measured, and it saves minutes.
const LONGEST_SIDE: u32 = 1600;
/// Pictures whose fingerprints differ in at most as many bits are the same one again.
const SAME_BITS: u32 = 3;
/// From one package at most as many pictures, evenly spread over its files.
const MAX_OF_A_PACKAGE: usize = 300;
/// What is fundus photography all the same, in packages that ship pictures of all kinds.
const OF_THE_FUNDUS: [&str; 2] = ["retina", "microaneurysms"];

/// A picture of something else, as it is and as a fundus camera's aperture would show it.
pub struct OtherPicture {
    /// The folder of pictures it was in.
    pub package: String,
    /// As it is.
    pub whole: Features,
    /// Its central square through a round aperture.
    pub through_aperture: Features,
}

/// Measures the different pictures in a folder, whose name stands for the package they are from.
///
/// # Errors
/// If the folder cannot be read.
pub fn measure_folder(folder: &Path) -> Result<Vec<OtherPicture>> {
    let mut files = BTreeSet::new();
    collect(folder, &mut files).with_context(|| format!("reading {}", folder.display()))?;
    let files: Vec<PathBuf> = files.into_iter().collect();
    let fingerprints: Vec<Vec<(usize, u64)>> =
        files.par_iter().map(|file| fingerprints(file)).collect();
    let mut seen: Vec<u64> = Vec::new();
    let mut different = Vec::new();
    for (file, fingerprints) in files.iter().zip(fingerprints) {
        for (start, fingerprint) in fingerprints {
            if seen
                .iter()
                .all(|other| (other ^ fingerprint).count_ones() > SAME_BITS)
            {
                seen.push(fingerprint);
                different.push((file, start));
            }
        }
    }
    let step = different.len().div_ceil(MAX_OF_A_PACKAGE).max(1);
    let package = folder
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(different
        .par_iter()
        .step_by(step)
        .filter_map(|(file, start)| picture(&fs::read(file).ok()?[*start..]))
        .map(|picture| OtherPicture {
            package: package.clone(),
            whole: measure(&picture),
            through_aperture: measure(&through_aperture(&picture)),
        })
        .collect())
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if !OF_THE_FUNDUS.iter().any(|word| name.contains(word)) {
            files.insert(path);
        }
    }
    Ok(())
}

/// Where each picture in a file starts, with its fingerprint: an image holds one, a Qt resource file
/// several; what is too small or damaged is left out.
fn fingerprints(file: &Path) -> Vec<(usize, u64)> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let is_image = Format::of_name(&name).is_some();
    if !is_image && file.extension().is_none_or(|extension| extension != "rcc") {
        return Vec::new();
    }
    let Ok(bytes) = fs::read(file) else {
        return Vec::new();
    };
    let starts = if is_image { vec![0] } else { embedded(&bytes) };
    starts
        .into_iter()
        .filter_map(|start| Some((start, fingerprint(&picture(&bytes[start..])?))))
        .collect()
}

/// Where JPEG and PNG images begin: a Qt resource file holds them as they are, one after another.
fn embedded(bytes: &[u8]) -> Vec<usize> {
    const SIGNATURES: [&[u8]; 2] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"];
    (0..bytes.len())
        .filter(|&at| {
            SIGNATURES
                .iter()
                .any(|start| bytes[at..].starts_with(start))
        })
        .collect()
}

fn picture(bytes: &[u8]) -> Option<RgbImage> {
    let picture = decode(bytes).ok()?;
    if picture.width().min(picture.height()) < MIN_SIDE {
        return None;
    }
    if picture.width().max(picture.height()) <= LONGEST_SIDE {
        return Some(picture);
    }
    Some(
        DynamicImage::ImageRgb8(picture)
            .thumbnail(LONGEST_SIDE, LONGEST_SIDE)
            .into_rgb8(),
    )
}

/// 64 bits: whether each of 8 × 8 coarse pixels is brighter than its neighbour to the right.
fn fingerprint(picture: &RgbImage) -> u64 {
    let coarse = DynamicImage::ImageRgb8(imageops::thumbnail(picture, 9, 8)).into_luma8();
    (0..64).fold(0, |bits, bit| {
        let (x, y) = (bit % 8, bit / 8);
        bits << 1 | u64::from(coarse.get_pixel(x, y).0 > coarse.get_pixel(x + 1, y).0)
    })
}

/// The central square with a black border around its inscribed circle.
pub fn through_aperture(picture: &RgbImage) -> RgbImage {
    let side = picture.width().min(picture.height());
    let left = (picture.width() - side) / 2;
    let top = (picture.height() - side) / 2;
    let mut square = imageops::crop_imm(picture, left, top, side, side).to_image();
    let radius = f64::from(side) / 2.0;
    for (x, y, pixel) in square.enumerate_pixels_mut() {
        let from_centre = (f64::from(x) + 0.5 - radius).hypot(f64::from(y) + 0.5 - radius);
        if from_centre > 0.97 * radius {
            pixel.0 = [0; 3];
        }
    }
    square
}
