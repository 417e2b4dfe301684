//! Drawn pictures of other things, in the colours of the fundus.

use image::{Rgb, RgbImage};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Side of a drawn picture.
const SIDE: u32 = 600;
/// Variants of each kind, which differ in colour, size and noise.
const VARIANTS: u64 = 10;

/// What is drawn. The gate is fitted on some kinds and tested on the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// One colour.
    Flat,
    /// From one colour to another.
    Gradient,
    /// Every pixel on its own.
    Noise,
    /// A lit ball, like a planet or a fruit.
    Ball,
    /// Concentric rings, like a target or an iris.
    Rings,
    /// Parallel dark lines.
    Stripes,
    /// Dark lines that cross, like a mesh.
    Mesh,
    /// Rows of dark blocks, like a page of text.
    Text,
}

impl Drawing {
    /// The kinds that the gate is fitted on.
    pub const TO_FIT: [Self; 4] = [Self::Flat, Self::Noise, Self::Rings, Self::Stripes];
    /// The kinds that are held out.
    pub const HELD_OUT: [Self; 4] = [Self::Gradient, Self::Ball, Self::Mesh, Self::Text];

    /// The variants of a kind, each a square without a border.
    pub fn variants(self) -> impl Iterator<Item = RgbImage> {
        (0..VARIANTS).map(move |variant| self.draw(variant))
    }

    fn draw(self, variant: u64) -> RgbImage {
        let mut rng = ChaCha8Rng::seed_from_u64(variant);
        rng.set_stream(self as u64);
        let colour: [f32; 3] = [
            rng.random_range(0.5..0.9),
            rng.random_range(0.25..0.5),
            rng.random_range(0.05..0.25),
        ];
        let period = rng.random_range(18.0..70.0f32);
        let depth = rng.random_range(0.2..0.7f32);
        let turn = rng.random_range(0.0..std::f32::consts::TAU);
        let grain = rng.random_range(0.0..0.04f32);
        let blocks = rng.random::<u64>();
        RgbImage::from_fn(SIDE, SIDE, |column, row| {
            let (x, y) = (
                column as f32 - SIDE as f32 / 2.0,
                row as f32 - SIDE as f32 / 2.0,
            );
            let (u, v) = (
                x * turn.cos() + y * turn.sin(),
                y * turn.cos() - x * turn.sin(),
            );
            let radius = x.hypot(y);
            let is_line = |position: f32| position.rem_euclid(period) < 0.2 * period;
            let light = match self {
                Self::Flat => 1.0,
                Self::Gradient => 1.0 + depth * u / (SIDE as f32 / 2.0),
                Self::Noise => rng.random_range(1.0 - depth..1.0 + depth),
                Self::Ball => {
                    (1.0 - ((x - 0.2 * u).hypot(y - 0.2 * v) / SIDE as f32).powi(2) * 3.0).max(0.1)
                }
                Self::Rings => {
                    1.0 - depth * 0.5 * (1.0 + (radius / period * std::f32::consts::TAU).cos())
                }
                Self::Stripes => 1.0 - depth * f32::from(u8::from(is_line(u))),
                Self::Mesh => 1.0 - depth * f32::from(u8::from(is_line(u) || is_line(v))),
                Self::Text => {
                    let (letter, line) = (
                        (column as f32 / period * 2.0) as u32,
                        (row as f32 / period) as u32,
                    );
                    let inked = (blocks.rotate_left(letter * 7 + line * 13)) & 3 != 0;
                    let between_lines = (row as f32 / period).fract() > 0.55;
                    if inked && !between_lines {
                        1.0 - depth
                    } else {
                        1.0
                    }
                }
            };
            let noise = if grain > 0.0 {
                rng.random_range(-grain..grain)
            } else {
                0.0
            };
            Rgb(colour.map(|channel| ((channel * light + noise).clamp(0.0, 1.0) * 255.0) as u8))
        })
    }
}
