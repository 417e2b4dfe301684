//! Regions that nothing points at, against which the attended ones are held.

use image::RgbImage;
use sha2::{Digest, Sha256};

/// Rows, and columns, of a random map: as fine as regions need.
const RANDOM_SIDE: usize = 64;

/// Uniform values from 0 to 1 by row and column, by the image's own content: the same image has the
/// same ones on every machine, a turned or recoloured one has others.
pub fn random_map(image: &RgbImage) -> Vec<f32> {
    let image = Sha256::digest(image.as_raw());
    (0_u32..)
        .flat_map(|block| {
            let block = Sha256::new()
                .chain_update(image)
                .chain_update(block.to_le_bytes())
                .finalize();
            let values: Vec<f32> = block
                .chunks_exact(4)
                .map(|four| {
                    let whole = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
                    (f64::from(whole) / f64::from(u32::MAX)) as f32
                })
                .collect();
            values
        })
        .take(RANDOM_SIDE * RANDOM_SIDE)
        .collect()
}
