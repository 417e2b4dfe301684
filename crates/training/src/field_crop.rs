//! A photograph as another camera would have taken it: a random crop of its field of view, turned.
//!
//! The shape of the field's edge tells the camera, and with it the dataset and its share of disease: a
//! whole disc, one cut off above and below, or a picture from inside it. Here every photograph takes on each
//! of these shapes, so that the edge says nothing of the grade, and the retina shifts and changes its size.

use euclid::{Angle, point2, vec2};
use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};
use rand::Rng;
use serde::{Deserialize, Serialize};
use zoom_in_net::preparation::field_of_view::{FieldOfView, Rim};
use zoom_in_net::preparation::geometry::Geometry;
use zoom_in_net::preparation::spaces::{BoxInPhoto, PhotoSpace, Transform};
use zoom_in_net::preparation::{PreparedPhotograph, resample};

/// What a camera that cuts its field off keeps of the diameter from top to bottom, at least and at most.
const CUT_OFF: std::ops::Range<f64> = 0.72..0.95;

/// By which angles photographs are turned; those that are turned are mirrored as often as not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotations {
    /// By none, and none are mirrored.
    None,
    /// By quarters of a turn (the paper's). The box around the field stays as tight as it was.
    Quarters,
    /// By any angle. Where the field is cut off, the box around it is that of the turned box.
    Any,
}

/// The shape of a field's edge.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// What it was.
    Same,
    /// A disc.
    Disc,
    /// A disc of which this share of the diameter is kept from top to bottom.
    CutOff(f64),
    /// A square inside the disc.
    Inside,
}

/// One drawn crop of the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldCrop {
    /// Radius of the new field in radii of the photograph's.
    radius: f64,
    /// How far the new field's centre lies from the photograph's, as a share of how far it can.
    offset: f64,
    /// In which direction.
    direction: Angle<f64>,
    shape: Shape,
    rotation: Angle<f64>,
    flip: bool,
}

impl FieldCrop {
    /// Draws a crop that keeps at least `min_field` of the field's radius; at 1 the field stays as it is.
    pub fn draw(rotations: Rotations, min_field: f64, random: &mut impl Rng) -> Self {
        let full_turn = std::f64::consts::TAU;
        let (rotation, flip) = match rotations {
            Rotations::None => (0.0, false),
            Rotations::Quarters => (
                full_turn / 4.0 * f64::from(random.random_range(0..4u8)),
                random.random_bool(0.5),
            ),
            Rotations::Any => (random.random_range(0.0..full_turn), random.random_bool(0.5)),
        };
        let uncropped = Self {
            radius: 1.0,
            offset: 0.0,
            direction: Angle::zero(),
            shape: Shape::Same,
            rotation: Angle::radians(rotation),
            flip,
        };
        if min_field >= 1.0 {
            return uncropped;
        }
        Self {
            radius: random.random_range(min_field..=1.0),
            // Of points spread evenly over a disc the distance is the root of an even number.
            offset: random.random_range(0.0..=1.0f64).sqrt(),
            direction: Angle::radians(random.random_range(0.0..full_turn)),
            shape: match random.random_range(0..3) {
                0 => Shape::Disc,
                1 => Shape::CutOff(random.random_range(CUT_OFF)),
                _ => Shape::Inside,
            },
            ..uncropped
        }
    }

    /// Lays the crop over a photograph, whose high-resolution image is the photograph from here on.
    pub fn of<'a>(&self, photograph: &'a PreparedPhotograph) -> CroppedField<'a> {
        let old = field_in_high_resolution(photograph);
        let old_radius = old.diameter_in_photo() / 2.0;
        let radius = self.radius * old_radius;
        let way = self.offset * (old_radius - radius);
        let (sin, cos) = self.direction.sin_cos();
        let centre = old.centre_in_photo() + vec2(cos, sin) * way;
        let side = match self.shape {
            Shape::Inside => radius * std::f64::consts::SQRT_2,
            Shape::Same | Shape::Disc | Shape::CutOff(_) => 2.0 * radius,
        };
        let middle = point2(side / 2.0, side / 2.0);
        let mirrored = if self.flip { -1.0 } else { 1.0 };
        let cropped_from_photo = Transform::translation(-centre.x, -centre.y)
            .then_rotate(self.rotation)
            .then_scale(mirrored, 1.0)
            .then_translate(middle.to_vector());
        let turned = old.moved(&cropped_from_photo);
        let height = match self.shape {
            Shape::CutOff(kept) => kept * side,
            Shape::Same | Shape::Disc | Shape::Inside => side,
        };
        let half = vec2(side, height) / 2.0;
        let bounds = BoxInPhoto::new(middle - half, middle + half);
        let field_of_view = match self.shape {
            Shape::Same => turned,
            Shape::Disc | Shape::CutOff(_) | Shape::Inside => FieldOfView {
                rim: (self.shape != Shape::Inside).then_some(Rim {
                    centre_in_photo: middle,
                    radius_in_photo: radius,
                }),
                bounds_in_photo: bounds.intersection_unchecked(&turned.bounds_in_photo),
            },
        };
        CroppedField {
            photograph,
            cropped_from_photo,
            geometry: Geometry {
                square_in_photo: BoxInPhoto::new(point2(0.0, 0.0), point2(side, side)),
                sizes: photograph.geometry.sizes,
            },
            field_of_view,
            has_new_edge: self.shape != Shape::Same,
        }
    }
}

