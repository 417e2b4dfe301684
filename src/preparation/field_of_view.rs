//! The circular field of view of a fundus camera, found in the photograph.

use euclid::point2;
use image::{GrayImage, Luma, RgbImage, imageops};
use imageproc::region_labelling::{Connectivity, connected_components};
use serde::{Deserialize, Serialize};

use super::circle::{Circle, fit_circle};
use super::spaces::{BoxInPhoto, PhotoSpace, PointInPhoto, Transform};

/// Longest side of the copy on which the field is sought: its rim is far wider than a pixel there.
const SEARCH_SIDE: u32 = 512;
/// A field brighter than the border by less than this (of 255) cannot be told from it.
const MIN_CONTRAST: f64 = 6.0;
/// A border brighter than this (of 255) is no border: the photograph has been cut inside the field.
const BRIGHTEST_BORDER: u8 = 40;
/// A field smaller than this share of the photograph is a speck of light.
const MIN_AREA: f64 = 0.08;
/// A rimless photograph is lit over at least this share of its area.
const RIMLESS_AREA: f64 = 0.85;
/// Without a rim, colour is what tells a fundus from any other picture: blood and pigment leave
/// more red than blue, at least in this ratio.
const MIN_REDNESS: f64 = 1.05;

/// The lit part of a fundus photograph.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldOfView {
    /// The camera's round aperture; `None` where the photograph was cut inside it.
    pub rim: Option<Rim>,
    /// The box around what is lit: the aperture, less what the photograph cuts off.
    pub bounds_in_photo: BoxInPhoto,
}

/// The circle of the aperture, in pixels of the photograph.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rim {
    /// Its centre, which may lie off the photograph's.
    pub centre_in_photo: PointInPhoto,
    /// Its radius.
    pub radius_in_photo: f64,
}

/// Why no field of view was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFieldOfView {
    /// Nothing in the photograph is lit.
    #[error("the photograph is almost black; repeat it with more light")]
    AlmostBlack,
    /// Something is lit, but neither as a disc nor, in a fundus's colours, over the whole photograph.
    #[error("no round field of view was found; this does not look like a fundus photograph")]
    NotRound,
}

impl FieldOfView {
    /// Side of the smallest square that holds the whole aperture, in pixels of the photograph.
    pub fn diameter_in_photo(&self) -> f64 {
        match &self.rim {
            Some(rim) => 2.0 * rim.radius_in_photo,
            None => self
                .bounds_in_photo
                .width()
                .max(self.bounds_in_photo.height()),
        }
    }

    /// Centre of the aperture, or of the photograph where the aperture is not seen.
    pub fn centre_in_photo(&self) -> PointInPhoto {
        match &self.rim {
            Some(rim) => rim.centre_in_photo,
            None => self.bounds_in_photo.center(),
        }
    }

    /// Whether a point lies in the field at least `margin` pixels of the photograph from its edge.
    pub fn contains(&self, point_in_photo: PointInPhoto, margin: f64) -> bool {
        let in_rim = self.rim.is_none_or(|rim| {
            (point_in_photo - rim.centre_in_photo).length() <= rim.radius_in_photo - margin
        });
        in_rim
            && self
                .bounds_in_photo
                .inflate(-margin, -margin)
                .contains(point_in_photo)
    }

    /// The field after a move of the photograph that keeps its proportions: shifted, scaled, mirrored
    /// or turned, by quarters where bounds are to stay as tight as they are.
    pub fn moved(&self, by: &Transform<PhotoSpace, PhotoSpace>) -> Self {
        Self {
            rim: self.rim.map(|rim| Rim {
                centre_in_photo: by.transform_point(rim.centre_in_photo),
                radius_in_photo: rim.radius_in_photo * by.determinant().abs().sqrt(),
            }),
            bounds_in_photo: by.outer_transformed_box(&self.bounds_in_photo),
        }
    }

    /// Share of the aperture's diameter that the photograph keeps across its narrowest side; below
    /// 1 where top and bottom, or the sides, are cut off.
    pub fn kept_share(&self) -> f64 {
        let narrowest = self
            .bounds_in_photo
            .width()
            .min(self.bounds_in_photo.height());
        (narrowest / self.diameter_in_photo()).min(1.0)
    }
}

/// Finds the field of view of an upright photograph.
///
/// # Errors
/// [`NoFieldOfView`] where nothing is lit or what is lit is no field of a fundus camera.
pub fn find_field_of_view(photo: &RgbImage) -> Result<FieldOfView, NoFieldOfView> {
    let (width, height) = photo.dimensions();
    let scale = f64::from(SEARCH_SIDE) / f64::from(width.max(height)).max(f64::from(SEARCH_SIDE));
    let (search_width, search_height) = (
        ((f64::from(width) * scale).round() as u32).max(1),
        ((f64::from(height) * scale).round() as u32).max(1),
    );
    let search = imageops::thumbnail(photo, search_width, search_height);
    let brightness = GrayImage::from_fn(search_width, search_height, |x, y| {
        Luma([*search
            .get_pixel(x, y)
            .0
            .iter()
            .max()
            .expect("three channels")])
    });
    let lit = lit_part(&brightness)?;

    let to_photo_x = f64::from(width) / f64::from(search_width);
    let to_photo_y = f64::from(height) / f64::from(search_height);
    let bounds_in_photo = BoxInPhoto::new(
        point2(
            f64::from(lit.left) * to_photo_x,
            f64::from(lit.top) * to_photo_y,
        ),
        point2(
            f64::from(lit.right + 1) * to_photo_x,
            f64::from(lit.bottom + 1) * to_photo_y,
        ),
    );
    let longest = f64::from(search_width.max(search_height));
    match fit_circle(&lit.edge, longest) {
        Some(Circle { x, y, radius }) => Ok(FieldOfView {
            rim: Some(Rim {
                centre_in_photo: point2(x * to_photo_x, y * to_photo_y),
                radius_in_photo: radius * (to_photo_x + to_photo_y) / 2.0,
            }),
            bounds_in_photo,
        }),
        None if lit.share >= RIMLESS_AREA && redness(&search) >= MIN_REDNESS => Ok(FieldOfView {
            rim: None,
            bounds_in_photo,
        }),
        None => Err(NoFieldOfView::NotRound),
    }
}

