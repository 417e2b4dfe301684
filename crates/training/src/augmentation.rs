//! Variations of a prepared photograph that leave its grade as it is.

use image::{GrayImage, Luma, RgbImage};
use imageproc::contrast::equalize_histogram;
use rand::Rng;
use serde::{Deserialize, Serialize};
use zoom_in_net::preparation::PreparedPhotograph;

use crate::field_crop::{CroppedField, FieldCrop, Rotations};

/// How much detail a blurred photograph keeps: that of one of this share of its side.
const BLURRED: std::ops::Range<f64> = 0.4..0.8;

/// How photographs are varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AugmentationSettings {
    /// Rotations, with flips.
    pub rotate_flip: Rotations,
    /// Smallest share of the field's radius that is kept when the field is cropped as another camera
    /// would have; 1 leaves it as it is.
    pub min_field: f64,
    /// Largest relative change of brightness, and of contrast.
    pub brightness_contrast: f32,
    /// Largest relative change of each channel's gain.
    pub white_balance: f32,
    /// Probability of losing detail, as by a poor camera or a cloudy lens.
    pub blur: f64,
    /// Probability of equalising each channel's histogram, as in some published sets.
    pub equalise: f64,
}

/// Which images of a varied photograph are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// What M-Net reads; the high-resolution image stays empty.
    Input,
    /// What crops are cut from, too.
    InputAndHighResolution,
}

/// One drawn variation, applied alike to every image of a photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    crop: FieldCrop,
    detail: Option<f64>,
    gains: [f32; 3],
    contrast: f32,
    equalise: bool,
}

impl Variation {
    /// Draws a variation.
    pub fn draw(settings: &AugmentationSettings, random: &mut impl Rng) -> Self {
        let mut around_one = |max: f32| 1.0 + random.random_range(-1.0..=1.0f32) * max;
        let brightness = around_one(settings.brightness_contrast);
        let contrast = around_one(settings.brightness_contrast);
        let gains = [(); 3].map(|()| brightness * around_one(settings.white_balance));
        Self {
            gains,
            contrast,
            equalise: random.random_bool(settings.equalise),
            detail: random
                .random_bool(settings.blur)
                .then(|| random.random_range(BLURRED)),
            crop: FieldCrop::draw(settings.rotate_flip, settings.min_field, random),
        }
    }

    /// The varied photograph. Regions are found and cropped in the varied frame.
    pub fn apply(&self, photograph: &PreparedPhotograph, images: Images) -> PreparedPhotograph {
        let cropped = self.crop.of(photograph);
        let sizes = cropped.geometry.sizes;
        PreparedPhotograph {
            input: self.image(&cropped, sizes.input),
            high_resolution: match images {
                Images::Input => RgbImage::default(),
                Images::InputAndHighResolution => self.image(&cropped, sizes.high_resolution),
            },
            geometry: cropped.geometry,
            field_of_view: cropped.field_of_view,
            notices: photograph.notices.clone(),
        }
    }

    fn image(&self, cropped: &CroppedField<'_>, side: u32) -> RgbImage {
        let mut image = cropped.image(side, self.detail);
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
