//! How the photograph, the high-resolution image, the input and the maps lie over one another.

use euclid::Size2D;
use serde::{Deserialize, Serialize};

use super::spaces::{
    BoxInHighResolution, BoxInPhoto, CropSpace, HighResolutionSpace, InputSpace, MapSpace,
    PhotoSpace, Transform,
};

/// Sides of the square images, in pixels. The paper's are 492, 1230, 384 and 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Sizes {
    /// Side of the image that M-Net reads.
    pub input: u32,
    /// Side of the image that crops are cut from.
    pub high_resolution: u32,
    /// Side of a crop, in high-resolution pixels.
    pub crop: u32,
    /// Side of the square that is masked around a region found, in input pixels.
    pub mask: u32,
}

impl Sizes {
    /// The sizes of the paper.
    pub const PAPER: Self = Self {
        input: 492,
        high_resolution: 1230,
        crop: 384,
        mask: 200,
    };

    /// The paper's proportions for an input of `input` pixels: high-resolution 2.5, crop 0.78 and
    /// mask 0.41 times the input, rounded to whole pixels.
    pub fn in_proportion(input: u32) -> Self {
        let scaled = |of_paper: u32| (input * of_paper + Self::PAPER.input / 2) / Self::PAPER.input;
        Self {
            input,
            high_resolution: scaled(Self::PAPER.high_resolution),
            crop: scaled(Self::PAPER.crop),
            mask: scaled(Self::PAPER.mask),
        }
    }

    /// High-resolution pixels per input pixel (2.5 in the paper).
    pub fn high_resolution_from_input(&self) -> Transform<InputSpace, HighResolutionSpace> {
        let scale = f64::from(self.high_resolution) / f64::from(self.input);
        Transform::scale(scale, scale)
    }
}

/// Where the prepared square lies in the photograph, and how large its images are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Geometry {
    /// The square around the field of view, in whole pixels; it may reach beyond the photograph,
    /// where it is black.
    pub square_in_photo: BoxInPhoto,
    /// Sides of the images made from it.
    pub sizes: Sizes,
}

impl Geometry {
    /// From the high-resolution image to the photograph.
    pub fn photo_from_high_resolution(&self) -> Transform<HighResolutionSpace, PhotoSpace> {
        self.photo_from_square(self.sizes.high_resolution)
    }

    /// From the input image to the photograph.
    pub fn photo_from_input(&self) -> Transform<InputSpace, PhotoSpace> {
        self.photo_from_square(self.sizes.input)
    }

    /// From a map of `side` × `side` positions, which spans the whole input, to the photograph.
    pub fn photo_from_map(&self, side: u32) -> Transform<MapSpace, PhotoSpace> {
        self.photo_from_square(side)
    }

    /// From the crop cut at `box_in_high_resolution` to the photograph.
    pub fn photo_from_crop(
        &self,
        box_in_high_resolution: BoxInHighResolution,
    ) -> Transform<CropSpace, PhotoSpace> {
        let corner = box_in_high_resolution.min;
        Transform::<CropSpace, HighResolutionSpace>::translation(corner.x, corner.y)
            .then(&self.photo_from_high_resolution())
    }

    /// Photograph pixels per high-resolution pixel; below 1 the photograph is magnified.
    pub fn photo_pixels_per_high_resolution_pixel(&self) -> f64 {
        self.square_in_photo.width() / f64::from(self.sizes.high_resolution)
    }

    fn photo_from_square<Square>(&self, side: u32) -> Transform<Square, PhotoSpace> {
        let Size2D { width, height, .. } = self.square_in_photo.size();
        let corner = self.square_in_photo.min;
        let side = f64::from(side);
        Transform::scale(width / side, height / side)
            .then_translate(euclid::vec2(corner.x, corner.y))
    }
}
