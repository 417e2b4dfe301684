//! The report as one page of HTML that needs no other file.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use zoom_in_net::screening::wording::DISCLAIMER;

use crate::fit_decision::{TARGET_SENSITIVITY, TARGET_SPECIFICITY};
use crate::interval::{Absence, Estimate};
use crate::numbers::Style;
use crate::plots::{calibration_plot, roc_plot};
use crate::prediction::StagePredictions;
use crate::published;
use crate::report::{EvaluationReport, Provenance, Stages};
use crate::stage_metrics::{OperatingMetrics, StageMetrics};
use crate::tables::{
    both_eyes_table, confusion_table, dataset_table, figures_table, gains_table, oedema_table,
};

/// The style sheet of the page, for other reports with figures and plots.
pub const PAGE_STYLE: &str = include_str!("page.css");

/// With fewer patients, percentile intervals are known to be too narrow.
const FEW_PATIENTS: usize = 30;

/// Renders the report, with the curves of the predictions that it was computed from.
pub fn render_html(report: &EvaluationReport, stages: &Stages<StagePredictions>) -> String {
    let whole = &report.metrics.whole;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Zoom-in-Net: evaluation" }
                style { (PreEscaped(PAGE_STYLE)) }
            }
            body {
                h1 { "Diabetic-retinopathy grading by Zoom-in-Net: evaluation" }
                (setting(report))
                p.disclaimer role="note" { (DISCLAIMER) }
                (headline(whole))
                (few_patients(whole))
                h2 { "All figures" }
                (figures_table(&report.metrics))
                h2 { "What each step adds" }
                (gains_table(&report.gains))
                @if let Some(both_eyes) = &report.both_eyes {
                    h2 { "With the fellow eye" }
                    (both_eyes_table(both_eyes))
                }
                @if let Some(oedema) = &report.oedema {
                    h2 { "Macular oedema" }
                    (oedema_table(oedema))
                }
                h2 { "Referable retinopathy (moderate or worse)" }
                (plots(report, stages))
                h2 { "Grades given by Zoom-in-Net" }
                (confusion_table(&whole.confusion))
                @if report.by_dataset.len() > 1 {
                    h2 { "Within each dataset" }
                    (dataset_table(report))
                }
                h2 { "Published figures" }
                (published_figures())
                h2 { "How the figures were computed" }
                (methods(report))
                h2 { "Provenance" }
                (provenance(&report.provenance))
            }
        }
    }
    .into_string()
}

fn setting(report: &EvaluationReport) -> Markup {
    let whole = &report.metrics.whole;
    let provenance = &report.provenance;
    let datasets: Vec<&str> = report.by_dataset.keys().map(String::as_str).collect();
    html! {
        p {
            (whole.n_photographs) " photographs of " (whole.n_patients) " patients from "
            (datasets.join(", ")) " (" (provenance.part) "); "
            (Style::Percent.number(whole.referable.prevalence)) " of the photographs are referable."
            @if let Some(date) = &provenance.date { " Evaluated on " (date) "." }
        }
    }
}

fn headline(whole: &StageMetrics) -> Markup {
    let tile = |name: &str, style: Style, figure: &Estimate| {
        html! { div { dt { (name) } dd { (style.figure(figure)) } } }
    };
    html! {
        dl.headline {
            (tile("Quadratic weighted kappa", Style::Plain, &whole.qwk))
            (tile("Referable: AUC", Style::Plain, &whole.referable.auc))
            (tile("Referable: sensitivity", Style::Percent, &whole.referable.sensitivity))
            (tile("Referable: specificity", Style::Percent, &whole.referable.specificity))
        }
        p { "By photograph; sensitivity and specificity at the high-sensitivity point. In brackets, 95 % intervals." }
    }
}

fn few_patients(whole: &StageMetrics) -> Markup {
    html! {
        @if whole.n_patients < FEW_PATIENTS {
            p { strong { "Fewer than " (FEW_PATIENTS) " patients: the intervals are too narrow to be relied on." } }
        }
    }
}

fn plots(report: &EvaluationReport, stages: &Stages<StagePredictions>) -> Markup {
    let whole = &report.metrics.whole;
    let calibration = &whole.calibration;
    html! {
        div.plots {
            @match whole.referable.auc {
                Estimate::Absent { absent: reason @ (Absence::NoPositives | Absence::NoNegatives) } => {
                    p.absent { "There is no ROC curve: " (reason) "." }
                }
                _ => (roc_figure(&report.metrics, stages))
            }
            figure {
                div role="img" aria-label="Calibration of Zoom-in-Net" { (PreEscaped(calibration_plot(calibration))) }
                figcaption {
                    "Calibration of Zoom-in-Net: observed share against predicted probability, in ten bins of equal width. "
                    "Larger circles stand for more photographs; on the diagonal, probabilities mean what they say. "
                    "Expected calibration error " (Style::Plain.number(calibration.expected_calibration_error)) "."
                }
            }
        }
        (thresholds(&report.metrics))
    }
}

