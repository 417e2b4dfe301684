//! The report as one page of HTML that needs no other file.

use maud::{Markup, html};
use zoom_in_net_evaluation::Style;

use super::examples::Question;
use super::plots::roc_plot;
use super::report::{Configuration, MessidorReport, PhotographsUsed, TaskMetrics};
use super::task::FOLDS;
use crate::page::{page, plot, settings};

/// Renders the report.
pub fn render_html(report: &MessidorReport) -> String {
    page(
        "Messidor",
        "Zoom-in-Net by the paper’s protocol for Messidor",
        setting(report),
        html! {
            @for task in report.tasks() { (task_section(task)) }
            @if report.abnormal.is_none() {
                p.absent { "Normal against abnormal was not asked: no EyePACS photographs to learn it from were given." }
            }
            h2 { "How the figures were computed" }
            (methods(report))
            h2 { "Provenance" }
            (provenance(&report.configuration))
        },
    )
}

fn setting(report: &MessidorReport) -> Markup {
    let data = &report.configuration.data;
    html! {
        p { (data.n_photographs) " photographs from " (data.name)
            @if data.patients_known { " of " (report.referable.n_patients) " patients" }
            ". Intervals in brackets are 95 %."
            @if !data.patients_known {
                " The set does not tell which photographs are of the same patient, so that each counts as its own: "
                "the two eyes of a patient may lie in different folds, which flatters the cross-validated figures, and the intervals are too narrow."
            }
        }
    }
}

fn heading(question: Question) -> &'static str {
    match question {
        Question::Referable => "Referable: grade 2 or worse against 0 and 1",
        Question::Abnormal => "Normal against abnormal: grade 0 against the rest",
    }
}

fn task_section(task: &TaskMetrics) -> Markup {
    let published = &task.published;
    html! {
        h2 { (heading(task.question)) }
        p { (Style::Percent.number(task.prevalence)) " of the " (task.n_photographs) " photographs are positive. "
            @if task.n_training == 0 { (FOLDS) "-fold cross-validation." }
            @else { "Learned from " (task.n_training) " other photographs." }
        }
        div.scroll { table {
            thead { tr {
                th scope="col" { "Reader" } th scope="col" { "AUC" } th scope="col" { "Accuracy" }
                th scope="col" { "AUC without the machine" }
            } }
            tbody {
                @for (name, stage) in task.stages.named() { tr {
                    th scope="row" { (name) }
                    td { (Style::Plain.figure(&stage.auc)) }
                    td { (Style::Plain.figure(&stage.accuracy)) }
                    td { (Style::Plain.figure(&stage.auc_without_machine)) }
                } }
                tr { th scope="row" { "Always the commoner answer" } td { "0.500" } td { (Style::Plain.number(task.majority_accuracy)) } td {} }
                tr { th scope="rowgroup" colspan="4" { "Published" } }
                tr { th scope="row" { "Zoom-in-Net (Wang et al. 2017)" }
                    td { (Style::Plain.number(published.zoom_in_net_auc)) }
                    td { (Style::Plain.number(published.zoom_in_net_accuracy)) } td {} }
                @for (name, auc) in ["Expert A", "Expert B"].iter().zip(published.expert_aucs) {
                    tr { th scope="row" { (name) } td { (Style::Plain.number(auc)) } td {} td {} }
                }
            }
        } }
        (roc_figure(task))
    }
}

fn roc_figure(task: &TaskMetrics) -> Markup {
    let legend = html! { ul.legend {
        @for (index, (name, _)) in task.stages.named().into_iter().enumerate() {
            li style=(format!("--colour: var(--stage-{index})")) { (name) }
        }
        li style="--colour: var(--ink)" { "Published accuracy (dashed)" }
        li style="--colour: var(--stage-3)" { "Experts A and B (dashed)" }
    } };
    let caption = "ROC curves by photograph. Published are accuracies and areas, not operating points: the dashed lines hold \
        the points with the paper’s accuracy at this prevalence, and those that alone make an expert’s area, (sensitivity + specificity) / 2.";
    html! { div.plots { (plot(caption, &roc_plot(task), legend)) } }
}

fn methods(report: &MessidorReport) -> Markup {
    let configuration = &report.configuration;
    let protocol = &configuration.protocol;
    html! {
        ul {
            li { "A support-vector machine with the kernel exp(−γ·|p − q|²) reads the five probabilities of a stage. Its cost (0.1 to 100, the same for both answers) and γ (0.1 to 10) are chosen by the highest mean of AUC and accuracy in five-fold cross-validation inside the photographs it learns from, for each fold anew; the tested photographs have no part in it. Above 0 its answer is yes; the AUC is over its scores of all folds together. Solver: linfa-svm 0.8." }
            li { "Referable: " (FOLDS) " folds, each with its share of positive patients; a patient’s photographs share a fold where patients are known." }
            @if report.abnormal.is_some() {
                li { "Normal against abnormal is learned from the training part of the split, which the networks were trained on too, as in the paper: their probabilities are surer there than on new photographs." }
            }
            li { "A machine learns from at most " (protocol.max_training) " photographs; of more, patients are drawn (seed " (protocol.seed) ")." }
            li { "“Without the machine” is the sum of the network’s own probabilities of the positive grades; nothing was fitted for it." }
            li { "Messidor’s own grades, 0 to 3, count microaneurysms and haemorrhages and are read as ICDR grades; the scales agree only roughly. Of its photographs, those that are the same file under two names count once." }
            li { "Intervals are the 2.5th and 97.5th percentiles over " (configuration.bootstrap.resamples)
                " bootstrap resamples of patients (seed " (configuration.bootstrap.seed) "), machines and folds held fixed." }
            li { "Published: Wang et al., MICCAI 2017, on all 1,200 photographs of Messidor with other training photographs; experts: Sánchez et al., IOVS 2011, as quoted there." }
        }
    }
}

fn provenance(configuration: &Configuration) -> Markup {
    let used = |data: &PhotographsUsed| {
        html! { li { (data.name) ": " (data.n_photographs) " photographs; left out: "
            @if data.left_out.is_empty() { "none" }
            @for (index, (kind, count)) in data.left_out.iter().enumerate() {
                @if index > 0 { ", " } (count) " × " (kind)
            }
        } }
    };
    html! {
        (configuration.model.markup())
        p { "Photographs:" }
        ul { (used(&configuration.data)) @for data in &configuration.training_data { (used(data)) } }
        @if let Some(split) = &configuration.split { p { "Split: " code { (split) } ", part: train." } }
        (settings(configuration))
    }
}
