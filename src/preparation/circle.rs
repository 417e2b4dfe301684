//! Robust fit of a circle to the edge of the field, parts of which may be straight or missing.

/// A circle in pixels of the image whose edge was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Circle {
    pub x: f64,
    pub y: f64,
    pub radius: f64,
}

/// Fewest edge points that say anything about a circle.
const MIN_POINTS: usize = 40;
/// Triples of edge points tried; with half of the points on the circle one in eight is good.
const TRIPLES: usize = 400;
/// How far from the circle, of the image's longest side, an edge point may lie.
const TOLERANCE: f64 = 0.006;
/// Least share of the edge points on the circle.
const MIN_INLIERS: f64 = 0.35;
/// Least share of the circle's directions in which its edge is seen.
const MIN_ARC: f64 = 0.3;
/// Directions that the seen arc is counted in.
const DIRECTIONS: usize = 36;

/// The circle that most of `edge` lies on: consensus of sampled triples, refined by least squares;
/// `None` where the edge is no circle. The triples are a fixed sequence, so the same edge always
/// gives the same circle.
pub(super) fn fit_circle(edge: &[(f64, f64)], longest_side: f64) -> Option<Circle> {
    if edge.len() < MIN_POINTS {
        return None;
    }
    let tolerance = (TOLERANCE * longest_side).max(1.0);
    let plausible =
        |circle: &Circle| circle.radius > 0.15 * longest_side && circle.radius < 1.2 * longest_side;
    let inliers = |circle: &Circle| -> Vec<(f64, f64)> {
        edge.iter()
            .copied()
            .filter(|&(x, y)| {
                ((x - circle.x).hypot(y - circle.y) - circle.radius).abs() < tolerance
            })
            .collect()
    };
    let best = triples(edge.len())
        .filter_map(|[a, b, c]| least_squares(&[edge[a], edge[b], edge[c]]))
        .filter(plausible)
        .max_by_key(|circle| inliers(circle).len())?;
    let mut circle = best;
    for _ in 0..3 {
        circle = least_squares(&inliers(&circle)).filter(plausible)?;
    }
    let on_circle = inliers(&circle);
    let mut seen = [false; DIRECTIONS];
    for (x, y) in &on_circle {
        let turn = (y - circle.y).atan2(x - circle.x) / std::f64::consts::TAU + 0.5;
        seen[((turn * DIRECTIONS as f64) as usize).min(DIRECTIONS - 1)] = true;
    }
    let arc = seen.iter().filter(|seen| **seen).count() as f64 / DIRECTIONS as f64;
    let share = on_circle.len() as f64 / edge.len() as f64;
    (share >= MIN_INLIERS && arc >= MIN_ARC).then_some(circle)
}

/// Triples of different indices below `n`, spread by a low-discrepancy sequence.
fn triples(n: usize) -> impl Iterator<Item = [usize; 3]> {
    // Powers of the plastic number's inverse spread three coordinates evenly (Roberts, 2018).
    const STEPS: [f64; 3] = [
        0.819_172_513_396_164_4,
        0.671_043_606_703_789_3,
        0.549_700_477_901_971,
    ];
    (1..=TRIPLES)
        .map(move |k| STEPS.map(|step| ((k as f64 * step).fract() * n as f64) as usize))
        .filter(|[a, b, c]| a != b && b != c && a != c)
}

/// Kåsa's fit: minimises the sum of (x² + y² − 2ax − 2by − c)², which is linear in a, b and c.
fn least_squares(points: &[(f64, f64)]) -> Option<Circle> {
    if points.len() < 3 {
        return None;
    }
    let n = points.len() as f64;
    let (mean_x, mean_y) = points
        .iter()
        .fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x / n, sy + y / n));
    let (mut uu, mut uv, mut vv, mut uz, mut vz, mut zz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in points {
        let (u, v) = (x - mean_x, y - mean_y);
        let z = u * u + v * v;
        uu += u * u;
        uv += u * v;
        vv += v * v;
        uz += u * z;
        vz += v * z;
        zz += z;
    }
    let determinant = uu * vv - uv * uv;
    if determinant.abs() < 1e-9 * (uu + vv).powi(2) {
        return None;
    }
    let a = (uz * vv - vz * uv) / (2.0 * determinant);
    let b = (vz * uu - uz * uv) / (2.0 * determinant);
    let radius = (zz / n + a * a + b * b).sqrt();
    Some(Circle {
        x: a + mean_x,
        y: b + mean_y,
        radius,
    })
}