/// Mean of red over mean of blue.
fn redness(picture: &RgbImage) -> f64 {
    let sum = |channel: usize| {
        picture
            .pixels()
            .map(|pixel| f64::from(pixel.0[channel]))
            .sum::<f64>()
    };
    sum(0) / sum(2).max(1.0)
}

/// The largest connected lit region of the search image.
struct LitPart {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    /// Share of the search image that is lit.
    share: f64,
    /// Outermost lit pixels of each row and column, except where the image itself ends.
    edge: Vec<(f64, f64)>,
}

fn lit_part(brightness: &GrayImage) -> Result<LitPart, NoFieldOfView> {
    let threshold = lit_threshold(brightness)?;
    let lit = GrayImage::from_fn(brightness.width(), brightness.height(), |x, y| {
        Luma([u8::from(
            f64::from(brightness.get_pixel(x, y).0[0]) > threshold,
        )])
    });
    let labels = connected_components(&lit, Connectivity::Four, Luma([0]));
    let mut areas =
        vec![0u32; labels.pixels().map(|label| label.0[0]).max().unwrap_or(0) as usize + 1];
    for label in labels.pixels().filter(|label| label.0[0] > 0) {
        areas[label.0[0] as usize] += 1;
    }
    let (largest, &area) = areas
        .iter()
        .enumerate()
        .max_by_key(|(_, area)| **area)
        .expect("the background has a label");
    let share = f64::from(area) / f64::from(brightness.width() * brightness.height());
    if share < MIN_AREA {
        return Err(NoFieldOfView::NotRound);
    }
    let is_field = |x: u32, y: u32| labels.get_pixel(x, y).0[0] as usize == largest;
    Ok(outline(
        brightness.width(),
        brightness.height(),
        share,
        is_field,
    ))
}

/// The brightness above which a pixel belongs to the field; 0 where the photograph has no border.
fn lit_threshold(brightness: &GrayImage) -> Result<f64, NoFieldOfView> {
    let percentile = |values: &mut Vec<u8>, share: f64| {
        values.sort_unstable();
        values[((values.len() - 1) as f64 * share) as usize]
    };
    let (width, height) = brightness.dimensions();
    let patch = (width.min(height) / 24).max(1);
    let mut corners = Vec::new();
    for (x0, y0) in [
        (0, 0),
        (width - patch, 0),
        (0, height - patch),
        (width - patch, height - patch),
    ] {
        for y in y0..y0 + patch {
            corners.extend((x0..x0 + patch).map(|x| brightness.get_pixel(x, y).0[0]));
        }
    }
    let border = percentile(&mut corners, 0.5);
    let bright = percentile(&mut brightness.as_raw().clone(), 0.9);
    if border > BRIGHTEST_BORDER {
        return Ok(0.0);
    }
    let contrast = f64::from(bright) - f64::from(border);
    if contrast < 2.0 * MIN_CONTRAST {
        return Err(NoFieldOfView::AlmostBlack);
    }
    Ok(f64::from(border) + (0.1 * contrast).max(MIN_CONTRAST))
}

fn outline(width: u32, height: u32, share: f64, is_field: impl Fn(u32, u32) -> bool) -> LitPart {
    let mut part = LitPart {
        left: width,
        top: height,
        right: 0,
        bottom: 0,
        share,
        edge: Vec::new(),
    };
    for y in 0..height {
        let Some(first) = (0..width).find(|&x| is_field(x, y)) else {
            continue;
        };
        let last = (0..width).rev().find(|&x| is_field(x, y)).unwrap_or(first);
        part.left = part.left.min(first);
        part.right = part.right.max(last);
        if first > 1 {
            part.edge.push((f64::from(first), f64::from(y) + 0.5));
        }
        if last + 2 < width {
            part.edge.push((f64::from(last + 1), f64::from(y) + 0.5));
        }
    }
    for x in 0..width {
        let Some(first) = (0..height).find(|&y| is_field(x, y)) else {
            continue;
        };
        let last = (0..height).rev().find(|&y| is_field(x, y)).unwrap_or(first);
        part.top = part.top.min(first);
        part.bottom = part.bottom.max(last);
        if first > 1 {
            part.edge.push((f64::from(x) + 0.5, f64::from(first)));
        }
        if last + 2 < height {
            part.edge.push((f64::from(x) + 0.5, f64::from(last + 1)));
        }
    }
    part
}
