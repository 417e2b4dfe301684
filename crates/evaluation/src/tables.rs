//! The tables of the page.

use maud::{Markup, html};
use zoom_in_net::grade::IcdrGrade;

use crate::both_eyes::BothEyes;
use crate::interval::Estimate;
use crate::kappa::ConfusionMatrix;
use crate::numbers::Style;
use crate::oedema::OedemaMetrics;
use crate::report::{EvaluationReport, Gains, Stages};
use crate::stage_metrics::{OperatingMetrics, StageMetrics};

/// A row of the table of all figures: its name, how it is written, where it is found, and the baseline.
struct Row {
    name: &'static str,
    style: Style,
    figure: fn(&StageMetrics) -> &Estimate,
    baseline: Option<f64>,
}

fn row(
    name: &'static str,
    style: Style,
    baseline: impl Into<Option<f64>>,
    figure: fn(&StageMetrics) -> &Estimate,
) -> Row {
    Row {
        name,
        style,
        figure,
        baseline: baseline.into(),
    }
}

/// Every figure of every stage, beside the baseline.
pub(crate) fn figures_table(figures: &Stages<StageMetrics>) -> Markup {
    use Style::{Percent, Plain};
    let base = &figures.whole.baseline;
    let groups = [
        (
            "Five grades",
            vec![
                row("Quadratic weighted kappa (QWK)", Plain, base.qwk, |s| {
                    &s.qwk
                }),
                row("QWK, most probable grade", Plain, base.qwk, |s| {
                    &s.qwk_arg_max
                }),
                row("Accuracy", Percent, base.accuracy, |s| &s.accuracy),
                row(
                    "Accuracy, most probable grade",
                    Percent,
                    base.accuracy,
                    |s| &s.accuracy_arg_max,
                ),
            ],
        ),
        (
            "Probabilities",
            vec![
                row("AUC, referable", Plain, 0.5, |s| &s.referable.auc),
                row("AUC, referable, by patient", Plain, 0.5, |s| {
                    &s.referable_by_patient.auc
                }),
                row("AUC, normal against abnormal", Plain, 0.5, |s| {
                    &s.normal_vs_abnormal.auc
                }),
                row("AUC, sight-threatening", Plain, 0.5, |s| {
                    &s.sight_threatening.auc
                }),
                row(
                    "Brier score, referable (lower is better)",
                    Plain,
                    base.brier,
                    |s| &s.brier,
                ),
            ],
        ),
        (
            "Referable at the high-sensitivity point (primary)",
            vec![
                row("Sensitivity", Percent, None, |s| &s.referable.sensitivity),
                row("Specificity", Percent, None, |s| &s.referable.specificity),
                row("Positive predictive value", Percent, None, |s| {
                    &s.referable.high_sensitivity.ppv
                }),
                row("Negative predictive value", Percent, None, |s| {
                    &s.referable.high_sensitivity.npv
                }),
                row("Sensitivity, by patient", Percent, None, |s| {
                    &s.referable_by_patient.sensitivity
                }),
                row("Specificity, by patient", Percent, None, |s| {
                    &s.referable_by_patient.specificity
                }),
            ],
        ),
        (
            "Referable at the high-specificity point",
            vec![
                row("Sensitivity", Percent, None, |s| {
                    &s.referable.high_specificity.sensitivity
                }),
                row("Specificity", Percent, None, |s| {
                    &s.referable.high_specificity.specificity
                }),
                row("Positive predictive value", Percent, None, |s| {
                    &s.referable.high_specificity.ppv
                }),
                row("Negative predictive value", Percent, None, |s| {
                    &s.referable.high_specificity.npv
                }),
            ],
        ),
    ];
    html! {
        div.scroll { table {
            caption { "n = " (figures.whole.n_photographs) " photographs of " (figures.whole.n_patients)
                " patients, with 95 % intervals over patients" }
            thead { tr {
                th scope="col" { "Figure" }
                @for (name, _) in figures.named() { th scope="col" { (name) } }
                th scope="col" { "Baseline" }
            } }
            @for (group, rows) in groups { tbody {
                tr { th scope="rowgroup" colspan="5" { (group) } }
                @for row in rows { tr {
                    th scope="row" { (row.name) }
                    @for (_, stage) in figures.named() { td { (row.style.figure((row.figure)(stage))) } }
                    td { @if let Some(value) = row.baseline { (row.style.number(value)) } }
                } }
            } }
        } }
    }
}

/// The paired differences.
pub(crate) fn gains_table(gains: &Gains) -> Markup {
    html! {
        div.scroll { table {
            caption { "Differences on the same photographs. Where an interval holds 0, the figures do not show a gain." }
            thead { tr {
                th scope="col" { "Step" } th scope="col" { "QWK" } th scope="col" { "AUC, referable" }
            } }
            tbody { @for (name, gain) in gains.named() { tr {
                th scope="row" { (name) }
                td { (Style::Difference.figure(&gain.qwk)) }
                td { (Style::Difference.figure(&gain.referable_auc)) }
            } } }
        } }
    }
}

