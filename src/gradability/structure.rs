//! Detail and vessels: whether the retina is in focus, and whether it is a retina.

use super::features::{DARK, Features, GRID, MIN_SHARE_OF_CELL};
use super::field::Field;
use super::plane::{Plane, background, blur, vessels};
use super::statistics::{moments, quantile};

/// Widths of the blurs between which detail is measured, in 1/256 of the field.
const WIDTHS: [f32; 4] = [0.7, 1.4, 2.8, 5.6];

pub(super) fn structure(field: &Field, features: &mut Features) {
    let green = field.filled(1);
    let wide = background(&green, &field.mask, 8);
    let contrast: Plane = green
        .iter()
        .zip(&wide)
        .map(|(value, wide)| (value - wide) / (wide + 2.0 * DARK))
        .collect();
    features.push("contrast", log_rms(field, &contrast));
    detail(field, &contrast, features);
    let red = field.filled(0);
    let red_wide = background(&red, &field.mask, 8);
    let red_contrast: Plane = red
        .iter()
        .zip(&red_wide)
        .map(|(value, wide)| (value - wide) / (wide + 2.0 * DARK))
        .collect();
    features.push("red_contrast", log_rms(field, &red_contrast));
    let absolute: Plane = green
        .iter()
        .zip(&wide)
        .map(|(value, wide)| value - wide)
        .collect();
    features.push("absolute_contrast", log_rms(field, &absolute));

    const NAMES: [[&str; 9]; 2] = [
        [
            "thin_vessels_mean",
            "thin_vessels_p90",
            "thin_vessels_p98",
            "thin_vessels_peakedness",
            "thin_vessels_centre",
            "thin_vessels_least",
            "thin_vessels_median",
            "thin_vessels_most",
            "thin_vessels_bare_share",
        ],
        [
            "wide_vessels_mean",
            "wide_vessels_p90",
            "wide_vessels_p98",
            "wide_vessels_peakedness",
            "wide_vessels_centre",
            "wide_vessels_least",
            "wide_vessels_median",
            "wide_vessels_most",
            "wide_vessels_bare_share",
        ],
    ];
    for (sigma, names) in [1.3, 2.6].into_iter().zip(NAMES) {
        let response = vessels(&contrast, sigma);
        let values = field.sorted_inside(&response);
        let (mean, _) = moments(values.iter().copied());
        let cells = field.cells(GRID, MIN_SHARE_OF_CELL, |index| response[index]);
        let mut strengths: Vec<f32> = cells.iter().map(|cell| cell.mean).collect();
        strengths.sort_unstable_by(f32::total_cmp);
        let centre = moments(
            cells
                .iter()
                .filter(|cell| cell.x.hypot(cell.y) < 0.4)
                .map(|cell| cell.mean),
        )
        .0;
        let bare = strengths
            .iter()
            .filter(|strength| **strength < 0.002)
            .count();
        let log = |value: f32| (value + 1e-4).ln();
        let figures = [
            log(mean),
            log(quantile(&values, 0.9)),
            log(quantile(&values, 0.98)),
            log(quantile(&values, 0.98)) - log(mean),
            log(centre),
            log(quantile(&strengths, 0.1)),
            log(quantile(&strengths, 0.5)),
            log(quantile(&strengths, 0.9)),
            bare as f32 / strengths.len().max(1) as f32,
        ];
        for (name, figure) in names.into_iter().zip(figures) {
            features.push(name, figure);
        }
    }
}

/// Detail between successive blurs: how much there is, and how much of it is in few strong edges.
fn detail(field: &Field, contrast: &Plane, features: &mut Features) {
    const NAMES: [[&str; 3]; 4] = [
        [
            "detail_finest",
            "detail_finest_peakedness",
            "detail_finest_skewness",
        ],
        [
            "detail_fine",
            "detail_fine_peakedness",
            "detail_fine_skewness",
        ],
        [
            "detail_middle",
            "detail_middle_peakedness",
            "detail_middle_skewness",
        ],
        [
            "detail_coarse",
            "detail_coarse_peakedness",
            "detail_coarse_skewness",
        ],
    ];
    let mut sharper = contrast.clone();
    let mut logs = Vec::new();
    for (width, names) in WIDTHS.into_iter().zip(NAMES) {
        let softer = blur(contrast, width);
        let band: Plane = sharper.iter().zip(&softer).map(|(a, b)| a - b).collect();
        let n = field.inside.len().max(1) as f32;
        let sum = |power: &dyn Fn(f32) -> f32| {
            field.inside.iter().map(|&i| power(band[i])).sum::<f32>() / n
        };
        let square = sum(&|v| v * v) + 1e-9;
        logs.push(0.5 * square.ln());
        features.push(names[0], 0.5 * square.ln());
        features.push(names[1], (square.sqrt() / (sum(&|v| v.abs()) + 1e-6)).ln());
        features.push(names[2], sum(&|v| v.powi(3)) / square.powf(1.5));
        sharper = softer;
    }
    features.push("sharpness_finest", logs[0] - logs[2]);
    features.push("sharpness_fine", logs[1] - logs[3]);
}

fn log_rms(field: &Field, plane: &Plane) -> f32 {
    let n = field.inside.len().max(1) as f32;
    0.5 * (field
        .inside
        .iter()
        .map(|&i| plane[i] * plane[i])
        .sum::<f32>()
        / n
        + 1e-8)
        .ln()
}
