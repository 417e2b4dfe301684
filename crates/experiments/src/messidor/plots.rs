//! The ROC plot, with what others reached.

use plotters::prelude::*;
use zoom_in_net_evaluation::palette::{FAINT, INK, PURPLE, STAGES};
use zoom_in_net_evaluation::{Axis, Chart, Rendered, chart_svg};

use super::report::TaskMetrics;

const SIZE: (u32, u32) = (480, 460);
/// Our curves; the paper's accuracy and the experts' areas as dashed lines of operating points.
///
/// A published accuracy at this prevalence, and an area that a single operating point makes, both
/// leave sensitivity a linear function of 1 − specificity. The points themselves are not published.
pub(super) fn roc_plot(task: &TaskMetrics) -> String {
    let across = Axis {
        name: "1 − specificity",
        range: 0.0..1.0,
        labels: 6,
        decimals: 1,
    };
    chart_svg(SIZE, across, "sensitivity", |chart| {
        let diagonal = [(0.0, 0.0), (1.0, 1.0)];
        chart.draw_series(LineSeries::new(diagonal, FAINT.stroke_width(2)))?;
        for auc in task.published.expert_aucs {
            dashed(chart, PURPLE, |across| 2.0 * auc - 1.0 + across)?;
        }
        let (accuracy, share) = (task.published.zoom_in_net_accuracy, task.prevalence);
        dashed(chart, INK, |across| {
            (accuracy - (1.0 - share) * (1.0 - across)) / share
        })?;
        for ((_, stage), colour) in task.stages.named().into_iter().zip(STAGES).rev() {
            let curve = stage.roc.iter().copied();
            chart.draw_series(LineSeries::new(curve, colour.stroke_width(2)))?;
        }
        Ok(())
    })
}

/// The part of a rising line that lies in the chart.
fn dashed(chart: &mut Chart<'_>, colour: RGBColor, sensitivity: impl Fn(f64) -> f64) -> Rendered {
    const STEPS: u32 = 400;
    let points = (0..=STEPS).map(|step| {
        let across = f64::from(step) / f64::from(STEPS);
        (across, sensitivity(across))
    });
    let inside = points.filter(|(_, up)| (0.0..=1.0).contains(up));
    let line = DashedLineSeries::new(inside, 5, 4, colour.stroke_width(1));
    chart.draw_series(line)?;
    Ok(())
}
