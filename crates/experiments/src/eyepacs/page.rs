//! The report as one page of HTML that needs no other file.

use maud::{Markup, html};
use zoom_in_net_evaluation::Style;

use super::plots::kappa_plot;
use super::report::{EyepacsReport, Reader};
use crate::page::{page, plot, settings};

/// Renders the report. No photograph is shown in it.
pub fn render_html(report: &EyepacsReport) -> String {
    page(
        "what each step adds",
        "What attention and looking closer add to grading",
        setting(report),
        html! {
            h2 { "Every network" }
            (reader_table(report))
            (kappa_figure(report))
            h2 { "What each step adds" }
            (gain_table(report))
            h2 { "How the figures were computed" }
            (methods(report))
            h2 { "Provenance" }
            (provenance(report))
        },
    )
}

fn name(reader: &Reader) -> String {
    match reader.seed {
        Some(seed) => format!("{}, seed {seed}", reader.network.name()),
        None => format!("{}, all seeds together", reader.network.name()),
    }
}

fn setting(report: &EyepacsReport) -> Markup {
    let names = report
        .configuration
        .data
        .iter()
        .map(|data| data.name.as_str());
    let names: Vec<&str> = names.collect();
    html! {
        p {
            @if let Some(reader) = report.readers.first() {
                (reader.figures.n_photographs) " test photographs of " (reader.figures.n_patients) " patients from "
                (names.join(", ")) ". In brackets, 95 % intervals."
            }
        }
    }
}

fn reader_table(report: &EyepacsReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Network" } th scope="col" { "Row" } th scope="col" { "QWK" }
                th scope="col" { "Published, validation / test" }
                th scope="col" { "QWK, most probable grade" } th scope="col" { "Accuracy" } th scope="col" { "AUC, referable" }
            } }
            tbody {
                @for (row, reader) in report.readers.iter().enumerate() { tr {
                    th scope="row" { (name(&reader.reader)) }
                    td { (row + 1) }
                    td { (Style::Plain.figure(&reader.figures.qwk)) }
                    td { @if let Some([validation, test]) = reader.published_qwk {
                        (Style::Plain.number(validation)) " / " (Style::Plain.number(test))
                    } }
                    td { (Style::Plain.figure(&reader.figures.qwk_arg_max)) }
                    td { (Style::Plain.figure(&reader.figures.accuracy)) }
                    td { (Style::Plain.figure(&reader.figures.referable.auc)) }
                } }
                @if let Some(reader) = report.readers.first() { tr {
                    th scope="row" { "Always the commonest grade" } td {} td { "0.000" } td {} td { "0.000" }
                    td { (Style::Plain.number(reader.figures.baseline.accuracy)) } td { "0.500" }
                } }
            }
        } }
    }
}

fn kappa_figure(report: &EyepacsReport) -> Markup {
    let legend = html! { ul.legend {
        li style="--colour: var(--stage-0)" { "measured" } li style="--colour: var(--stage-2)" { "published, test" }
    } };
    let caption = "Quadratic weighted kappa of each row of the table, with 95 % intervals; open circles, as published.";
    html! { div.plots { (plot(caption, &kappa_plot(report), legend)) } }
}

fn gain_table(report: &EyepacsReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Network" } th scope="col" { "over" } th scope="col" { "QWK" } th scope="col" { "AUC, referable" }
            } }
            tbody { @for gain in &report.gains { tr {
                th scope="row" { (name(&gain.of)) }
                td.text { (name(&gain.over)) }
                td { (Style::Difference.figure(&gain.qwk)) }
                td { (Style::Difference.figure(&gain.referable_auc)) }
            } } }
        } }
    }
}

fn methods(report: &EyepacsReport) -> Markup {
    let bootstrap = &report.configuration.bootstrap;
    html! {
        ul {
            li { "Random regions: the same M-Net and A-Net, and a C-Net of the same size trained for as long on regions of the same size and number, drawn anywhere in the field apart from one another; shown such regions in the test too. It differs from Zoom-in-Net in where C-Net looks, and in nothing else." }
            li { "All seeds together: the mean of the five probabilities over the seeds." }
            li { "Grades are the medians of the calibrated probabilities. Temperatures and thresholds were fitted to the validation part, for each row on its own; nothing was fitted to the test part." }
            li { "Intervals are the 2.5th and 97.5th percentiles over " (bootstrap.resamples)
                " bootstrap resamples of patients (seed " (bootstrap.seed) "); gains are paired. They tell what other patients would change, and not what another training run would: for that, compare the seeds." }
            li { "Published: Wang et al., MICCAI 2017, on the whole Kaggle set with its own split. Figures on other photographs do not compare directly." }
        }
    }
}

fn provenance(report: &EyepacsReport) -> Markup {
    let configuration = &report.configuration;
    let [train, validation, test] = configuration.patients;
    html! {
        p { "Split " code { (configuration.split[0]) } ": " (train) " patients to train, " (validation) " to validate, " (test) " to test." }
        ul { @for data in &configuration.data {
            li { (data.name) ": " (data.n_photographs) " photographs; left out: "
                @if data.left_out.is_empty() { "none" }
                @for (index, (kind, count)) in data.left_out.iter().enumerate() {
                    @if index > 0 { ", " } (count) " × " (kind)
                }
            }
        } }
        p { "Weights (SHA-256):" }
        ul { @for model in &configuration.models { @for (file, sha256) in &model.weights {
            li { "seed " (model.seed) ", " (file) ": " code { (sha256) } }
        } } }
        (settings(configuration))
    }
}
