//! The log as a picture: the loss of every step, one panel per phase.

use std::path::Path;

use plotters::prelude::*;

use crate::log::read_losses;
use crate::{Cause, TrainingError};

const PANEL: (u32, u32) = (760, 240);
/// Share of the newest loss in the smoothed line.
const NEWEST: f64 = 0.05;

/// Draws `loss.svg` from `log.csv` in a run's folder.
pub(crate) fn plot_log(folder: &Path) -> Result<(), TrainingError> {
    let path = folder.join("loss.svg");
    let failed = |error: Cause| TrainingError::damaged(&path, error);
    let phases = read_losses(folder).map_err(|error| failed(error.into()))?;
    if phases.is_empty() {
        return Ok(());
    }
    let height = PANEL.1 * phases.len() as u32;
    let area = SVGBackend::new(&path, (PANEL.0, height)).into_drawing_area();
    area.fill(&WHITE).map_err(|error| failed(error.into()))?;
    for (panel, (phase, losses)) in area.split_evenly((phases.len(), 1)).iter().zip(&phases) {
        let highest = losses.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let mut chart = ChartBuilder::on(panel)
            .caption(phase, ("sans-serif", 16))
            .margin(8)
            .x_label_area_size(28)
            .y_label_area_size(44)
            .build_cartesian_2d(0..losses.len().max(2), 0.0..highest * 1.05)
            .map_err(|error| failed(error.into()))?;
        chart
            .configure_mesh()
            .x_desc("step")
            .y_desc("loss")
            .draw()
            .map_err(|error| failed(error.into()))?;
        let each = losses.iter().copied().enumerate();
        chart
            .draw_series(LineSeries::new(each, RGBColor(180, 200, 215)))
            .map_err(|error| failed(error.into()))?;
        let smooth = smoothed(losses).into_iter().enumerate();
        chart
            .draw_series(LineSeries::new(
                smooth,
                RGBColor(20, 80, 130).stroke_width(2),
            ))
            .map_err(|error| failed(error.into()))?;
    }
    area.present().map_err(|error| failed(error.into()))
}

fn smoothed(losses: &[f64]) -> Vec<f64> {
    losses
        .iter()
        .scan(None, |mean, &loss| {
            let next = mean.map_or(loss, |mean| mean + NEWEST * (loss - mean));
            *mean = Some(next);
            Some(next)
        })
        .collect()
}
