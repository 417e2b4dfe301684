//! What the gate measures in a photograph.

use super::field::Field;
use super::plane::{Plane, SIDE};
use super::statistics::{entropy, moments, quantile};
use super::structure::structure;

/// Cells a side of the grid on which evenness is measured.
pub(super) const GRID: usize = 8;
/// A cell counts where at least this share of it lies in the field.
pub(super) const MIN_SHARE_OF_CELL: f32 = 0.5;
/// Keeps ratios of brightness finite in the dark; about five grey levels.
pub(super) const DARK: f32 = 0.02;

/// Named measurements, always the same ones in the same order.
pub(super) struct Features(pub Vec<(&'static str, f32)>);

impl Features {
    pub(super) fn push(&mut self, name: &'static str, value: f32) {
        self.0.push((name, value));
    }
}

/// Measures a photograph.
pub(super) fn measure(field: &Field) -> Features {
    let mut features = Features(Vec::with_capacity(96));
    brightness(field, &mut features);
    colour(field, &mut features);
    evenness(field, &mut features);
    structure(field, &mut features);
    features
}

fn brightness(field: &Field, features: &mut Features) {
    const NAMES: [[&str; 6]; 3] = [
        [
            "red_mean",
            "red_deviation",
            "red_p05",
            "red_p50",
            "red_p95",
            "red_entropy",
        ],
        [
            "green_mean",
            "green_deviation",
            "green_p05",
            "green_p50",
            "green_p95",
            "green_entropy",
        ],
        [
            "blue_mean",
            "blue_deviation",
            "blue_p05",
            "blue_p50",
            "blue_p95",
            "blue_entropy",
        ],
    ];
    for (plane, names) in field.rgb.iter().zip(NAMES) {
        let values = field.sorted_inside(plane);
        let (mean, deviation) = moments(values.iter().copied());
        let figures = [
            mean,
            deviation,
            quantile(&values, 0.05),
            quantile(&values, 0.5),
            quantile(&values, 0.95),
            entropy(&values),
        ];
        for (name, figure) in names.into_iter().zip(figures) {
            features.push(name, figure);
        }
    }
    let brightest = |index: usize| {
        field
            .rgb
            .iter()
            .map(|plane| plane[index])
            .fold(0.0, f32::max)
    };
    features.push("dark_share", field.share(|index| brightest(index) < 0.16));
    features.push(
        "bright_share",
        field.share(|index| field.rgb[1][index] > 0.85),
    );
    features.push(
        "red_clipped_share",
        field.share(|index| field.rgb[0][index] > 0.98),
    );
    features.push("kept_share", field.kept_share);
    features.push(
        "inside_share",
        field.inside.len() as f32 / (SIDE * SIDE) as f32,
    );
}

fn colour(field: &Field, features: &mut Features) {
    let [red, green, blue] = &field.rgb;
    features.push(
        "fundus_order_share",
        field.share(|i| red[i] > green[i] && green[i] > blue[i] - 0.02),
    );
    let ratio = |above: &Plane, below: &Plane| -> Plane {
        above
            .iter()
            .zip(below)
            .map(|(a, b)| ((a + DARK) / (b + DARK)).ln())
            .collect()
    };
    let saturation: Plane = (0..SIDE * SIDE)
        .map(|i| {
            let high = red[i].max(green[i]).max(blue[i]);
            (high - red[i].min(green[i]).min(blue[i])) / (high + DARK)
        })
        .collect();
    for (names, plane) in [
        (
            [
                "red_to_green",
                "red_to_green_deviation",
                "red_to_green_p05",
                "red_to_green_p95",
            ],
            ratio(red, green),
        ),
        (
            [
                "blue_to_green",
                "blue_to_green_deviation",
                "blue_to_green_p05",
                "blue_to_green_p95",
            ],
            ratio(blue, green),
        ),
        (
            [
                "saturation",
                "saturation_deviation",
                "saturation_p05",
                "saturation_p95",
            ],
            saturation,
        ),
    ] {
        let values = field.sorted_inside(&plane);
        let (mean, deviation) = moments(values.iter().copied());
        let figures = [
            mean,
            deviation,
            quantile(&values, 0.05),
            quantile(&values, 0.95),
        ];
        for (name, figure) in names.into_iter().zip(figures) {
            features.push(name, figure);
        }
    }
}

fn evenness(field: &Field, features: &mut Features) {
    const NAMES: [[&str; 7]; 3] = [
        [
            "red_cells_deviation",
            "red_cells_darkest",
            "red_cells_brightest",
            "red_centre",
            "red_edge",
            "red_slope",
            "red_bend",
        ],
        [
            "green_cells_deviation",
            "green_cells_darkest",
            "green_cells_brightest",
            "green_centre",
            "green_edge",
            "green_slope",
            "green_bend",
        ],
        [
            "blue_cells_deviation",
            "blue_cells_darkest",
            "blue_cells_brightest",
            "blue_centre",
            "blue_edge",
            "blue_slope",
            "blue_bend",
        ],
    ];
    let mut channel_cells = Vec::new();
    for (plane, names) in field.rgb.iter().zip(NAMES) {
        let cells = field.cells(GRID, MIN_SHARE_OF_CELL, |index| plane[index]);
        let mean = cells.iter().map(|cell| cell.mean).sum::<f32>() / cells.len().max(1) as f32;
        let relative: Vec<f32> = cells
            .iter()
            .map(|cell| ((cell.mean + DARK) / (mean + DARK)).ln())
            .collect();
        let (_, deviation) = moments(relative.iter().copied());
        let mean_where = |keep: &dyn Fn(f32) -> bool| {
            moments(
                cells
                    .iter()
                    .zip(&relative)
                    .filter(|(cell, _)| keep(cell.x.hypot(cell.y)))
                    .map(|(_, value)| *value),
            )
            .0
        };
        let slope = |axis: &dyn Fn(usize) -> f32| {
            let weight: f32 = (0..cells.len()).map(|i| axis(i).powi(2)).sum();
            (0..cells.len()).map(|i| axis(i) * relative[i]).sum::<f32>() / weight.max(1e-6)
        };
        let steepest = slope(&|i| cells[i].x).hypot(slope(&|i| cells[i].y));
        let bend = neighbours_difference(
            &cells
                .iter()
                .map(|cell| (cell.column, cell.row))
                .collect::<Vec<_>>(),
            &relative,
        );
        let figures = [
            deviation,
            relative.iter().copied().fold(0.0, f32::min),
            relative.iter().copied().fold(0.0, f32::max),
            mean_where(&|radius| radius < 0.4),
            mean_where(&|radius| radius > 0.75),
            steepest,
            bend,
        ];
        for (name, figure) in names.into_iter().zip(figures) {
            features.push(name, figure);
        }
        channel_cells.push(cells);
    }
    for (above, name) in [
        (0, "red_to_green_cells_deviation"),
        (2, "blue_to_green_cells_deviation"),
    ] {
        let ratios = channel_cells[above]
            .iter()
            .zip(&channel_cells[1])
            .map(|(a, b)| ((a.mean + DARK) / (b.mean + DARK)).ln());
        features.push(name, moments(ratios).1);
    }
}

/// Mean absolute difference between neighbouring cells.
fn neighbours_difference(places: &[(usize, usize)], values: &[f32]) -> f32 {
    let mut differences = Vec::new();
    for (i, a) in places.iter().enumerate() {
        for (j, b) in places.iter().enumerate().skip(i + 1) {
            if a.0.abs_diff(b.0) + a.1.abs_diff(b.1) == 1 {
                differences.push((values[i] - values[j]).abs());
            }
        }
    }
    moments(differences.into_iter()).0
}
