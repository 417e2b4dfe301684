//! The two plots of the page as SVG.

use std::ops::Range;

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::auc::{RocPoint, roc_curve};
use crate::calibration::Calibration;
use crate::cohort::scored;
use crate::palette::{FAINT, INK, STAGES};
use crate::prediction::StagePredictions;
use crate::report::Stages;
use zoom_in_net::grade::IcdrGrade;

const SIZE: (u32, u32) = (480, 460);

/// A curve needs no more points than can be told apart in the picture.
const RESOLUTION: f64 = 1.0 / 400.0;

/// A chart that is being drawn.
pub type Chart<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
/// Whether drawing went well.
pub type Rendered =
    Result<(), DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>>;

/// The ROC curves for referable retinopathy, with each stage's operating points: a filled circle for high
/// sensitivity, an open one for high specificity.
pub(crate) fn roc_plot(stages: &Stages<StagePredictions>) -> String {
    svg("1 − specificity", "sensitivity", |chart| {
        for ((_, stage), colour) in stages.named().into_iter().zip(STAGES).rev() {
            let curve = roc_curve(&scored(&stage.predictions, IcdrGrade::Moderate));
            let line = thinned(&curve).into_iter().map(position);
            chart.draw_series(LineSeries::new(line, colour.stroke_width(2)))?;
            for (threshold, style) in [
                (
                    stage.decision.referable_at_high_sensitivity(),
                    colour.filled(),
                ),
                (
                    stage.decision.referable_at_high_specificity(),
                    colour.stroke_width(2),
                ),
            ] {
                let reached = curve.iter().rev().find(|p| p.threshold >= threshold);
                chart.draw_series(reached.map(|point| Circle::new(position(point), 5, style)))?;
            }
        }
        Ok(())
    })
}

fn position(point: &RocPoint) -> (f64, f64) {
    (1.0 - point.specificity, point.sensitivity)
}

/// The curve without points that lie too close to the one before.
fn thinned(curve: &[RocPoint]) -> Vec<&RocPoint> {
    let mut kept: Vec<&RocPoint> = Vec::new();
    for (index, point) in curve.iter().enumerate() {
        let is_last = index + 1 == curve.len();
        let is_apart = kept.last().is_none_or(|last| {
            let (across, up) = (
                last.specificity - point.specificity,
                point.sensitivity - last.sensitivity,
            );
            across + up >= RESOLUTION
        });
        if is_last || is_apart {
            kept.push(point);
        }
    }
    kept
}

/// Observed frequency against predicted probability of referable retinopathy; the larger a circle, the
/// more photographs it stands for.
pub(crate) fn calibration_plot(calibration: &Calibration) -> String {
    let largest = calibration.bins.iter().map(|bin| bin.n).max().unwrap_or(1) as f64;
    svg("predicted probability", "observed share", |chart| {
        let points = calibration
            .bins
            .iter()
            .map(|bin| ((bin.predicted, bin.observed), bin.n));
        chart.draw_series(LineSeries::new(
            points.clone().map(|(point, _)| point),
            STAGES[0].stroke_width(1),
        ))?;
        // The area goes with the number; the least circle can still be seen.
        chart.draw_series(points.map(|(point, n)| {
            let radius = 3.0 + 7.0 * (n as f64 / largest).sqrt();
            Circle::new(point, radius as i32, STAGES[0].filled())
        }))?;
        Ok(())
    })
}

/// A square chart from 0 to 1 both ways, with the diagonal.
fn svg(across: &str, up: &str, draw: impl FnOnce(&mut Chart<'_>) -> Rendered) -> String {
    let across = Axis {
        name: across,
        range: 0.0..1.0,
        labels: 6,
        decimals: 1,
    };
    chart_svg(SIZE, across, up, |chart| {
        chart.draw_series(LineSeries::new(
            [(0.0, 0.0), (1.0, 1.0)],
            FAINT.stroke_width(2),
        ))?;
        draw(chart)
    })
}

/// The axis across a chart.
pub struct Axis<'a> {
    /// What is written under it.
    pub name: &'a str,
    /// From where to where it goes.
    pub range: Range<f64>,
    /// About how many numbers stand at it.
    pub labels: usize,
    /// Decimals of these numbers.
    pub decimals: usize,
}

/// A chart as SVG, `size` in pixels, whose upright axis goes from 0 to 1.
pub fn chart_svg(
    size: (u32, u32),
    across: Axis<'_>,
    up: &str,
    draw: impl FnOnce(&mut Chart<'_>) -> Rendered,
) -> String {
    let mut svg = String::new();
    draw_chart(&mut svg, size, across, up, draw)
        .expect("drawing to memory cannot fail, and the axes are not empty");
    svg
}

fn draw_chart(
    svg: &mut String,
    size: (u32, u32),
    across: Axis<'_>,
    up: &str,
    draw: impl FnOnce(&mut Chart<'_>) -> Rendered,
) -> Rendered {
    let area = SVGBackend::with_string(svg, size).into_drawing_area();
    let text = ("sans-serif", 18).into_font().color(&INK);
    let decimals = across.decimals;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(52)
        .y_label_area_size(60)
        .build_cartesian_2d(across.range, 0.0..1.0)?;
    chart
        .configure_mesh()
        .x_labels(across.labels)
        .y_labels(6)
        .x_desc(across.name)
        .y_desc(up)
        .x_label_formatter(&|tick| format!("{tick:.decimals$}"))
        .y_label_formatter(&|tick| format!("{tick:.1}"))
        .label_style(text.clone())
        .axis_desc_style(text.pos(Pos::new(HPos::Center, VPos::Center)))
        .axis_style(INK)
        .bold_line_style(FAINT)
        .light_line_style(TRANSPARENT)
        .draw()?;
    draw(&mut chart)?;
    area.present()
}
