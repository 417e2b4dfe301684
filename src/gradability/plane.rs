//! Planes of numbers over the field of view, and the few filters the gate needs.

use crate::preparation::enlarge;

/// Side of the square that the features are computed on: the field spans it, so that a filter's width
/// means the same share of the retina in every photograph.
pub(super) const SIDE: usize = 256;

/// `SIDE` × `SIDE` numbers, row by row.
pub(super) type Plane = Vec<f32>;

/// Gaussian blur with the border repeated.
pub(super) fn blur(plane: &[f32], sigma: f32) -> Plane {
    let kernel = gaussian(sigma);
    let rows = blur_rows(plane, &kernel);
    transposed(&blur_rows(&transposed(&rows), &kernel))
}

/// The right half of a normalised Gaussian kernel, from its centre.
fn gaussian(sigma: f32) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil() as i32;
    let half: Vec<f32> = (0..=reach)
        .map(|x| (-0.5 * (x as f32 / sigma).powi(2)).exp())
        .collect();
    let sum = half[0] + 2.0 * half[1..].iter().sum::<f32>();
    half.into_iter().map(|weight| weight / sum).collect()
}

fn blur_rows(plane: &[f32], half_kernel: &[f32]) -> Plane {
    let reach = half_kernel.len() - 1;
    let mut padded = vec![0.0; SIDE + 2 * reach];
    let mut blurred = vec![0.0; SIDE * SIDE];
    for (row, target) in plane.chunks_exact(SIDE).zip(blurred.chunks_exact_mut(SIDE)) {
        padded[..reach].fill(row[0]);
        padded[reach..reach + SIDE].copy_from_slice(row);
        padded[reach + SIDE..].fill(row[SIDE - 1]);
        // One pass per tap over the whole row: the compiler makes vector code of it.
        for (value, centre) in target.iter_mut().zip(row) {
            *value = half_kernel[0] * centre;
        }
        for (tap, &weight) in half_kernel.iter().enumerate().skip(1) {
            let left = &padded[reach - tap..reach - tap + SIDE];
            let right = &padded[reach + tap..reach + tap + SIDE];
            for ((value, left), right) in target.iter_mut().zip(left).zip(right) {
                *value += weight * (left + right);
            }
        }
    }
    blurred
}

fn transposed(plane: &[f32]) -> Plane {
    const TILE: usize = 16;
    let mut target = vec![0.0; SIDE * SIDE];
    for y0 in (0..SIDE).step_by(TILE) {
        for x0 in (0..SIDE).step_by(TILE) {
            for y in y0..y0 + TILE {
                for x in x0..x0 + TILE {
                    target[x * SIDE + y] = plane[y * SIDE + x];
                }
            }
        }
    }
    target
}

/// A coarse copy: means over `cell` × `cell` pixels inside the mask, blurred among the cells and
/// stretched back. Wide blurs cost little this way, and what lies outside the mask takes the value
/// nearest to it.
pub(super) fn background(plane: &[f32], mask: &[bool], cell: usize) -> Plane {
    let cells = SIDE / cell;
    let (mut sums, mut weights) = (vec![0.0f32; cells * cells], vec![0.0f32; cells * cells]);
    for (index, (&value, &inside)) in plane.iter().zip(mask).enumerate() {
        if inside {
            let at = index / SIDE / cell * cells + index % SIDE / cell;
            sums[at] += value;
            weights[at] += 1.0;
        }
    }
    let total: f32 = weights.iter().sum();
    let mean = sums.iter().sum::<f32>() / total.max(1.0);
    // A little of the mean everywhere keeps cells far outside the field defined.
    let smooth = |cells_of: &[f32], floor: f32| -> Vec<f32> {
        let start: Vec<f32> = cells_of.iter().map(|value| value + floor).collect();
        (0..3).fold(start, |values, _| box_of_three(&values, cells))
    };
    let (sums, weights) = (smooth(&sums, 1e-3 * mean), smooth(&weights, 1e-3));
    let coarse: Vec<f32> = sums
        .iter()
        .zip(&weights)
        .map(|(sum, weight)| sum / weight)
        .collect();
    enlarge(&coarse, SIDE as u32)
}

fn box_of_three(values: &[f32], cells: usize) -> Vec<f32> {
    let at = |x: i32, y: i32| {
        let limit = cells as i32 - 1;
        values[y.clamp(0, limit) as usize * cells + x.clamp(0, limit) as usize]
    };
    (0..cells * cells)
        .map(|index| {
            let (x, y) = ((index % cells) as i32, (index / cells) as i32);
            (-1..=1)
                .flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)))
                .map(|(dx, dy)| at(x + dx, y + dy))
                .sum::<f32>()
                / 9.0
        })
        .collect()
}

