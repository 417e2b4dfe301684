//! Which lesions an eye of a grade has, where, and their outlines.

use std::f64::consts::{PI, TAU};

use euclid::{Angle, Box2D, point2, vec2};
use rand::Rng;
use zoom_in_net::grade::IcdrGrade;

use crate::anatomy::{Anatomy, FieldSpace, PointInField, VectorInField};
use crate::vessels::{Vessel, outline, tangle};

/// What a lesion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LesionKind {
    /// A red dot, the first sign of retinopathy.
    Microaneurysm,
    /// Blood in the retina (dot, blot or flame) or, in grade 4, before it.
    Haemorrhage,
    /// A group of yellow, sharply bounded specks of lipid.
    HardExudate,
    /// A pale, fluffy patch (cotton-wool spot).
    SoftExudate,
    /// A tangle of new vessels; what makes retinopathy proliferative.
    NewVessels,
}

/// A lesion in the field.
#[derive(Clone, Debug)]
pub struct RenderedLesion {
    /// Its kind.
    pub kind: LesionKind,
    /// Filled outlines, each with its opacity.
    pub outlines: Vec<(Vec<PointInField>, f64)>,
}

impl RenderedLesion {
    /// The box around all its outlines.
    pub fn bounds(&self) -> Box2D<f64, FieldSpace> {
        Box2D::from_points(self.outlines.iter().flat_map(|(outline, _)| outline))
    }
}

/// What is needed to find room for lesions.
pub struct Eyeground<'a> {
    /// Its landmarks.
    pub anatomy: &'a Anatomy,
    /// Its vessels.
    pub vessels: &'a [Vessel],
    /// Size of the lesions; 1 is lifelike.
    pub lesion_scale: f64,
}

/// How many lesions of a kind a grade has: least and most.
fn plan(grade: IcdrGrade) -> [(LesionKind, u32, u32); 5] {
    use LesionKind::{Haemorrhage, HardExudate, Microaneurysm, NewVessels, SoftExudate};
    let counts = match grade {
        IcdrGrade::None => [(0, 0), (0, 0), (0, 0), (0, 0), (0, 0)],
        IcdrGrade::Mild => [(0, 0), (0, 0), (0, 0), (0, 0), (3, 8)],
        IcdrGrade::Moderate => [(0, 0), (0, 2), (2, 5), (4, 10), (8, 18)],
        IcdrGrade::Severe => [(0, 0), (2, 5), (2, 6), (22, 34), (16, 28)],
        IcdrGrade::Proliferative => [(1, 2), (1, 4), (1, 4), (12, 22), (10, 20)],
    };
    // The largest first, while there is room.
    let kinds = [
        NewVessels,
        SoftExudate,
        HardExudate,
        Haemorrhage,
        Microaneurysm,
    ];
    std::array::from_fn(|index| (kinds[index], counts[index].0, counts[index].1))
}

/// The lesions of an eye of `grade`; none overlaps another.
pub fn lesions_of(grade: IcdrGrade, eye: &Eyeground, rng: &mut impl Rng) -> Vec<RenderedLesion> {
    let mut lesions = Vec::new();
    let mut taken: Vec<(PointInField, f64)> = Vec::new();
    for (kind, min, max) in plan(grade) {
        for index in 0..rng.random_range(min..=max) {
            let preretinal =
                grade == IcdrGrade::Proliferative && kind == LesionKind::Haemorrhage && index == 0;
            let reach = eye.lesion_scale
                * match kind {
                    LesionKind::NewVessels => rng.random_range(0.09..0.15),
                    LesionKind::Haemorrhage if preretinal => rng.random_range(0.13..0.20),
                    LesionKind::Haemorrhage => rng.random_range(0.014..0.042),
                    LesionKind::HardExudate => rng.random_range(0.045..0.11),
                    LesionKind::SoftExudate => rng.random_range(0.035..0.06),
                    LesionKind::Microaneurysm => rng.random_range(0.007..0.0115),
                };
            let Some(place) = room(kind, reach, eye, &taken, rng) else {
                continue;
            };
            taken.push((place, reach));
            let outlines = match kind {
                LesionKind::NewVessels => new_vessels(place, reach, rng),
                LesionKind::Haemorrhage if preretinal => vec![(boat(place, reach), 0.95)],
                LesionKind::Haemorrhage if rng.random_bool(0.3) => {
                    flame(place, 1.3 * reach, eye.anatomy, rng)
                }
                LesionKind::Haemorrhage => {
                    vec![(blob(place, reach, 0.22, rng), rng.random_range(0.6..0.95))]
                }
                LesionKind::HardExudate => specks(place, reach, rng),
                LesionKind::SoftExudate => fluff(place, reach, rng),
                LesionKind::Microaneurysm => {
                    vec![(blob(place, reach, 0.08, rng), rng.random_range(0.7..1.0))]
                }
            };
            lesions.push(RenderedLesion { kind, outlines });
        }
    }
    lesions
}

