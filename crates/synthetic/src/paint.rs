//! Colours: the fundus, its vessels and lesions, the camera's light and grain.

use image::{ImageBuffer, Luma, Rgb, RgbImage};
use rand::Rng;

use crate::anatomy::{Anatomy, PhotoFromField, PointInField};
use crate::layers::{Layer, smooth_noise, softening_reach};
use crate::lesions::{LesionKind, RenderedLesion};
use crate::vessels::{Blood, Vessel, outline};

type Colour = [f64; 3];
type Coverage = ImageBuffer<Luma<u8>, Vec<u8>>;

/// How the light of one photograph and the pigment of one eye look.
#[derive(Clone, Copy, Debug)]
pub struct Appearance {
    base: Colour,
    disc: Colour,
    /// How much darker the field's edge is.
    vignette: f64,
    /// Brightest point of the flash.
    light: PointInField,
    /// Strength of the mottling by the choroid.
    mottling: f64,
    grain: f64,
}

impl Appearance {
    /// An appearance as it varies over eyes and cameras.
    pub fn of_some_camera(rng: &mut impl Rng) -> Self {
        let red = rng.random_range(0.66..0.84);
        let green = red * rng.random_range(0.43..0.53);
        Self {
            base: [red, green, green * rng.random_range(0.34..0.48)],
            disc: [
                0.97,
                rng.random_range(0.70..0.78),
                rng.random_range(0.36..0.44),
            ],
            vignette: rng.random_range(0.30..0.48),
            light: PointInField::new(rng.random_range(-0.2..0.2), rng.random_range(-0.2..0.2)),
            mottling: rng.random_range(0.06..0.11),
            grain: rng.random_range(0.010..0.018),
        }
    }
}

/// How far a kind's outlines are softened, as a share of the field's radius.
fn softness(kind: LesionKind) -> f64 {
    match kind {
        LesionKind::Microaneurysm => 0.0022,
        LesionKind::Haemorrhage => 0.0036,
        LesionKind::HardExudate => 0.0018,
        LesionKind::SoftExudate => 0.011,
        LesionKind::NewVessels => 0.0013,
    }
}

/// A pixel is never sharper than this many pixels: the camera's optics.
const MIN_SOFTENING: f64 = 0.45;

fn softening(kind: LesionKind, radius: f64) -> f64 {
    (softness(kind) * radius).max(MIN_SOFTENING)
}

/// Pixels around the outlines of a lesion that it colours.
pub fn lesion_margin(kind: LesionKind, radius: f64) -> f64 {
    softening_reach(softening(kind, radius))
}

/// What is drawn on the fundus.
pub struct Fundus<'a> {
    /// Landmarks.
    pub anatomy: &'a Anatomy,
    /// Vessels.
    pub vessels: &'a [Vessel],
    /// Lesions.
    pub lesions: &'a [RenderedLesion],
    /// Colours and light.
    pub appearance: Appearance,
}

struct Layers {
    veins: Coverage,
    arteries: Coverage,
    reflexes: Coverage,
    lesions: [(LesionKind, Coverage); 5],
}

/// Deepest first.
const LESION_ORDER: [LesionKind; 5] = [
    LesionKind::Microaneurysm,
    LesionKind::HardExudate,
    LesionKind::SoftExudate,
    LesionKind::Haemorrhage,
    LesionKind::NewVessels,
];

/// Paints the photograph of a field of `radius` pixels.
pub fn paint(
    fundus: &Fundus,
    (width, height): (u32, u32),
    radius: f64,
    photo_from_field: PhotoFromField,
    rng: &mut impl Rng,
) -> RgbImage {
    let layers = draw_layers(fundus, (width, height), radius, photo_from_field);
    let appearance = &fundus.appearance;
    let clouds = smooth_noise(width, height, 0.45 * radius, rng);
    let choroid = smooth_noise(width, height, 0.09 * radius, rng);
    let mottles = smooth_noise(width, height, 0.025 * radius, rng);
    let fibres = smooth_noise(width, height, (0.008 * radius).max(1.0), rng);
    let field_from_photo = photo_from_field.inverse().expect("a field has a size");

    RgbImage::from_fn(width, height, |x, y| {
        let at = field_from_photo
            .transform_point(euclid::point2(f64::from(x) + 0.5, f64::from(y) + 0.5));
        let eccentricity = at.to_vector().length();
        let grain: f64 =
            appearance.grain * (rng.random_range(-1.0..1.0) + rng.random_range(-1.0..1.0));
        let inside = ((1.0 - eccentricity) * radius + 0.5).clamp(0.0, 1.0);
        let mut colour = [0.012, 0.010, 0.009];
        if inside > 0.0 {
            let noise =
                |layer: &ImageBuffer<Luma<f32>, Vec<f32>>| f64::from(layer.get_pixel(x, y).0[0]);
            let texture = appearance.mottling
                * (0.9 * noise(&clouds)
                    + 0.8 * noise(&choroid)
                    + 0.5 * noise(&mottles)
                    + 0.35 * noise(&fibres));
            let fundus_colour = ground(fundus, at, texture, noise(&clouds));
            let painted = layers.over(fundus_colour, appearance.base, x, y);
            let light = illumination(appearance, at, eccentricity);
            let lit = painted.map(|value| value * light);
            colour = std::array::from_fn(|channel| {
                colour[channel] + inside * (lit[channel] - colour[channel])
            });
        }
        let grain = grain * (0.25 + 0.75 * inside);
        Rgb(colour.map(|value| ((value + grain) * 255.0).round().clamp(0.0, 255.0) as u8))
    })
}

