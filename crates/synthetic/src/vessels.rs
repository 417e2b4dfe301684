//! Arteries and veins: four arcades out of the disc, and branches that wander off them.

use std::f64::consts::PI;

use euclid::{Angle, point2};
use rand::Rng;

use crate::anatomy::{AVASCULAR_RADIUS, Anatomy, PointInField, VectorInField};

/// Distance between two points of a vessel.
const STEP: f64 = 0.012;
/// A vessel thinner than this ends.
const THINNEST: f64 = 0.0032;
/// Branches of branches of branches are as thin as a photograph shows.
const GENERATIONS: u32 = 3;

/// What flows in a vessel, which sets its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blood {
    /// Bright red, in a narrow vessel with a light reflex along its middle.
    Arterial,
    /// Dark red, in a wider vessel.
    Venous,
}

/// A vessel as a line with a width at each point.
#[derive(Clone, Debug)]
pub struct Vessel {
    /// Its blood.
    pub blood: Blood,
    /// Points along its middle, and the full width there.
    pub line: Vec<(PointInField, f64)>,
}

impl Vessel {
    /// Distance of a point to the vessel's wall; negative inside.
    pub fn distance(&self, point: PointInField) -> f64 {
        self.line
            .iter()
            .map(|(at, width)| (*at - point).length() - width / 2.0)
            .fold(f64::INFINITY, f64::min)
    }
}

/// All vessels of an eye.
pub fn grow(anatomy: &Anatomy, rng: &mut impl Rng) -> Vec<Vessel> {
    let mut vessels = Vec::new();
    for blood in [Blood::Venous, Blood::Arterial] {
        for vertical in [-1.0, 1.0] {
            grow_arcade(anatomy, blood, vertical, &TEMPORAL, rng, &mut vessels);
            grow_arcade(anatomy, blood, vertical, &NASAL, rng, &mut vessels);
        }
    }
    for _ in 0..rng.random_range(2..5) {
        // Twigs straight from the disc to the macula.
        let heading = Angle::radians(PI + rng.random_range(-0.9..0.9));
        let twig = Twig {
            blood: Blood::Arterial,
            heading,
            width: rng.random_range(0.006..0.009),
            length: 0.6,
            bound: Bound::Fovea,
            generation: 1,
        };
        let start = anatomy.disc + along(heading) * 0.3 * anatomy.disc_radius;
        wander(anatomy, start, twig, rng, &mut vessels);
    }
    vessels
}

/// Stations of the temporal arcades, from the disc's centre, for the lower half of the field.
const TEMPORAL: [(f64, f64); 7] = [
    (0.0, 0.0),
    (-0.03, 0.20),
    (-0.20, 0.46),
    (-0.54, 0.60),
    (-0.94, 0.54),
    (-1.32, 0.34),
    (-1.75, 0.20),
];
/// Stations of the nasal arcades.
const NASAL: [(f64, f64); 5] = [
    (0.0, 0.0),
    (0.05, 0.17),
    (0.17, 0.38),
    (0.31, 0.62),
    (0.48, 1.0),
];

