//! The one path from a decoded photograph to the images that the networks read.

use euclid::point2;
use image::{RgbImage, imageops};
use serde::{Deserialize, Serialize};

use super::field_of_view::{FieldOfView, NoFieldOfView, find_field_of_view};
use super::geometry::{Geometry, Sizes};
use super::resample::resample;
use super::spaces::BoxInPhoto;

/// A photograph narrower or lower than this shows no lesion.
const MIN_SIDE: u32 = 128;
/// A field kept by less than this share of its diameter is too much cut off to be graded.
const MIN_KEPT: f64 = 0.5;
/// A field kept by less than this share is worth a word.
const WHOLE: f64 = 0.97;
/// Screening programmes ask for at least this many pixels per degree of the 45° field.
const MIN_PIXELS_PER_DEGREE: f64 = 20.0;
/// The usual field of a fundus camera, in degrees.
const FIELD_DEGREES: f64 = 45.0;

/// What a person should know of a photograph that was prepared all the same.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// The field has fewer pixels per degree than screening programmes ask for.
    LowResolution {
        /// Diameter of the field, in pixels of the photograph.
        field_diameter: f64,
        /// Pixels per degree, taking the field to be 45°.
        pixels_per_degree: f64,
    },
    /// The high-resolution image had to be made larger than the photograph.
    Magnified {
        /// High-resolution pixels per pixel of the photograph.
        factor: f64,
    },
    /// The photograph cuts off part of the field.
    FieldCutOff {
        /// Share of the diameter kept across the narrowest side.
        kept: f64,
    },
    /// The rim of the field is not in the photograph: it was cropped inside it.
    NoRim,
}

/// Why a photograph cannot be prepared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PreparationError {
    /// Too few pixels to show a lesion.
    #[error(
        "the photograph is only {width} × {height} pixels; at least {MIN_SIDE} × {MIN_SIDE} are needed"
    )]
    TooSmall {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Nothing like the field of a fundus camera is in it.
    #[error(transparent)]
    NoFieldOfView(#[from] NoFieldOfView),
    /// Most of the field lies outside the photograph.
    #[error("only {:.0} % of the field of view is in the photograph; repeat it with the field centred", kept * 100.0)]
    FieldMostlyCutOff {
        /// Share of the diameter kept across the narrowest side.
        kept: f64,
    },
}

/// What the networks read of a photograph.
#[derive(Clone, Debug)]
pub struct PreparedPhotograph {
    /// RGB, `sizes.input` square: what M-Net reads.
    pub input: RgbImage,
    /// RGB, `sizes.high_resolution` square: what crops are cut from.
    pub high_resolution: RgbImage,
    /// Where both lie in the photograph.
    pub geometry: Geometry,
    /// The field of view that they show.
    pub field_of_view: FieldOfView,
    /// What a person should know of the photograph.
    pub notices: Vec<Notice>,
}

impl PreparedPhotograph {
    /// For each position of a map of `side` × `side` over the square, by row and column: whether its
    /// centre lies in the field of view, at least `margin` of the field's diameter from its edge.
    pub fn positions_in_field(&self, side: usize, margin: f64) -> impl Iterator<Item = bool> {
        let margin = margin * self.field_of_view.diameter_in_photo();
        let photo_from_map = self.geometry.photo_from_map(side as u32);
        (0..side * side).map(move |position| {
            let centre = point2(
                (position % side) as f64 + 0.5,
                (position / side) as f64 + 0.5,
            );
            self.field_of_view
                .contains(photo_from_map.transform_point(centre), margin)
        })
    }
}

/// Prepares an upright RGB photograph: finds its field of view, crops the black border, pads to a
/// square and resamples that square with antialiasing to both sizes.
///
/// # Errors
/// [`PreparationError`], where the photograph is too small or shows no field of view.
pub fn prepare(photo: &RgbImage, sizes: Sizes) -> Result<PreparedPhotograph, PreparationError> {
    let (width, height) = photo.dimensions();
    if width.min(height) < MIN_SIDE {
        return Err(PreparationError::TooSmall { width, height });
    }
    let field_of_view = find_field_of_view(photo)?;
    let kept = field_of_view.kept_share();
    if field_of_view.rim.is_some() && kept < MIN_KEPT {
        return Err(PreparationError::FieldMostlyCutOff { kept });
    }
    Ok(prepare_field(photo, field_of_view, sizes))
}

fn prepare_field(photo: &RgbImage, field_of_view: FieldOfView, sizes: Sizes) -> PreparedPhotograph {
    let centre = field_of_view.centre_in_photo();
    let side = field_of_view.diameter_in_photo().ceil().max(1.0);
    let corner = point2(
        (centre.x - side / 2.0).round(),
        (centre.y - side / 2.0).round(),
    );
    let square_in_photo = BoxInPhoto::new(corner, corner + euclid::vec2(side, side));
    let geometry = Geometry {
        square_in_photo,
        sizes,
    };
    let square = cut_square(photo, square_in_photo);
    PreparedPhotograph {
        input: resample(&square, sizes.input),
        high_resolution: resample(&square, sizes.high_resolution),
        notices: notices(&field_of_view, &geometry),
        geometry,
        field_of_view,
    }
}

/// The square with what lies beyond the photograph in black.
fn cut_square(photo: &RgbImage, square_in_photo: BoxInPhoto) -> RgbImage {
    let side = square_in_photo.width() as u32;
    let mut square = RgbImage::new(side, side);
    imageops::replace(
        &mut square,
        photo,
        -square_in_photo.min.x as i64,
        -square_in_photo.min.y as i64,
    );
    square
}

fn notices(field_of_view: &FieldOfView, geometry: &Geometry) -> Vec<Notice> {
    let mut notices = Vec::new();
    let field_diameter = field_of_view.diameter_in_photo();
    let pixels_per_degree = field_diameter / FIELD_DEGREES;
    if pixels_per_degree < MIN_PIXELS_PER_DEGREE {
        notices.push(Notice::LowResolution {
            field_diameter,
            pixels_per_degree,
        });
    }
    let photo_pixels = geometry.photo_pixels_per_high_resolution_pixel();
    if photo_pixels < 1.0 {
        notices.push(Notice::Magnified {
            factor: 1.0 / photo_pixels,
        });
    }
    let kept = field_of_view.kept_share();
    match field_of_view.rim {
        None => notices.push(Notice::NoRim),
        Some(_) if kept < WHOLE => notices.push(Notice::FieldCutOff { kept }),
        Some(_) => {}
    }
    notices
}
