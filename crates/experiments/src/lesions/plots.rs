//! The plots of the page as SVG. The colours are names that the page's style sheet replaces by shades
//! for the light or the dark theme.

use std::ops::Range;

use plotters::prelude::*;
use zoom_in_net_evaluation::palette::{BLUE, GREEN, PURPLE, VERMILION};
use zoom_in_net_evaluation::{Axis, chart_svg};

use super::search::Method;

const SIZE: (u32, u32) = (480, 400);

/// The Okabe–Ito colours of the methods, which the colour-blind tell apart.
fn colour(method: Method) -> RGBColor {
    match method {
        Method::GatedMaps => BLUE,
        Method::GradCam => GREEN,
        Method::FixedLayout => PURPLE,
        Method::RandomBoxes => VERMILION,
    }
}

/// The style sheet's name for it.
pub(super) fn colour_name(method: Method) -> &'static str {
    match method {
        Method::GatedMaps => "var(--stage-0)",
        Method::GradCam => "var(--stage-1)",
        Method::RandomBoxes => "var(--stage-2)",
        Method::FixedLayout => "var(--stage-3)",
    }
}

/// A point of a curve with the bounds of its interval.
#[derive(Clone, Copy)]
pub(super) struct PlotPoint {
    pub(super) across: f64,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Curves from 0 to 1 with their intervals as upright lines; a curve of one point is a circle.
pub(super) fn curves(
    across: &str,
    up: &str,
    range: Range<f64>,
    decimals: usize,
    curves: &[(Method, Vec<PlotPoint>)],
) -> String {
    let across = Axis {
        name: across,
        range,
        labels: 8,
        decimals,
    };
    chart_svg(SIZE, across, up, |chart| {
        for (method, points) in curves.iter().rev() {
            let colour = colour(*method);
            for point in points {
                let interval = [(point.across, point.low), (point.across, point.high)];
                chart.draw_series(LineSeries::new(interval, colour.stroke_width(1)))?;
            }
            let line = points.iter().map(|point| (point.across, point.value));
            chart.draw_series(LineSeries::new(line, colour.stroke_width(2)))?;
            if let [only] = points.as_slice() {
                let circle = Circle::new((only.across, only.value), 5, colour.filled());
                chart.draw_series([circle])?;
            }
        }
        Ok(())
    })
}
