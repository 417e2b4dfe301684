//! Variations of a prepared photograph that leave its grade as it is.

use image::{GrayImage, Luma, RgbImage, imageops};
use imageproc::contrast::equalize_histogram;
use rand::Rng;
use serde::{Deserialize, Serialize};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::spaces::{PhotoSpace, PointInPhoto, Transform};

use crate::framing::Framing;

/// How photographs are varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AugmentationSettings {
    /// Rotations by 90° and flips (the paper's).
    pub turns: bool,
    /// Largest relative change of brightness, of contrast, and of each channel's gain.
    pub colour: f32,
    /// Probability of equalising each channel's histogram.
    pub equalise: f64,
    /// Smallest share of the field's radius that is kept when a photograph is framed as another camera
    /// would have; 1 leaves it as it is.
    pub least_field: f64,
}

/// One drawn variation, applied alike to every image of a photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    quarter_turns: u8,
    flip: bool,
    gains: [f32; 3],
    contrast: f32,
    equalise: bool,
    framing: Option<Framing>,
}

impl Variation {
    /// Draws a variation.
    pub fn draw(settings: &AugmentationSettings, random: &mut impl Rng) -> Self {
        let mut around_one = || 1.0 + random.random_range(-1.0..=1.0f32) * settings.colour;
        let brightness = around_one();
        let contrast = around_one();
        // A camera's white balance differs less than its exposure.
        let gains = [(); 3].map(|()| brightness * (1.0 + (around_one() - 1.0) / 3.0));
        Self {
            gains,
            contrast,
            quarter_turns: if settings.turns {
                random.random_range(0..4)
            } else {
                0
            },
            flip: settings.turns && random.random_bool(0.5),
            equalise: random.random_bool(settings.equalise),
            framing: (settings.least_field < 1.0)
                .then(|| Framing::draw(settings.least_field, random)),
        }
    }

    /// The image turned and its colours varied.
    fn turn_and_colour(&self, image: &RgbImage) -> RgbImage {
        let mut image = match self.quarter_turns {
            0 => image.clone(),
            1 => imageops::rotate90(image),
            2 => imageops::rotate180(image),
            _ => imageops::rotate270(image),
        };
        if self.flip {
            imageops::flip_horizontal_in_place(&mut image);
        }
        if self.equalise {
            image = equalised(&image);
        }
        let tables = self.gains.map(|gain| self.table(gain));
        for pixel in image.pixels_mut() {
            for (value, table) in pixel.0.iter_mut().zip(&tables) {
                *value = table[usize::from(*value)];
            }
        }
        image
    }

    /// Contrast turns about a mid grey of 100; black, the border, stays black.
    fn table(&self, gain: f32) -> [u8; 256] {
        std::array::from_fn(|value| {
            if value == 0 {
                return 0;
            }
            let varied = ((value as f32 - 100.0) * self.contrast + 100.0) * gain;
            varied.round().clamp(0.0, 255.0) as u8
        })
    }
}

impl Variation {
    /// The varied photograph: framed, then both images and the field of view turned about the
    /// centre of the square. Regions are found and cropped in the varied frame.
    pub fn apply(&self, photograph: PreparedPhotograph) -> PreparedPhotograph {
        let framed = match &self.framing {
            Some(framing) => framing.apply(&photograph),
            None => photograph,
        };
        let field_of_view = framed
            .field_of_view
            .moved(&self.turn_about(framed.geometry.square_in_photo.center()));
        PreparedPhotograph {
            input: self.turn_and_colour(&framed.input),
            high_resolution: self.turn_and_colour(&framed.high_resolution),
            field_of_view,
            ..framed
        }
    }

    /// The turn and flip of the images, about the centre of the square.
    fn turn_about(&self, centre: PointInPhoto) -> Transform<PhotoSpace, PhotoSpace> {
        let quarter = Transform::new(0.0, 1.0, -1.0, 0.0, 0.0, 0.0);
        let to_centre = Transform::translation(-centre.x, -centre.y);
        let turned = (0..self.quarter_turns).fold(to_centre, |so_far, _| so_far.then(&quarter));
        let mirrored = if self.flip { -1.0 } else { 1.0 };
        turned
            .then_scale(mirrored, 1.0)
            .then_translate(centre.to_vector())
    }
}

/// Each channel's histogram equalised on its own, as in some published sets.
fn equalised(image: &RgbImage) -> RgbImage {
    let channels: [GrayImage; 3] = std::array::from_fn(|channel| {
        let plane = GrayImage::from_fn(image.width(), image.height(), |x, y| {
            Luma([image.get_pixel(x, y).0[channel]])
        });
        equalize_histogram(&plane)
    });
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        image::Rgb(std::array::from_fn(|channel| {
            channels[channel].get_pixel(x, y).0[0]
        }))
    })
}
