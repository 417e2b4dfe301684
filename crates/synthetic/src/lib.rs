//! Drawn fundus photographs with lesions of known place and kind.
//!
//! They are samples that may be shown to anybody and subjects for tests; no network that is
//! published learns from them. The same seed draws the same eye whatever its grade, so that two
//! photographs of one eye differ in the lesions and in nothing else.

mod anatomy;
mod layers;
mod lesions;
mod marking;
mod paint;
mod vessels;
mod weights;

use euclid::point2;
use image::RgbImage;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net::preparation::field_of_view::Rim;
use zoom_in_net::preparation::spaces::{BoxInPhoto, PointInPhoto};

pub use lesions::LesionKind;
pub use weights::random_networks;

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How much retinopathy the eye has.
    pub grade: IcdrGrade,
    /// Which eye it is: the optic disc lies on the right in a right eye, on the left in a left.
    pub eye: Eye,
    /// Diameter of the field of view in pixels, at least 64; the photograph is 1.2 × 1.1 times it.
    pub diameter: u32,
    /// Which eye of all: anatomy, colours and the places of the lesions.
    pub seed: u64,
    /// Size of the lesions; 1 is lifelike, more is for photographs too small to show them.
    pub lesion_scale: f64,
    /// Whether the border bears the word SYNTHETIC.
    pub marked: bool,
}

impl Default for Settings {
    /// A marked, healthy right eye of 1200 pixels.
    fn default() -> Self {
        Self {
            grade: IcdrGrade::None,
            eye: Eye::Right,
            diameter: 1200,
            seed: 0,
            lesion_scale: 1.0,
            marked: true,
        }
    }
}

/// A lesion that was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lesion {
    /// Its kind.
    pub kind: LesionKind,
    /// All pixels that it colours lie in this box.
    pub box_in_photo: BoxInPhoto,
}

/// A drawn photograph, and what is in it.
#[derive(Clone, Debug)]
pub struct SyntheticFundus {
    /// The photograph.
    pub photograph: RgbImage,
    /// Its lesions; none lies over another.
    pub lesions: Vec<Lesion>,
    /// The grade that was asked for.
    pub grade: IcdrGrade,
    /// The field of view.
    pub rim: Rim,
    /// Centre of the optic disc.
    pub disc_in_photo: PointInPhoto,
    /// Centre of the macula.
    pub fovea_in_photo: PointInPhoto,
}

/// Least diameter of the field that anything can be drawn in.
const MIN_DIAMETER: u32 = 64;

/// What a random sequence is for; each has its own, so that one does not shift another.
enum Sequence {
    Anatomy,
    Vessels,
    Lesions,
    Appearance,
    Noise,
}

impl SyntheticFundus {
    /// Draws a photograph; the same settings always give the same one.
    pub fn draw(settings: &Settings) -> Self {
        let sequence = |which: Sequence| {
            let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
            rng.set_stream(which as u64);
            rng
        };
        let diameter = f64::from(settings.diameter.max(MIN_DIAMETER));
        let radius = diameter / 2.0;
        let size = (
            (1.2 * diameter).round() as u32,
            (1.1 * diameter).round() as u32,
        );
        let centre = (f64::from(size.0) / 2.0, f64::from(size.1) / 2.0);
        let photo_from_field = anatomy::photo_from_field(settings.eye, centre, radius);

        let anatomy = anatomy::Anatomy::of_somebody(&mut sequence(Sequence::Anatomy));
        let vessels = vessels::grow(&anatomy, &mut sequence(Sequence::Vessels));
        let eyeground = lesions::Eyeground {
            anatomy: &anatomy,
            vessels: &vessels,
            lesion_scale: settings.lesion_scale,
        };
        let drawn =
            lesions::lesions_of(settings.grade, &eyeground, &mut sequence(Sequence::Lesions));
        let fundus = paint::Fundus {
            anatomy: &anatomy,
            vessels: &vessels,
            lesions: &drawn,
            appearance: paint::Appearance::of_some_camera(&mut sequence(Sequence::Appearance)),
        };
        let mut photograph = paint::paint(
            &fundus,
            size,
            radius,
            photo_from_field,
            &mut sequence(Sequence::Noise),
        );
        if settings.marked {
            marking::mark(&mut photograph, (0.035 * diameter) as u32);
        }
        let lesions = drawn
            .iter()
            .map(|lesion| {
                let margin = paint::lesion_margin(lesion.kind, radius);
                let bounds = photo_from_field.outer_transformed_box(&lesion.bounds());
                Lesion {
                    kind: lesion.kind,
                    box_in_photo: bounds.inflate(margin, margin),
                }
            })
            .collect();
        Self {
            photograph,
            lesions,
            grade: settings.grade,
            rim: Rim {
                centre_in_photo: point2(centre.0, centre.1),
                radius_in_photo: radius,
            },
            disc_in_photo: photo_from_field.transform_point(anatomy.disc),
            fovea_in_photo: photo_from_field.transform_point(anatomy.fovea),
        }
    }
}
