//! Where disc and fovea lie, and the space that an eye is drawn in.

use euclid::{Point2D, Transform2D, Vector2D, point2};
use rand::Rng;
use zoom_in_net::grade::Eye;
use zoom_in_net::preparation::spaces::PhotoSpace;

/// The field of view with its centre at the origin and a radius of 1, of a right eye: nasal is
/// towards positive x, inferior towards positive y.
#[derive(Clone, Copy, Debug)]
pub enum FieldSpace {}
/// A point of the field.
pub type PointInField = Point2D<f64, FieldSpace>;
/// A displacement in the field.
pub type VectorInField = Vector2D<f64, FieldSpace>;
/// From the drawn field to the photograph; it mirrors left eyes.
pub type PhotoFromField = Transform2D<f64, FieldSpace, PhotoSpace>;

/// Landmarks of one eye.
#[derive(Clone, Copy, Debug)]
pub struct Anatomy {
    /// Centre of the optic disc, some 15° nasal of the fovea.
    pub disc: PointInField,
    /// Half of the disc's height; a disc is a little higher than wide.
    pub disc_radius: f64,
    /// Width of the disc's pale cup as a share of the disc.
    pub cup: f64,
    /// Centre of the macula.
    pub fovea: PointInField,
}

/// Radius around the fovea that vessels keep out of.
pub const AVASCULAR_RADIUS: f64 = 0.12;

impl Anatomy {
    /// Landmarks as they vary from person to person.
    pub fn of_somebody(rng: &mut impl Rng) -> Self {
        let fovea = point2(rng.random_range(-0.06..0.04), rng.random_range(0.0..0.10));
        Self {
            disc: point2(
                fovea.x + rng.random_range(0.62..0.69),
                fovea.y - rng.random_range(0.05..0.13),
            ),
            disc_radius: rng.random_range(0.135..0.16),
            cup: rng.random_range(0.35..0.55),
            fovea,
        }
    }

    /// How far out of the disc's middle a point lies; 1 is the disc's rim.
    pub fn disc_distance(&self, point: PointInField) -> f64 {
        let offset = point - self.disc;
        (offset.x / (0.9 * self.disc_radius)).hypot(offset.y / self.disc_radius)
    }
}

/// Lays the field of an eye into a photograph.
pub fn photo_from_field(eye: Eye, centre: (f64, f64), radius: f64) -> PhotoFromField {
    let mirror = match eye {
        Eye::Right => 1.0,
        Eye::Left => -1.0,
    };
    PhotoFromField::scale(mirror * radius, radius).then_translate(euclid::vec2(centre.0, centre.1))
}