fn grow_arcade(
    anatomy: &Anatomy,
    blood: Blood,
    vertical: f64,
    stations: &[(f64, f64)],
    rng: &mut impl Rng,
    vessels: &mut Vec<Vessel>,
) {
    let temporal = stations.len() == TEMPORAL.len();
    // The artery of a pair runs inside its vein.
    let (spread, trunk) = match blood {
        Blood::Venous => (rng.random_range(0.98..1.12), rng.random_range(0.025..0.030)),
        Blood::Arterial => (rng.random_range(0.82..0.96), rng.random_range(0.018..0.022)),
    };
    let mut width = if temporal { trunk } else { 0.75 * trunk };
    let jitter = 0.035;
    let stations: Vec<PointInField> = stations
        .iter()
        .enumerate()
        .map(|(index, &(x, y))| {
            let free = if index == 0 { 0.5 } else { 1.0 };
            anatomy.disc
                + euclid::vec2(
                    x + free * rng.random_range(-jitter..jitter),
                    vertical * y * spread + free * rng.random_range(-jitter..jitter),
                )
        })
        .collect();
    let middle = meander(&through(&stations), rng);
    let mut line = Vec::new();
    let mut until_branch = rng.random_range(0.16..0.26);
    for pair in middle.windows(2) {
        line.push((pair[0], width));
        width *= 1.0 - 0.25 * STEP;
        until_branch -= (pair[1] - pair[0]).length();
        if until_branch > 0.0 || pair[0].to_vector().length() > 1.0 {
            continue;
        }
        until_branch = rng.random_range(0.09..0.20);
        let inwards = temporal && rng.random_bool(0.55);
        let tangent = (pair[1] - pair[0]).angle_from_x_axis();
        let to_fovea = (anatomy.fovea - pair[0]).angle_from_x_axis();
        let side = tangent.angle_to(to_fovea).radians.signum() * if inwards { 1.0 } else { -1.0 };
        let branch = Twig {
            blood,
            heading: tangent + Angle::radians(side * rng.random_range(0.5..1.1)),
            width: width * rng.random_range(0.35..0.7),
            length: rng.random_range(0.4..0.9),
            bound: if inwards {
                Bound::Fovea
            } else {
                Bound::Periphery
            },
            generation: 1,
        };
        width *= 0.955;
        wander(anatomy, pair[0], branch, rng, vessels);
    }
    vessels.push(Vessel { blood, line });
}

/// Where a branch is bound for.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Fovea,
    Periphery,
}

/// A branch about to grow.
#[derive(Clone, Copy, Debug)]
struct Twig {
    blood: Blood,
    heading: Angle<f64>,
    width: f64,
    length: f64,
    bound: Bound,
    generation: u32,
}

fn wander(
    anatomy: &Anatomy,
    start: PointInField,
    twig: Twig,
    rng: &mut impl Rng,
    vessels: &mut Vec<Vessel>,
) {
    let Twig {
        mut heading,
        mut width,
        ..
    } = twig;
    let mut at = start;
    let mut line = vec![(at, width)];
    let mut curvature = 0.0;
    let mut until_branch = rng.random_range(0.08..0.22);
    let mut travelled = 0.0;
    while travelled < twig.length && width > THINNEST && at.to_vector().length() < 1.06 {
        let to_fovea = anatomy.fovea - at;
        if to_fovea.length() < AVASCULAR_RADIUS {
            break;
        }
        let goal = match twig.bound {
            Bound::Fovea => to_fovea.angle_from_x_axis(),
            Bound::Periphery => (-to_fovea).angle_from_x_axis(),
        };
        curvature = 0.9 * curvature + rng.random_range(-4.5..4.5);
        heading += Angle::radians(STEP * (curvature + 2.4 * heading.angle_to(goal).radians));
        at += along(heading) * STEP;
        travelled += STEP;
        until_branch -= STEP;
        width *= 1.0 - 1.1 * STEP;
        line.push((at, width));
        if until_branch < 0.0 && twig.generation < GENERATIONS {
            until_branch = rng.random_range(0.08..0.22);
            let side = if rng.random_bool(0.5) { 1.0 } else { -1.0 };
            let branch = Twig {
                heading: heading + Angle::radians(side * rng.random_range(0.4..0.9)),
                width: width * rng.random_range(0.55..0.8),
                length: (twig.length - travelled) * rng.random_range(0.4..0.9),
                generation: twig.generation + 1,
                ..twig
            };
            width *= 0.93;
            wander(anatomy, at, branch, rng, vessels);
        }
    }
    vessels.push(Vessel {
        blood: twig.blood,
        line,
    });
}

