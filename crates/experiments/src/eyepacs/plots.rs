//! The plot of the page: the kappa of every reader beside the published one.

use plotters::prelude::*;
use zoom_in_net_evaluation::palette::{BLUE, VERMILION};
use zoom_in_net_evaluation::{Axis, chart_svg};

use super::report::EyepacsReport;

const SIZE: (u32, u32) = (560, 400);
const OURS: RGBColor = BLUE;
const PUBLISHED: RGBColor = VERMILION;

/// A circle with its interval for each row of the table, an open one for the published figure. A
/// kappa below 0 lies below the plot.
pub(super) fn kappa_plot(report: &EyepacsReport) -> String {
    let rows = report.readers.len();
    let across = Axis {
        name: "row of the table",
        range: 0.5..rows as f64 + 0.5,
        labels: rows.min(16),
        decimals: 0,
    };
    chart_svg(SIZE, across, "quadratic weighted kappa", |chart| {
        for (row, reader) in report.readers.iter().enumerate() {
            let at = row as f64 + 1.0;
            if let Some(interval) = reader.figures.qwk.interval() {
                let bounds = [(at, interval.low), (at, interval.high)];
                chart.draw_series(LineSeries::new(bounds, OURS.stroke_width(1)))?;
                chart.draw_series([Circle::new((at, interval.value), 4, OURS.filled())])?;
            }
            if let Some([_, test]) = reader.published_qwk {
                let open = PUBLISHED.stroke_width(2);
                chart.draw_series([Circle::new((at, test), 4, open)])?;
            }
        }
        Ok(())
    })
}
