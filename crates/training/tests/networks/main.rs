//! The networks: made by Burn from their descriptions, and beside the engine for the processor.

mod backbone;
mod backbones;
mod engine;
mod sizes;

use image::{Rgb, RgbImage};

/// A square of colours without any order, another for each seed.
fn image(side: u32, seed: u32) -> RgbImage {
    RgbImage::from_fn(side, side, |x, y| {
        let at = x.wrapping_mul(0x9E37_79B9) ^ y.wrapping_mul(0x85EB_CA6B) ^ seed;
        let mixed = (at ^ (at >> 15)).wrapping_mul(0xC2B2_AE35);
        let [_, colour @ ..] = mixed.to_be_bytes();
        Rgb(colour)
    })
}