/// A crop of the field of one photograph.
#[derive(Clone, Debug)]
pub struct CroppedField<'a> {
    photograph: &'a PreparedPhotograph,
    cropped_from_photo: Transform<PhotoSpace, PhotoSpace>,
    /// Where the images lie in the cropped photograph.
    pub geometry: Geometry,
    /// The field of view in the cropped photograph.
    pub field_of_view: FieldOfView,
    has_new_edge: bool,
}

impl CroppedField<'_> {
    /// The square image of `side` pixels a side. Where `detail` is given, the image has no more of it than one of this
    /// share of its side.
    pub fn image(&self, side: u32, detail: Option<f64>) -> RgbImage {
        let source = &self.photograph.high_resolution;
        let cropped_side = self.geometry.square_in_photo.width();
        let image_from_cropped = f64::from(side) / cropped_side;
        // Resampled to the scale first, the image is turned without aliasing.
        let scaled_side = f64::from(source.width()) * image_from_cropped;
        let scaled = match detail {
            Some(share) => &resample(source, whole(scaled_side * share)),
            None => source,
        };
        let scaled = resample(scaled, whole(scaled_side));
        let photo_from_scaled = f64::from(source.width()) / f64::from(scaled.width());
        // The library's positions are those of the pixels' centres.
        let centre = 0.5;
        let image_from_scaled: Transform<PhotoSpace, PhotoSpace> =
            Transform::translation(centre, centre)
                .then_scale(photo_from_scaled, photo_from_scaled)
                .then(&self.cropped_from_photo)
                .then_scale(image_from_cropped, image_from_cropped)
                .then_translate(vec2(-centre, -centre));
        let Transform {
            m11,
            m12,
            m21,
            m22,
            m31,
            m32,
            ..
        } = image_from_scaled;
        let projection = [m11, m21, m31, m12, m22, m32, 0.0, 0.0, 1.0].map(|value| value as f32);
        let projection = Projection::from_matrix(projection).expect("a turn can be turned back");
        let mut image = RgbImage::new(side, side);
        let beyond = Border::Constant(Rgb([0; 3]));
        warp_into(
            &scaled,
            projection,
            Interpolation::Bilinear,
            beyond,
            &mut image,
        );
        if self.has_new_edge {
            self.blacken_beyond(&mut image);
        }
        image
    }

    fn blacken_beyond(&self, image: &mut RgbImage) {
        let photo_pixels = self.geometry.square_in_photo.width() / f64::from(image.width());
        for (x, y, pixel) in image.enumerate_pixels_mut() {
            let centre = point2(f64::from(x) + 0.5, f64::from(y) + 0.5) * photo_pixels;
            if !self.field_of_view.contains(centre, 0.0) {
                pixel.0 = [0; 3];
            }
        }
    }
}

fn whole(side: f64) -> u32 {
    (side.round() as u32).max(1)
}