/// How vessel-like each pixel is: the curvature across a dark line of width `sigma`, less the
/// curvature along it, averaged along the line where neighbours run the same way.
pub(super) fn vessels(plane: &[f32], sigma: f32) -> Plane {
    let smooth = blur(plane, sigma);
    let mut strength = vec![0.0f32; SIDE * SIDE];
    let mut along = vec![(0.0f32, 0.0f32); SIDE * SIDE];
    for y in 1..SIDE - 1 {
        for x in 1..SIDE - 1 {
            let at = |dx: i32, dy: i32| {
                smooth[(y as i32 + dy) as usize * SIDE + (x as i32 + dx) as usize]
            };
            let centre = at(0, 0);
            let xx = at(-1, 0) + at(1, 0) - 2.0 * centre;
            let yy = at(0, -1) + at(0, 1) - 2.0 * centre;
            let xy = 0.25 * (at(-1, -1) + at(1, 1) - at(1, -1) - at(-1, 1));
            let half_trace = 0.5 * (xx + yy);
            let spread = (0.25 * (xx - yy) * (xx - yy) + xy * xy).sqrt();
            let (across, lengthwise) = (half_trace + spread, half_trace - spread);
            let response = sigma * sigma * (across - 2.0 * lengthwise.abs());
            if response > 0.0 {
                let index = y * SIDE + x;
                strength[index] = response;
                // The normal's double angle has the cosine (xx − yy)/2 and the sine xy.
                let angle = 0.5 * xy.atan2(0.5 * (xx - yy));
                along[index] = (-angle.sin(), angle.cos());
            }
        }
    }
    aligned(&strength, &along)
}

/// Steps along a line, in pixels to each side, over which a vessel's response is averaged.
const STEPS_ALONG: [f32; 6] = [-6.0, -4.0, -2.0, 2.0, 4.0, 6.0];

fn aligned(strength: &[f32], along: &[(f32, f32)]) -> Plane {
    let mut response = vec![0.0; SIDE * SIDE];
    for y in 7..SIDE - 7 {
        for x in 7..SIDE - 7 {
            let index = y * SIDE + x;
            if strength[index] == 0.0 {
                continue;
            }
            let (dx, dy) = along[index];
            let mut sum = strength[index];
            for step in STEPS_ALONG {
                let there = (y as f32 + step * dy).round() as usize * SIDE
                    + (x as f32 + step * dx).round() as usize;
                let agreement = dx * along[there].0 + dy * along[there].1;
                sum += strength[there] * agreement * agreement;
            }
            response[index] = sum / (STEPS_ALONG.len() + 1) as f32;
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(value: impl Fn(f32, f32) -> f32) -> Plane {
        (0..SIDE * SIDE)
            .map(|index| value((index % SIDE) as f32, (index / SIDE) as f32))
            .collect()
    }

    #[test]
    fn blurring_spreads_a_point_evenly_and_keeps_its_sum() {
        let point = drawn(|x, y| f32::from(u8::from(x == 100.0 && y == 80.0)));
        let blurred = blur(&point, 2.0);
        assert!((blurred.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        let at = |x: usize, y: usize| blurred[y * SIDE + x];
        assert!((at(100, 80) - 1.0 / (std::f32::consts::TAU * 4.0)).abs() < 1e-3);
        for (a, b) in [
            (at(103, 80), at(97, 80)),
            (at(100, 83), at(103, 80)),
            (at(102, 84), at(98, 76)),
        ] {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn the_background_continues_beyond_the_mask_with_what_is_near_it() {
        let plane = drawn(|x, _| if x < 128.0 { 0.3 } else { 9.0 });
        let mask: Vec<bool> = (0..SIDE * SIDE).map(|index| index % SIDE < 128).collect();
        let background = background(&plane, &mask, 8);
        assert!(background.iter().all(|value| (value - 0.3).abs() < 1e-3));
    }

    #[test]
    fn a_dark_line_is_a_vessel_and_a_spot_an_edge_and_a_bright_line_are_less_of_one() {
        let line = |x: f32, y: f32| (0.6 * x + 0.8 * y - 180.0) / 2.0;
        let strength = |plane: &Plane| {
            let response = vessels(plane, 2.0);
            let middle = 120 * SIDE + 140;
            (0..9)
                .flat_map(|y| (0..9).map(move |x| (x, y)))
                .map(|(x, y)| response[middle + y * SIDE + x])
                .fold(0.0, f32::max)
        };
        let dark_line = strength(&drawn(|x, y| -(-0.5 * line(x, y).powi(2)).exp()));
        let bright_line = strength(&drawn(|x, y| (-0.5 * line(x, y).powi(2)).exp()));
        let edge = strength(&drawn(|x, y| -0.5 * (1.0 + line(x, y).tanh())));
        let spot = strength(&drawn(|x, y| {
            -(-0.125 * ((x - 144.0).powi(2) + (y - 124.0).powi(2))).exp()
        }));
        assert!(dark_line > 0.2, "{dark_line}");
        for less in [bright_line, edge, spot] {
            assert!(less < 0.5 * dark_line, "{less} against {dark_line}");
        }
    }
}
