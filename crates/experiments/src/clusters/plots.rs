//! The plot of the page: the clusters by size and share of each kind.

use plotters::prelude::*;
use zoom_in_net_evaluation::palette::{BLUE, GREEN, PURPLE, VERMILION};
use zoom_in_net_evaluation::{Axis, chart_svg};

use super::report::ClusterReport;
use crate::lesions::LesionKind;

const SIZE: (u32, u32) = (560, 400);

/// The Okabe–Ito colour of a kind.
fn colour(kind: LesionKind) -> RGBColor {
    match kind {
        LesionKind::Microaneurysms => BLUE,
        LesionKind::Haemorrhages => VERMILION,
        LesionKind::HardExudates => GREEN,
        LesionKind::SoftExudates => PURPLE,
    }
}

/// The style sheet's name for it.
pub(super) fn colour_name(kind: LesionKind) -> &'static str {
    match kind {
        LesionKind::Microaneurysms => "var(--stage-0)",
        LesionKind::Haemorrhages => "var(--stage-2)",
        LesionKind::HardExudates => "var(--stage-1)",
        LesionKind::SoftExudates => "var(--stage-3)",
    }
}

/// A circle for each cluster and kind, and the base rate of each kind as a line.
pub(super) fn cluster_plot(report: &ClusterReport) -> String {
    let largest = report.clusters.first().map_or(1, |cluster| cluster.patches) as f64;
    let across = Axis {
        name: "patches in the cluster",
        range: 0.0..largest * 1.05,
        labels: 6,
        decimals: 0,
    };
    chart_svg(SIZE, across, "share that shows the kind", |chart| {
        for (kind, rate) in report.share_of_patches.iter().flatten() {
            let line = [(0.0, *rate), (largest * 1.05, *rate)];
            chart.draw_series(DashedLineSeries::new(
                line,
                5,
                4,
                colour(*kind).stroke_width(1),
            ))?;
        }
        for cluster in &report.clusters {
            for (kind, share) in cluster.share_of_kind.iter().flatten() {
                let at = (cluster.patches as f64, *share);
                chart.draw_series([Circle::new(at, 3, colour(*kind).filled())])?;
            }
        }
        Ok(())
    })
}