/// The field of view with the high-resolution image taken for the photograph.
fn field_in_high_resolution(photograph: &PreparedPhotograph) -> FieldOfView {
    let photo_from_high_resolution = photograph.geometry.photo_from_high_resolution();
    let high_resolution_from_photo = photo_from_high_resolution
        .inverse()
        .expect("a square has a size");
    let moved = high_resolution_from_photo.with_destination();
    photograph.field_of_view.moved(&moved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use zoom_in_net::preparation::geometry::Sizes;
    use zoom_in_net::preparation::prepare;
    use zoom_in_net_synthetic::{Settings, SyntheticFundus};

    use super::*;

    const SIDE: u32 = 96;

    fn photograph(seed: u64) -> PreparedPhotograph {
        let drawn = SyntheticFundus::draw(&Settings {
            seed,
            diameter: 300,
            ..Settings::default()
        });
        prepare(&drawn.photograph, Sizes::in_proportion(SIDE)).expect("a fundus photograph")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Fails when a crop shows what the photograph does not, or the field says other than the
        /// image: every position well inside it must be lit, every one well outside black.
        #[test]
        fn the_new_field_lies_in_the_old_and_is_where_the_image_is_lit(
            seed: u64,
            drawn in 0..4u64,
            rotations in prop::sample::select(vec![Rotations::None, Rotations::Quarters, Rotations::Any]),
            min_field in prop::sample::select(vec![0.7, 1.0]),
        ) {
            let old = photograph(drawn);
            let crop = FieldCrop::draw(rotations, min_field, &mut ChaCha8Rng::seed_from_u64(seed));
            let cropped = crop.of(&old);
            let new = PreparedPhotograph {
                input: cropped.image(SIDE, None),
                geometry: cropped.geometry,
                field_of_view: cropped.field_of_view,
                ..old.clone()
            };

            let field = field_in_high_resolution(&old);
            prop_assert!(new.field_of_view.diameter_in_photo() <= field.diameter_in_photo() + 1e-6);
            let positions = 24;
            let inside: Vec<bool> = new.positions_in_field(positions, 0.05).collect();
            let outside: Vec<bool> = new.positions_in_field(positions, -0.05).map(|in_field| !in_field).collect();
            let side = SIDE / positions as u32;
            for position in 0..positions * positions {
                let (x, y) = (
                    (position % positions) as u32 * side + side / 2,
                    (position / positions) as u32 * side + side / 2,
                );
                let Rgb([red, ..]) = *new.input.get_pixel(x, y);
                prop_assert!(!inside[position] || red > 20, "position {position} of the field is dark ({red})");
                prop_assert!(!outside[position] || red < 20, "position {position} beyond the field is lit ({red})");
            }
        }

        /// Fails when images of two sizes do not show the same, by half a pixel or more: regions found in one are cut
        /// from the other.
        #[test]
        fn a_mark_is_where_the_crop_takes_it_in_images_of_every_size(seed: u64, left in 0.4..0.6f64, top in 0.4..0.6f64) {
            let mut old = photograph(0);
            let whole = f64::from(old.high_resolution.width());
            let (x, y) = ((left * whole) as u32, (top * whole) as u32);
            for pixel in old.high_resolution.pixels_mut() {
                pixel.0 = [0; 3];
            }
            for (x, y) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                old.high_resolution.put_pixel(x, y, Rgb([255; 3]));
            }
            let crop = FieldCrop::draw(Rotations::Any, 0.7, &mut ChaCha8Rng::seed_from_u64(seed));
            let cropped = crop.of(&old);
            let mark = cropped.cropped_from_photo.transform_point(point2(f64::from(x + 1), f64::from(y + 1)));
            for side in [SIDE, 2 * SIDE] {
                let image = cropped.image(side, None);
                let (mut light, mut sum) = (0.0, vec2(0.0, 0.0));
                for (x, y, pixel) in image.enumerate_pixels() {
                    let weight = f64::from(pixel.0[0]);
                    light += weight;
                    sum += vec2(f64::from(x) + 0.5, f64::from(y) + 0.5) * weight;
                }
                let expected = mark.to_vector() * (f64::from(side) / cropped.geometry.square_in_photo.width());
                let away: f64 = (sum / light - expected).length();
                prop_assert!(away < 0.4, "{away} pixels away in the image of {side}");
            }
        }
    }

    /// Fails when a shape is never drawn, so that an edge goes on telling its camera.
    #[test]
    fn every_shape_is_drawn() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<Shape> = (0..60)
            .map(|_| FieldCrop::draw(Rotations::Any, 0.8, &mut random).shape)
            .collect();
        let count = |of: fn(&Shape) -> bool| drawn.iter().filter(|shape| of(shape)).count();
        assert!(count(|shape| *shape == Shape::Disc) > 5);
        assert!(count(|shape| *shape == Shape::Inside) > 5);
        assert!(count(|shape| matches!(shape, Shape::CutOff(_))) > 5);
    }
}
