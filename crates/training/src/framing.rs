//! A photograph as another camera would have framed it.
//!
//! The shape of the field's edge tells the camera, and with it the dataset and its share of disease: a
//! whole disc, one cut off above and below, or a picture from inside it. Here every photograph takes on each
//! of these shapes, so that the edge says nothing of the grade, and the retina shifts and changes its size.

use euclid::{point2, vec2};
use image::RgbImage;
use rand::Rng;
use zoom_in_net::preparation::field_of_view::{FieldOfView, Rim};
use zoom_in_net::preparation::spaces::BoxInPhoto;
use zoom_in_net::preparation::{PreparedPhotograph, prepare_field};

/// What a camera that cuts its field off keeps of the diameter from top to bottom, at least and at most.
const CUT_OFF: std::ops::Range<f64> = 0.72..0.95;

/// The shape of a field's edge.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// A disc.
    Disc,
    /// A disc of which this share of the diameter is kept from top to bottom.
    CutOff(f64),
    /// A square inside the disc.
    Inside,
}

/// One drawn framing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Framing {
    /// Radius of the new field in radii of the photograph's.
    kept: f64,
    /// How far the new field's centre lies from the photograph's, as a share of how far it can.
    offset: f64,
    /// In which direction, in radians.
    direction: f64,
    shape: Shape,
}

impl Framing {
    /// Draws a framing that keeps at least `least_kept` of the field's radius.
    pub fn draw(least_kept: f64, random: &mut impl Rng) -> Self {
        Self {
            kept: random.random_range(least_kept..=1.0),
            // Of points spread evenly over a disc the distance is the root of an even number.
            offset: random.random_range(0.0..=1.0f64).sqrt(),
            direction: random.random_range(0.0..std::f64::consts::TAU),
            shape: match random.random_range(0..3) {
                0 => Shape::Disc,
                1 => Shape::CutOff(random.random_range(CUT_OFF)),
                _ => Shape::Inside,
            },
        }
    }

    /// The framed photograph, prepared anew from the high-resolution image, which is its photograph
    /// from here on.
    pub fn apply(&self, photograph: &PreparedPhotograph) -> PreparedPhotograph {
        let field = self.field_in(&field_in_high_resolution(photograph));
        let mut image = photograph.high_resolution.clone();
        blacken_beyond(&mut image, &field);
        prepare_field(&image, field, photograph.geometry.sizes)
    }

    /// The new field, within the old.
    fn field_in(&self, old: &FieldOfView) -> FieldOfView {
        let old_radius = old.diameter_in_photo() / 2.0;
        let radius = self.kept * old_radius;
        let (sin, cos) = self.direction.sin_cos();
        let centre = old.centre_in_photo() + vec2(cos, sin) * (self.offset * (old_radius - radius));
        let (half_width, half_height) = match self.shape {
            Shape::Disc => (radius, radius),
            Shape::CutOff(kept) => (radius, radius * kept),
            Shape::Inside => {
                let half = radius * std::f64::consts::FRAC_1_SQRT_2;
                (half, half)
            }
        };
        let half = vec2(half_width, half_height);
        let bounds = BoxInPhoto::new(centre - half, centre + half);
        FieldOfView {
            rim: (self.shape != Shape::Inside).then_some(Rim {
                centre_in_photo: centre,
                radius_in_photo: radius,
            }),
            bounds_in_photo: bounds.intersection_unchecked(&old.bounds_in_photo),
        }
    }
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

fn blacken_beyond(image: &mut RgbImage, field: &FieldOfView) {
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let centre = point2(f64::from(x) + 0.5, f64::from(y) + 0.5);
        if !field.contains(centre, 0.0) {
            pixel.0 = [0; 3];
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use zoom_in_net::preparation::geometry::Sizes;
    use zoom_in_net::preparation::prepare;
    use zoom_in_net_synthetic::{Settings, SyntheticFundus};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Fails when a framing shows what the photograph does not, or the field says other than the
        /// image: every cell well inside it must be lit, every cell well outside black.
        #[test]
        fn the_new_field_lies_in_the_old_and_is_where_the_image_is_lit(seed: u64, drawn in 0..4u64) {
            let photo = SyntheticFundus::draw(&Settings { seed: drawn, diameter: 300, ..Settings::default() });
            let old = prepare(&photo.photograph, Sizes::in_proportion(96)).expect("a fundus photograph");
            let framing = Framing::draw(0.7, &mut ChaCha8Rng::seed_from_u64(seed));
            let new = framing.apply(&old);

            let field = field_in_high_resolution(&old);
            let corner = new.geometry.square_in_photo;
            prop_assert!(new.field_of_view.diameter_in_photo() <= field.diameter_in_photo());
            prop_assert!(corner.width() <= field.diameter_in_photo() + 1.0);
            let cells = 24;
            let inside: Vec<bool> = new.cells_in_field(cells, 0.05).collect();
            let outside: Vec<bool> = new.cells_in_field(cells, -0.05).map(|in_field| !in_field).collect();
            let side = 96 / cells as u32;
            for cell in 0..cells * cells {
                let (x, y) = ((cell % cells) as u32 * side + side / 2, (cell / cells) as u32 * side + side / 2);
                let Rgb([red, ..]) = *new.input.get_pixel(x, y);
                prop_assert!(!inside[cell] || red > 20, "cell {cell} of the field is dark ({red})");
                prop_assert!(!outside[cell] || red < 20, "cell {cell} beyond the field is lit ({red})");
            }
        }
    }

    /// Fails when a shape is never drawn, so that an edge goes on telling its camera.
    #[test]
    fn every_shape_is_drawn() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let drawn: Vec<Shape> = (0..60)
            .map(|_| Framing::draw(0.8, &mut random).shape)
            .collect();
        let count = |of: fn(&Shape) -> bool| drawn.iter().filter(|shape| of(shape)).count();
        assert!(count(|shape| *shape == Shape::Disc) > 5);
        assert!(count(|shape| *shape == Shape::Inside) > 5);
        assert!(count(|shape| matches!(shape, Shape::CutOff(_))) > 5);
    }
}