fn draw_layers(
    fundus: &Fundus,
    (width, height): (u32, u32),
    radius: f64,
    photo_from_field: PhotoFromField,
) -> Layers {
    let empty = || Layer::new(width, height, photo_from_field);
    let (mut veins, mut arteries, mut reflexes) = (empty(), empty(), empty());
    for vessel in fundus.vessels.iter().filter(|vessel| vessel.line.len() > 2) {
        // There is less blood in the light's way through a thin vessel.
        let density = (0.35 + 0.65 * vessel.line[0].1 / 0.015).min(1.0);
        match vessel.blood {
            Blood::Venous => veins.fill(&outline(vessel, 1.0), density),
            Blood::Arterial => arteries.fill(&outline(vessel, 1.0), density),
        }
        let reflex = match vessel.blood {
            Blood::Venous => 0.35,
            Blood::Arterial => 0.8,
        };
        // Only in a wide vessel is the reflex seen.
        if vessel.line[0].1 > 0.012 {
            reflexes.fill(&outline(vessel, 0.28), reflex);
        }
    }
    let soft = |share: f64| (share * radius).max(MIN_SOFTENING);
    Layers {
        veins: veins.softened(soft(0.0017)),
        arteries: arteries.softened(soft(0.0015)),
        reflexes: reflexes.softened(soft(0.0017)),
        lesions: LESION_ORDER.map(|kind| {
            let mut layer = empty();
            for lesion in fundus.lesions.iter().filter(|lesion| lesion.kind == kind) {
                for (outline, opacity) in &lesion.outlines {
                    layer.fill(outline, *opacity);
                }
            }
            (kind, layer.softened(softening(kind, radius)))
        }),
    }
}

impl Layers {
    fn over(&self, ground: Colour, base: Colour, x: u32, y: u32) -> Colour {
        let cover = |layer: &Coverage| f64::from(layer.get_pixel(x, y).0[0]) / 255.0;
        let mut colour = absorb(ground, [0.88, 0.60, 0.58], cover(&self.arteries));
        colour = absorb(colour, [0.72, 0.44, 0.46], cover(&self.veins));
        colour = absorb(colour, [1.12, 1.28, 1.26], 0.8 * cover(&self.reflexes));
        for (kind, layer) in &self.lesions {
            let cover = cover(layer);
            if cover == 0.0 {
                continue;
            }
            colour = match kind {
                LesionKind::Microaneurysm => absorb(colour, [0.68, 0.40, 0.52], cover),
                // Blood hides the vessels behind it.
                LesionKind::Haemorrhage => {
                    mix(colour, absorb(base, [0.58, 0.34, 0.48], 1.0), 0.95 * cover)
                }
                LesionKind::NewVessels => absorb(colour, [0.82, 0.50, 0.62], cover),
                LesionKind::HardExudate => mix(colour, [1.0, 0.90, 0.42], 0.9 * cover),
                LesionKind::SoftExudate => mix(colour, [0.95, 0.82, 0.60], 0.8 * cover),
            };
        }
        colour
    }
}

/// The fundus without vessels and lesions, evenly lit.
fn ground(fundus: &Fundus, at: PointInField, texture: f64, clouds: f64) -> Colour {
    let Fundus {
        anatomy,
        appearance,
        ..
    } = fundus;
    let from_fovea = (at - anatomy.fovea).length();
    let macula = (-(from_fovea / 0.24).powi(2)).exp();
    let fovea = (-(from_fovea / 0.075).powi(2)).exp();
    let reflex = (-(from_fovea / 0.010).powi(2)).exp();
    // Green light sees the texture and the macular pigment best.
    let depth = [0.55, 1.0, 0.9];
    let mut colour: Colour = std::array::from_fn(|channel| {
        let pigment = 1.0 - depth[channel] * (0.17 * macula + 0.20 * fovea);
        appearance.base[channel] * pigment * (1.0 + depth[channel] * texture) + 0.08 * reflex
    });
    // Nerve fibres pale the fundus around the disc.
    let from_disc = anatomy.disc_distance(at);
    let halo = 0.16 * (-((from_disc - 1.0).max(0.0) / 1.1)).exp();
    colour = mix(colour, [0.93, 0.62, 0.34], halo);
    // The disc's rim is sharper on its temporal side, towards the fovea.
    let blur = if at.x < anatomy.disc.x { 0.07 } else { 0.13 };
    let disc = 1.0 / (1.0 + ((from_disc - 1.0 + 0.03 * clouds) / (0.5 * blur)).exp());
    let cup = 1.0 / (1.0 + ((from_disc - anatomy.cup) / 0.07).exp());
    let rim: Colour = [
        appearance.disc[0] * 0.97,
        appearance.disc[1] * 0.84,
        appearance.disc[2] * 0.72,
    ];
    let pale: Colour = [
        appearance.disc[0] * 1.02,
        appearance.disc[1] * 1.14,
        appearance.disc[2] * 1.35,
    ];
    let disc_colour = mix(rim, pale, cup).map(|value| value * (1.0 + 0.5 * texture));
    mix(colour, disc_colour, 0.93 * disc)
}

fn illumination(appearance: &Appearance, at: PointInField, eccentricity: f64) -> f64 {
    let from_light = (at - appearance.light).length();
    // The last hundredths of the field lie in the aperture's half-shadow.
    let shadow = ((1.0 - eccentricity) / 0.02).clamp(0.0, 1.0);
    (1.06 - appearance.vignette * from_light.powi(2) * 0.75) * (0.72 + 0.28 * shadow)
}

fn absorb(colour: Colour, transmission: Colour, cover: f64) -> Colour {
    std::array::from_fn(|channel| colour[channel] * (1.0 + cover * (transmission[channel] - 1.0)))
}

fn mix(colour: Colour, other: Colour, share: f64) -> Colour {
    std::array::from_fn(|channel| colour[channel] + share * (other[channel] - colour[channel]))
}
