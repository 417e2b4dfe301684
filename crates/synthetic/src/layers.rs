//! Coverage of the photograph by what is drawn on it, and smooth noise.

use image::{ImageBuffer, Luma, imageops};
use imageproc::filter::gaussian_blur_f32;
use rand::Rng;
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};

use crate::anatomy::{PhotoFromField, PointInField};

/// A value between 0 and 255 per pixel of the photograph.
pub struct Layer {
    pixmap: Pixmap,
    photo_from_field: PhotoFromField,
}

impl Layer {
    /// An empty layer.
    pub fn new(width: u32, height: u32, photo_from_field: PhotoFromField) -> Self {
        Self {
            pixmap: Pixmap::new(width, height).expect("a photograph has pixels"),
            photo_from_field,
        }
    }

    /// Covers the inside of an outline.
    pub fn fill(&mut self, outline: &[PointInField], opacity: f64) {
        let mut builder = PathBuilder::new();
        for (index, point) in outline.iter().enumerate() {
            let at = self.photo_from_field.transform_point(*point);
            if index == 0 {
                builder.move_to(at.x as f32, at.y as f32);
            } else {
                builder.line_to(at.x as f32, at.y as f32);
            }
        }
        builder.close();
        // An outline without area covers nothing.
        let Some(path) = builder.finish() else { return };
        let mut paint = Paint::default();
        paint.set_color(
            Color::from_rgba(0.0, 0.0, 0.0, opacity.clamp(0.0, 1.0) as f32)
                .expect("within 0 and 1"),
        );
        self.pixmap.fill_path(
            &path,
            &paint,
            FillRule::Winding,
            Transform::identity(),
            None,
        );
    }

    /// The coverage, softened by `sigma` pixels.
    pub fn softened(self, sigma: f64) -> ImageBuffer<Luma<u8>, Vec<u8>> {
        let coverage = self
            .pixmap
            .pixels()
            .iter()
            .map(|pixel| pixel.alpha())
            .collect();
        let sharp = ImageBuffer::from_raw(self.pixmap.width(), self.pixmap.height(), coverage)
            .expect("one value a pixel");
        gaussian_blur_f32(&sharp, sigma as f32)
    }
}

/// Pixels beyond an outline that softening by `sigma` reaches.
pub fn softening_reach(sigma: f64) -> f64 {
    // The filter's kernel ends at two standard deviations; antialiasing takes up to one pixel.
    (2.0 * sigma).ceil() + 1.0
}

/// Noise between −1 and 1 that varies over `pixels` pixels.
pub fn smooth_noise(
    width: u32,
    height: u32,
    pixels: f64,
    rng: &mut impl Rng,
) -> ImageBuffer<Luma<f32>, Vec<f32>> {
    let cells = |side: u32| ((f64::from(side) / pixels).ceil() as u32).max(2) + 1;
    let coarse = ImageBuffer::from_fn(cells(width), cells(height), |_, _| {
        Luma([rng.random_range(-1.0..1.0f32)])
    });
    imageops::resize(&coarse, width, height, imageops::FilterType::CatmullRom)
}