/// Each stage with one eye and with both.
pub(crate) fn both_eyes_table(both_eyes: &Stages<BothEyes>) -> Markup {
    let of_one = &both_eyes.whole.one_eye;
    html! {
        div.scroll { table {
            caption {
                "On the " (of_one.n_photographs) " photographs of the " (of_one.n_patients)
                " patients with both eyes, one answer for each eye: M-Net's head of one eye, and that of both."
            }
            thead { tr {
                th scope="col" { "Stage" } th scope="col" { "Seen" } th scope="col" { "QWK" } th scope="col" { "AUC, referable" }
            } }
            tbody {
                @for (stage, BothEyes { one_eye, both_eyes, gain }) in both_eyes.named() {
                    @for (name, figures) in [("The eye alone", one_eye), ("Both eyes", both_eyes)] { tr {
                        th scope="row" { (stage) }
                        td { (name) }
                        td { (Style::Plain.figure(&figures.qwk)) }
                        td { (Style::Plain.figure(&figures.referable.auc)) }
                    } }
                    tr {
                        th scope="row" { (stage) }
                        td { "Difference" }
                        td { (Style::Difference.figure(&gain.qwk)) }
                        td { (Style::Difference.figure(&gain.referable_auc)) }
                    }
                }
            }
        } }
    }
}

/// Macular oedema, and referring for it or for retinopathy.
pub(crate) fn oedema_table(figures: &OedemaMetrics) -> Markup {
    use Style::{Difference, Percent, Plain};
    let at = |point: &OperatingMetrics| {
        html! {
            td { (format!("{:.3}", point.threshold)) }
            td { (Percent.figure(&point.sensitivity)) }
            td { (Percent.figure(&point.specificity)) }
        }
    };
    html! {
        p {
            "In " (figures.n_photographs) " photographs of " (figures.n_patients) " patients macular oedema was judged, and "
            (Percent.number(figures.prevalence)) " of them have it. Area under the ROC curve: " (Plain.figure(&figures.auc))
            "; of the expected grade alone " (Plain.figure(&figures.auc_of_grade_alone)) ", difference "
            (Difference.figure(&figures.gain)) ". Expected calibration error "
            (Plain.number(figures.calibration.expected_calibration_error)) "."
        }
        div.scroll { table {
            thead { tr {
                th scope="col" { "Operating point" } th scope="col" { "Threshold" }
                th scope="col" { "Sensitivity" } th scope="col" { "Specificity" }
            } }
            tbody {
                tr { th scope="row" { "High sensitivity" } (at(&figures.high_sensitivity)) }
                tr { th scope="row" { "High specificity" } (at(&figures.high_specificity)) }
                tr {
                    th scope="row" { "Retinopathy or oedema, both at high sensitivity" } td {}
                    td { (Percent.figure(&figures.referral_sensitivity)) }
                    td { (Percent.figure(&figures.referral_specificity)) }
                }
            }
        } }
    }
}

/// The confusion matrix, each cell shaded by its share of the row.
pub(crate) fn confusion_table(confusion: &ConfusionMatrix) -> Markup {
    html! {
        div.scroll { table.confusion {
            caption { "Photographs by reference grade (rows) and given grade (columns), with their share of the row" }
            thead { tr {
                th scope="col" { "Reference" }
                @for grade in IcdrGrade::ALL { th scope="col" { (grade.level()) " " (grade.name()) } }
                th scope="col" { "n" }
            } }
            tbody { @for reference in IcdrGrade::ALL {
                @let counts = confusion[reference.level()];
                @let total: u32 = counts.iter().sum();
                tr {
                    th scope="row" { (reference.level()) " " (reference.name()) }
                    @for given in IcdrGrade::ALL {
                        @let count = counts[given.level()];
                        @let share = f64::from(count) / f64::from(total.max(1));
                        td.agreed[given == reference] style=(format!("--share: {share:.3}")) {
                            (count) @if total > 0 { small { (format!("{:.0}\u{a0}%", 100.0 * share)) } }
                        }
                    }
                    th { (total) }
                }
            } }
        } }
    }
}

/// The main figures within each dataset.
pub(crate) fn dataset_table(report: &EvaluationReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Dataset and stage" }
                @for name in ["n", "Referable", "QWK", "AUC, referable", "Sensitivity", "Specificity"] {
                    th scope="col" { (name) }
                }
            } }
            @for (dataset, stages) in &report.by_dataset { tbody {
                tr { th scope="rowgroup" colspan="7" { (dataset) } }
                @for (name, stage) in stages.named() { tr {
                    th scope="row" { (name) }
                    td { (stage.n_photographs) }
                    td { (Style::Percent.number(stage.referable.prevalence)) }
                    td { (Style::Plain.figure(&stage.qwk)) }
                    td { (Style::Plain.figure(&stage.referable.auc)) }
                    td { (Style::Percent.figure(&stage.referable.sensitivity)) }
                    td { (Style::Percent.figure(&stage.referable.specificity)) }
                } }
            } }
        } }
    }
}