/// A free place where lesions of this kind occur, or none after many tries.
fn room(
    kind: LesionKind,
    reach: f64,
    eye: &Eyeground,
    taken: &[(PointInField, f64)],
    rng: &mut impl Rng,
) -> Option<PointInField> {
    let spread = match kind {
        LesionKind::HardExudate => 0.45,
        LesionKind::NewVessels => 0.7,
        _ => 0.82,
    };
    // Small lesions keep off the vessels; larger ones lie over or under them.
    let off_vessels =
        matches!(kind, LesionKind::Microaneurysm | LesionKind::Haemorrhage) && reach < 0.1;
    for _ in 0..400 {
        let distance = spread * rng.random_range(0.0..1.0f64).sqrt();
        let turn = Angle::radians(rng.random_range(0.0..TAU));
        let place = eye.anatomy.fovea * 0.5 + VectorInField::from_angle_and_length(turn, distance);
        let free = place.to_vector().length() + 1.4 * reach < 0.95
            && eye.anatomy.disc_distance(place) > 1.35 + 1.4 * reach / eye.anatomy.disc_radius
            && (place - eye.anatomy.fovea).length() > reach + 0.05
            && taken
                .iter()
                .all(|(other, size)| (*other - place).length() > 1.5 * (size + reach))
            && (!off_vessels
                || eye
                    .vessels
                    .iter()
                    .all(|vessel| vessel.distance(place) > 1.2 * reach));
        if free {
            return Some(place);
        }
    }
    None
}

/// A closed outline around `centre`; `unevenness` is how far its radius strays.
fn blob(
    centre: PointInField,
    radius: f64,
    unevenness: f64,
    rng: &mut impl Rng,
) -> Vec<PointInField> {
    let waves: Vec<(f64, f64, f64)> = (2..6)
        .map(|lobes| {
            let reach = unevenness * rng.random_range(0.2..1.0) * 1.6 / f64::from(lobes);
            (f64::from(lobes), reach, rng.random_range(0.0..TAU))
        })
        .collect();
    (0..36)
        .map(|index| {
            let turn = TAU * f64::from(index) / 36.0;
            let stray: f64 = waves
                .iter()
                .map(|(lobes, reach, phase)| reach * (lobes * turn + phase).sin())
                .sum();
            let at = radius * (1.0 + stray).max(0.3);
            centre + vec2(at * turn.cos(), at * turn.sin())
        })
        .collect()
}

/// Splinters along the nerve fibres, which leave the disc and arch over the macula.
fn flame(
    centre: PointInField,
    reach: f64,
    anatomy: &Anatomy,
    rng: &mut impl Rng,
) -> Vec<(Vec<PointInField>, f64)> {
    let fibres = (centre - anatomy.disc).angle_from_x_axis().radians;
    (0..rng.random_range(5..9))
        .map(|_| {
            let heading = fibres + rng.random_range(-0.22..0.22);
            let across = rng.random_range(-0.42..0.42) * reach;
            let shift = rng.random_range(-0.3..0.3) * reach;
            let half = reach * rng.random_range(0.45..0.75);
            let thick = reach * rng.random_range(0.10..0.2);
            let splinter = (0..24)
                .map(|index| {
                    let turn = TAU * f64::from(index) / 24.0;
                    let (x, y) = (half * turn.cos() + shift, thick * turn.sin() + across);
                    centre
                        + vec2(
                            x * heading.cos() - y * heading.sin(),
                            x * heading.sin() + y * heading.cos(),
                        )
                })
                .collect();
            (splinter, rng.random_range(0.4..0.8))
        })
        .collect()
}

/// Blood before the retina settles under a level surface.
fn boat(centre: PointInField, reach: f64) -> Vec<PointInField> {
    (0..=40)
        .map(|index| {
            let turn = PI * f64::from(index) / 40.0;
            point2(
                centre.x + reach * turn.cos(),
                centre.y - 0.3 * reach + 0.8 * reach * turn.sin(),
            )
        })
        .collect()
}

/// Exudate specks, scattered or in part of a ring.
fn specks(centre: PointInField, reach: f64, rng: &mut impl Rng) -> Vec<(Vec<PointInField>, f64)> {
    let in_ring = rng.random_bool(0.4);
    let ring_start = rng.random_range(0.0..TAU);
    (0..rng.random_range(8..26))
        .map(|_| {
            let (turn, distance): (f64, f64) = if in_ring {
                (
                    ring_start + rng.random_range(0.0..4.2),
                    rng.random_range(0.78..1.0),
                )
            } else {
                (rng.random_range(0.0..TAU), rng.random_range(0.0..1.0))
            };
            let at = centre + vec2(distance * reach * turn.cos(), distance * reach * turn.sin());
            // Many small ones, few large ones.
            let size = reach * (0.05 + 0.17 * rng.random_range(0.0..1.0f64).powi(3));
            (blob(at, size, 0.35, rng), rng.random_range(0.6..1.0))
        })
        .collect()
}

fn fluff(centre: PointInField, reach: f64, rng: &mut impl Rng) -> Vec<(Vec<PointInField>, f64)> {
    (0..rng.random_range(4..8))
        .map(|_| {
            let offset = vec2(rng.random_range(-0.5..0.5), rng.random_range(-0.35..0.35)) * reach;
            let radius = reach * rng.random_range(0.25..0.55);
            (
                blob(centre + offset, radius, 0.3, rng),
                rng.random_range(0.35..0.6),
            )
        })
        .collect()
}

fn new_vessels(
    centre: PointInField,
    reach: f64,
    rng: &mut impl Rng,
) -> Vec<(Vec<PointInField>, f64)> {
    tangle(centre, reach, rng)
        .iter()
        .filter(|vessel| vessel.line.len() > 2)
        .map(|vessel| (outline(vessel, 1.0), 0.85))
        .collect()
}
