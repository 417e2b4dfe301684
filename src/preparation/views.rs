//! Views of a prepared photograph: mirrored and turned, they show the same eye, and the networks' answers for all of
//! them, averaged, are steadier than that for one.

use image::imageops;

use super::PreparedPhotograph;
use super::spaces::{PhotoSpace, Transform};

/// A way to look at a square image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// As it is.
    Upright,
    /// Turned clockwise by a quarter.
    QuarterTurn,
    /// Turned by a half.
    HalfTurn,
    /// Turned clockwise by three quarters.
    ThreeQuarterTurn,
    /// Left and right exchanged.
    Mirrored,
    /// Top and bottom exchanged.
    UpsideDown,
}

impl View {
    /// The views that are averaged, the photograph as it is first.
    pub const ALL: [Self; 6] = [
        Self::Upright,
        Self::QuarterTurn,
        Self::HalfTurn,
        Self::ThreeQuarterTurn,
        Self::Mirrored,
        Self::UpsideDown,
    ];

    /// The photograph so seen: both images and the field of view, within the same square.
    pub fn of(self, photograph: &PreparedPhotograph) -> PreparedPhotograph {
        let image = |image: &image::RgbImage| match self {
            Self::Upright => image.clone(),
            Self::QuarterTurn => imageops::rotate90(image),
            Self::HalfTurn => imageops::rotate180(image),
            Self::ThreeQuarterTurn => imageops::rotate270(image),
            Self::Mirrored => imageops::flip_horizontal(image),
            Self::UpsideDown => imageops::flip_vertical(image),
        };
        let centre = photograph.geometry.square_in_photo.center();
        let view_from_photo: Transform<PhotoSpace, PhotoSpace> =
            Transform::translation(-centre.x, -centre.y)
                .then(&self.about_origin())
                .then_translate(centre.to_vector());
        PreparedPhotograph {
            input: image(&photograph.input),
            high_resolution: image(&photograph.high_resolution),
            field_of_view: photograph.field_of_view.moved(&view_from_photo),
            geometry: photograph.geometry,
            notices: photograph.notices.clone(),
        }
    }

    /// Positions have their origin at the top left.
    fn about_origin(self) -> Transform<PhotoSpace, PhotoSpace> {
        match self {
            Self::Upright => Transform::identity(),
            Self::QuarterTurn => Transform::new(0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
            Self::HalfTurn => Transform::scale(-1.0, -1.0),
            Self::ThreeQuarterTurn => Transform::new(0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
            Self::Mirrored => Transform::scale(-1.0, 1.0),
            Self::UpsideDown => Transform::scale(1.0, -1.0),
        }
    }
}