/// A tangle of fine vessels, as new vessels grow; each from `centre` outwards.
pub fn tangle(centre: PointInField, reach: f64, rng: &mut impl Rng) -> Vec<Vessel> {
    let twigs = rng.random_range(14..22);
    (0..twigs)
        .map(|index| {
            let mut heading = Angle::radians(
                2.0 * PI * f64::from(index) / f64::from(twigs) + rng.random_range(-0.3..0.3),
            );
            let length = reach * rng.random_range(0.55..1.0);
            let mut at = centre;
            let mut line = vec![(at, 0.007)];
            let mut curl = 0.0;
            while (at - centre).length() < length && line.len() < 90 {
                curl = 0.93 * curl + rng.random_range(-30.0..30.0);
                let out = if line.len() > 1 {
                    (at - centre).angle_from_x_axis()
                } else {
                    heading
                };
                heading += Angle::radians(0.006 * (curl + 10.0 * heading.angle_to(out).radians));
                at += along(heading) * 0.006;
                line.push((at, 0.006));
            }
            Vessel {
                blood: Blood::Arterial,
                line,
            }
        })
        .collect()
}

fn along(heading: Angle<f64>) -> VectorInField {
    VectorInField::from_angle_and_length(heading, 1.0)
}

/// A Catmull-Rom curve through stations.
fn through(stations: &[PointInField]) -> Vec<PointInField> {
    let mut curve = Vec::new();
    for index in 0..stations.len() - 1 {
        let station = |offset: isize| {
            let wanted = index.saturating_add_signed(offset).min(stations.len() - 1);
            stations[wanted].to_vector()
        };
        let (p0, p1, p2, p3) = (station(-1), station(0), station(1), station(2));
        let steps = ((p2 - p1).length() / STEP).ceil().max(1.0);
        for step in 0..steps as usize {
            let t = step as f64 / steps;
            let point = p1 * 2.0
                + (p2 - p0) * t
                + (p0 * 2.0 - p1 * 5.0 + p2 * 4.0 - p3) * (t * t)
                + (p1 * 3.0 - p0 - p2 * 3.0 + p3) * (t * t * t);
            curve.push((point * 0.5).to_point());
        }
    }
    curve
}

/// Lets a smooth curve wind a little, more so away from its origin.
fn meander(curve: &[PointInField], rng: &mut impl Rng) -> Vec<PointInField> {
    let waves: Vec<(f64, f64, f64)> = [(0.011, 9.0), (0.006, 21.0), (0.003, 47.0)]
        .map(|(reach, frequency)| {
            let varied = frequency * rng.random_range(0.8..1.25);
            (reach, varied, rng.random_range(0.0..2.0 * PI))
        })
        .to_vec();
    let mut travelled = 0.0;
    let mut wound = Vec::with_capacity(curve.len());
    for (index, &at) in curve.iter().enumerate() {
        let before = curve[index.saturating_sub(1)];
        let after = curve[(index + 1).min(curve.len() - 1)];
        let tangent = (after - before).normalize();
        travelled += (at - before).length();
        let freedom = (travelled / 0.25).min(1.0);
        let sway: f64 = waves
            .iter()
            .map(|(reach, frequency, phase)| reach * (frequency * travelled + phase).sin())
            .sum();
        wound.push(at + euclid::vec2(-tangent.y, tangent.x) * (freedom * sway));
    }
    wound
}

/// The outline of a vessel, for filling: along one wall and back along the other. `share` scales
/// its width.
pub fn outline(vessel: &Vessel, share: f64) -> Vec<PointInField> {
    let line = &vessel.line;
    let wall = |index: usize, side: f64| {
        let (at, width) = line[index];
        let before = line[index.saturating_sub(1)].0;
        let after = line[(index + 1).min(line.len() - 1)].0;
        let tangent = (after - before).normalize();
        let offset = side * share * width / 2.0;
        point2(at.x - tangent.y * offset, at.y + tangent.x * offset)
    };
    (0..line.len())
        .map(|index| wall(index, 1.0))
        .chain((0..line.len()).rev().map(|index| wall(index, -1.0)))
        .collect()
}