fn roc_figure(figures: &Stages<StageMetrics>, stages: &Stages<StagePredictions>) -> Markup {
    html! {
        figure {
            div role="img" aria-label="ROC curves of the three stages" { (PreEscaped(roc_plot(stages))) }
            ul.legend {
                @for (index, (name, stage)) in figures.named().into_iter().enumerate() {
                    li style=(format!("--colour: var(--stage-{index})")) {
                        (name) @if let Some(auc) = stage.referable.auc.value() { ", AUC " (Style::Plain.number(auc)) }
                    }
                }
            }
            figcaption { "ROC curves by photograph. Filled circle: high-sensitivity point. Open circle: high-specificity point." }
        }
    }
}

fn thresholds(figures: &Stages<StageMetrics>) -> Markup {
    let at = |point: &OperatingMetrics| html! { td { (format!("{:.4}", point.threshold)) } };
    html! {
        div.scroll { table {
            caption { "Thresholds on the probability, fitted on validation photographs" }
            thead { tr {
                th scope="col" { "Stage" } th scope="col" { "High sensitivity" } th scope="col" { "High specificity" }
            } }
            tbody { @for (name, stage) in figures.named() { tr {
                th scope="row" { (name) }
                (at(&stage.referable.high_sensitivity)) (at(&stage.referable.high_specificity))
            } } }
        } }
    }
}

fn published_figures() -> Markup {
    html! {
        p { "From Wang et al., " em { "Zoom-in-Net: Deep Mining Lesions for Diabetic Retinopathy Detection" }
            ", MICCAI 2017. The data, their reference standard and the training differ from those above, so that the figures cannot be compared directly." }
        div.scroll { table {
            thead { tr { th scope="col" { "Method" } th.text scope="col" { "Figure" } th scope="col" { "Published" } } }
            tbody { @for (method, figure, value) in published::table() { tr {
                th scope="row" { (method) } td.text { (figure) } td { (value) }
            } } }
        } }
    }
}

fn methods(report: &EvaluationReport) -> Markup {
    let majority = report.metrics.whole.baseline.majority_grade;
    html! {
        ul {
            li { "Intervals are the 2.5th and 97.5th percentiles over " (report.bootstrap.resamples)
                " bootstrap resamples of patients (seed " (report.bootstrap.seed) "). Where a share is exactly 0 or 100 %, every resample has the same one; there, marked by W, stands Wilson’s score interval over the number of patients who count. Any other interval without width says that all resamples gave the same figure, not that it is certain. A figure is absent where the photographs hold only one of the classes that it tells apart, or none of those that it counts." }
            li { "Probabilities are calibrated by a temperature fitted on validation photographs; the grade is the worst one reached with a probability of one half. Both thresholds were chosen on the same validation photographs: the highest with a sensitivity of at least "
                (Style::Percent.number(TARGET_SENSITIVITY)) ", and the lowest with a specificity of at least "
                (Style::Percent.number(TARGET_SPECIFICITY)) "; where both reach both, the lower one is that of high sensitivity. Nothing was fitted to the photographs reported on." }
            li { "By patient, the worse eye by the reference and the higher probability count." }
            li { "Predictive values hold for the prevalence of these photographs only." }
            li { "The baseline gives every photograph the most frequent grade, here " (majority.level()) " ("
                (majority.name()) "), a random score, or the prevalence as its probability." }
            li { "Photographs that cannot be graded are not part of these figures." }
        }
    }
}

fn provenance(provenance: &Provenance) -> Markup {
    let config = serde_json::to_string_pretty(&provenance.config).unwrap_or_default();
    html! {
        p { "Split: " code { (provenance.split) } ", part: " code { (provenance.part) } "." }
        @if !provenance.weights.is_empty() {
            p { "Weights (SHA-256):" }
            ul { @for (file, sha256) in &provenance.weights { li { (file) ": " code { (sha256) } } } }
        }
        @if !provenance.dataset_problems.is_empty() {
            p { "Rows and files that could not be used:" }
            ul { @for (dataset, problems) in &provenance.dataset_problems {
                li { (dataset) ": "
                    @if problems.is_empty() { "none" }
                    @for (index, (kind, count)) in problems.iter().enumerate() {
                        @if index > 0 { ", " } (count) " × " (kind)
                    }
                }
            } }
        }
        @if !provenance.config.is_null() {
            details { summary { "Settings" } pre { (config) } }
        }
    }
}
