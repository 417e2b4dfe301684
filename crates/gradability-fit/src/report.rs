//! What the gate achieves on photographs and pictures that it was not fitted on.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use serde::Serialize;
use zoom_in_net::gradability::{Gate, Reason};
use zoom_in_net_evaluation::palette::BLUE;
use zoom_in_net_evaluation::{Estimate, RocPoint, Scored, roc_curve};

use crate::features::Features;
use crate::metrics::{Share, area_with_interval, share};
use crate::quality::EyeQ;

/// A photograph to report on.
pub struct Photograph {
    /// With the dataset's name.
    pub patient: String,
    /// What people said of it, if anything.
    pub eyeq: Option<EyeQ>,
    /// What the gate measures in it, if it can be prepared.
    pub features: Features,
}

/// What the gate achieves on photographs that people judged.
#[derive(Debug, Serialize)]
pub struct Judged {
    /// Patients of the photographs.
    pub patients: usize,
    /// Area under the ROC curve for reject against good and usable.
    pub auc_reject_against_gradable: Estimate,
    /// The same against good alone.
    pub auc_reject_against_good: Estimate,
    /// Good photographs that the gate, preparation included, refuses.
    pub good_refused: Share,
    /// Usable photographs that it refuses.
    pub usable_refused: Share,
    /// Rejected photographs that it refuses.
    pub reject_refused: Share,
    /// The first reason of the refused rejects, by code.
    pub first_reasons_of_rejects: BTreeMap<String, usize>,
}

/// How many of some pictures of other things are accepted.
#[derive(Debug, Serialize)]
pub struct Accepted {
    /// As they are.
    pub whole: Share,
    /// Their central square through a round aperture.
    pub through_aperture: Share,
}

/// Whether the gate, preparation included, refuses a picture.
pub fn is_refused(gate: &Gate, features: &Features) -> bool {
    features
        .as_ref()
        .is_none_or(|values| !gate.judge_features(values).gradable)
}

/// Reports on judged photographs; those without a judgement are left out.
pub fn judged(gate: &Gate, photographs: &[Photograph]) -> Judged {
    let scored = scored(gate, photographs);
    let without_usable: Vec<(String, Scored)> = scored
        .iter()
        .filter(|(_, _, eyeq)| *eyeq != EyeQ::Usable)
        .map(|(patient, scored, _)| (patient.clone(), *scored))
        .collect();
    let refused = |eyeq: EyeQ| {
        share(
            photographs
                .iter()
                .filter(|p| p.eyeq == Some(eyeq))
                .map(|p| is_refused(gate, &p.features)),
        )
    };
    let mut first_reasons_of_rejects = BTreeMap::new();
    for photograph in photographs.iter().filter(|p| p.eyeq == Some(EyeQ::Reject)) {
        let reasons = photograph
            .features
            .as_ref()
            .map(|values| gate.judge_features(values).reasons);
        let code = match reasons.as_deref() {
            None => Some("refused_by_the_preparation"),
            Some(reasons) => reasons.first().map(|reason: &Reason| reason.code()),
        };
        if let Some(code) = code {
            *first_reasons_of_rejects.entry(code.to_owned()).or_insert(0) += 1;
        }
    }
    let mut patients: Vec<&String> = scored.iter().map(|(patient, _, _)| patient).collect();
    patients.sort_unstable();
    patients.dedup();
    Judged {
        patients: patients.len(),
        auc_reject_against_gradable: area_with_interval(
            &scored
                .iter()
                .map(|(patient, scored, _)| (patient.clone(), *scored))
                .collect::<Vec<_>>(),
        ),
        auc_reject_against_good: area_with_interval(&without_usable),
        good_refused: refused(EyeQ::Good),
        usable_refused: refused(EyeQ::Usable),
        reject_refused: refused(EyeQ::Reject),
        first_reasons_of_rejects,
    }
}

/// The probability of rejection of every judged photograph; 1 where the preparation refuses it.
fn scored(gate: &Gate, photographs: &[Photograph]) -> Vec<(String, Scored, EyeQ)> {
    photographs
        .iter()
        .filter_map(|photograph| {
            let eyeq = photograph.eyeq?;
            let score = photograph
                .features
                .as_ref()
                .map_or(1.0, |values| gate.judge_features(values).reject_probability);
            let positive = eyeq == EyeQ::Reject;
            Some((photograph.patient.clone(), Scored { score, positive }, eyeq))
        })
        .collect()
}

/// The ROC curve for reject against good and usable as SVG, with a circle at the gate's threshold.
///
/// # Errors
/// If it cannot be drawn.
pub fn roc_svg(gate: &Gate, photographs: &[Photograph]) -> Result<String> {
    let scored: Vec<Scored> = scored(gate, photographs)
        .into_iter()
        .map(|(_, scored, _)| scored)
        .collect();
    let curve = roc_curve(&scored);
    let mut svg = String::new();
    draw_roc(&mut svg, &curve, gate.reject.threshold)
        .map_err(|error| anyhow!("the ROC plot: {error}"))?;
    Ok(svg)
}

fn draw_roc(
    svg: &mut String,
    curve: &[RocPoint],
    threshold: f64,
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, (480, 460)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .x_desc("gradable photographs refused")
        .y_desc("rejects refused")
        .draw()?;
    let place = |point: &RocPoint| (1.0 - point.specificity, point.sensitivity);
    chart.draw_series(LineSeries::new(
        curve.iter().map(place),
        BLUE.stroke_width(2),
    ))?;
    let at_threshold = curve.iter().rev().find(|point| point.threshold > threshold);
    chart.draw_series(at_threshold.map(|point| Circle::new(place(point), 5, BLUE.filled())))?;
    area.present()?;
    Ok(())
}
