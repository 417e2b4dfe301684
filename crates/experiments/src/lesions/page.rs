//! The report as one page of HTML that needs no other file.

use maud::{Markup, html};
use zoom_in_net_evaluation::{Estimate, Style};

use super::kinds::LesionKind;
use super::metrics::NumberMetrics;
use super::plots::{PlotPoint, colour_name, curves};
use super::report::{Configuration, GOAL_BOXES, GOAL_THRESHOLD, LesionReport};
use super::search::Method;
use crate::page::{page, plot, settings};

/// Positions of the thresholds that the table of recall shows: 0.1, as in the paper, and 0.3, 0.5, 0.7.
const TABLE_THRESHOLDS: [usize; 4] = [2, GOAL_THRESHOLD, 10, 14];

/// Renders the report. No photograph is shown in it.
pub fn render_html(report: &LesionReport) -> String {
    page(
        "attention and lesions",
        "Do the regions of Zoom-in-Net hold the lesions?",
        setting(report),
        html! {
            h2 { "Goals" }
            (goals(report))
            h2 { "Lesions found" }
            (plots(report))
            (recall_table(report))
            h2 { "Lesion pixels covered by four boxes" }
            (coverage_table(report))
            h2 { "By the number of boxes" }
            (number_table(report))
            h2 { "Our boxes less the others’" }
            (difference_table(report))
            h2 { "The maps themselves" }
            (attention_table(report))
            h2 { "How the figures were computed" }
            (methods(&report.configuration))
            h2 { "Provenance" }
            (provenance(report))
        },
    )
}

fn setting(report: &LesionReport) -> Markup {
    html! {
        p {
            (report.n_photographs) " photographs from " (report.configuration.data) " with "
            (report.n_lesions) " lesions: "
            @for (index, (kind, count)) in report.photographs_with_kind.iter().enumerate() {
                @if index > 0 { ", " } (kind.name()) " in " (count)
            }
            ". The networks were trained on grades of whole photographs; the masks only measure them."
        }
    }
}

fn goals(report: &LesionReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th scope="col" { "Goal" } th scope="col" { "Measured" } th scope="col" { "Reached" } } }
            tbody { @for goal in &report.goals { tr {
                th scope="row" { (goal.goal) }
                td { (Style::Plain.figure(&goal.figure)) }
                td { @if goal.reached { "yes" } @else { strong { "no" } } }
            } } }
        } }
        p { "In brackets, 95 % intervals. The paper found .76 of 306 lesions at IoM 0.3 and .82 at 0.1 in 182 photographs of its own, with about one or two hand-drawn boxes each; here every lesion of the masks counts, of which a photograph shows many, so the figures do not compare directly." }
    }
}

fn plots(report: &LesionReport) -> Markup {
    let by_threshold = |figures: fn(&NumberMetrics) -> &Vec<Estimate>| {
        every_method(report, |method| {
            let all = figures(&report.methods[&method].by_number[&GOAL_BOXES]);
            report
                .thresholds
                .iter()
                .zip(all)
                .filter_map(|(at, figure)| point(*at, figure))
                .collect()
        })
    };
    let by_number = |figure: fn(&NumberMetrics) -> &Estimate| {
        every_method(report, |method| {
            let all = &report.methods[&method].by_number;
            all.iter()
                .filter_map(|(number, figures)| point(*number as f64, figure(figures)))
                .collect()
        })
    };
    let iom = "intersection over the smaller area";
    let plots = [
        (
            "Share of lesions found by four boxes, by the overlap asked for",
            curves(
                iom,
                "lesions found",
                0.0..1.0,
                1,
                &by_threshold(|f| &f.recall_of_lesions),
            ),
        ),
        (
            "Share of photographs in which four boxes find at least one lesion",
            curves(
                iom,
                "photographs",
                0.0..1.0,
                1,
                &by_threshold(|f| &f.recall_of_photographs),
            ),
        ),
        (
            "Share of lesions found at IoM 0.3, by the number of boxes",
            curves(
                "boxes",
                "lesions found",
                0.5..8.5,
                0,
                &by_number(|f| &f.recall_of_lesions[GOAL_THRESHOLD]),
            ),
        ),
        (
            "Share of lesion pixels covered, by the number of boxes",
            curves(
                "boxes",
                "pixels covered",
                0.5..8.5,
                0,
                &by_number(|f| &f.coverage),
            ),
        ),
    ];
    html! {
        ul.legend { @for method in Method::ALL {
            li style=(format!("--colour: {}", colour_name(method))) { (method.name()) }
        } }
        div.plots { @for (caption, svg) in &plots {
            (plot(&format!("{caption}. Upright lines: 95 % intervals."), svg, html! {}))
        } }
    }
}

fn every_method(
    report: &LesionReport,
    points: impl Fn(Method) -> Vec<PlotPoint>,
) -> Vec<(Method, Vec<PlotPoint>)> {
    report
        .methods
        .keys()
        .map(|method| (*method, points(*method)))
        .collect()
}

fn point(across: f64, figure: &Estimate) -> Option<PlotPoint> {
    let interval = figure.interval()?;
    Some(PlotPoint {
        across,
        value: interval.value,
        low: interval.low,
        high: interval.high,
    })
}

fn recall_table(report: &LesionReport) -> Markup {
    let rows = |caption: &'static str, figures: fn(&NumberMetrics) -> &Vec<Estimate>| {
        html! {
            tr { th scope="rowgroup" colspan="5" { (caption) } }
            @for (method, all) in &report.methods { tr {
                th scope="row" { (method.name()) }
                @for index in TABLE_THRESHOLDS {
                    td { (Style::Plain.figure(&figures(&all.by_number[&GOAL_BOXES])[index])) }
                }
            } }
        }
    };
    html! {
        div.scroll { table {
            caption { "Recall with four boxes, by threshold of intersection over the smaller area" }
            thead { tr {
                th scope="col" { "Boxes by" }
                @for index in TABLE_THRESHOLDS { th scope="col" { (format!("{:.1}", report.thresholds[index])) } }
            } }
            tbody {
                (rows("Lesions", |figures| &figures.recall_of_lesions))
                (rows("Photographs, at least one lesion", |figures| &figures.recall_of_photographs))
            }
        } }
    }
}

fn coverage_table(report: &LesionReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Boxes by" }
                th scope="col" { "All" }
                th scope="col" { "Mean by photograph" }
                @for kind in LesionKind::ALL { th scope="col" { (kind.name()) } }
                th scope="col" { "Field in a box" }
            } }
            tbody { @for (method, all) in &report.methods {
                @let figures = &all.by_number[&GOAL_BOXES];
                tr {
                    th scope="row" { (method.name()) }
                    td { (Style::Percent.figure(&figures.coverage)) }
                    td { (Style::Percent.figure(&figures.coverage_by_photograph)) }
                    @for kind in LesionKind::ALL { td { (Style::Percent.figure(&figures.coverage_of_kind[&kind])) } }
                    td { (Style::Percent.number(figures.mean_field_share)) }
                }
            } }
        } }
    }
}

fn number_table(report: &LesionReport) -> Markup {
    let ours = &report.methods[&Method::GatedMaps].by_number;
    let random = &report.methods[&Method::RandomBoxes].by_number;
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Boxes asked for" }
                th scope="col" { "Boxes found" }
                th scope="col" { "Field in a box" }
                th scope="col" { "Lesions at IoM 0.3" }
                th scope="col" { "Random boxes" }
                th scope="col" { "Lesion pixels" }
                th scope="col" { "Random boxes" }
            } }
            tbody { @for (number, figures) in ours { tr {
                th scope="row" { (number) }
                td { (format!("{:.2}", figures.mean_boxes)) }
                td { (Style::Percent.number(figures.mean_field_share)) }
                td { (Style::Plain.figure(&figures.recall_of_lesions[GOAL_THRESHOLD])) }
                td { (Style::Plain.figure(&random[number].recall_of_lesions[GOAL_THRESHOLD])) }
                td { (Style::Percent.figure(&figures.coverage)) }
                td { (Style::Percent.figure(&random[number].coverage)) }
            } } }
        } }
    }
}

fn difference_table(report: &LesionReport) -> Markup {
    html! {
        div.scroll { table {
            caption { "Four boxes each, on the same photographs; IoM 0.3" }
            thead { tr {
                th scope="col" { "Zoom-in-Net less" }
                th scope="col" { "Lesions" }
                th scope="col" { "Photographs" }
                th scope="col" { "Lesion pixels" }
            } }
            tbody { @for (method, difference) in &report.differences { tr {
                th scope="row" { (method.name()) }
                td { (Style::Difference.figure(&difference.recall_of_lesions)) }
                td { (Style::Difference.figure(&difference.recall_of_photographs)) }
                td { (Style::Difference.figure(&difference.coverage)) }
            } } }
        } }
    }
}

fn attention_table(report: &LesionReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Map" }
                th scope="col" { "Pixel AUC" }
                th scope="col" { "Pointing game" }
            } }
            tbody { @for (method, figures) in &report.methods {
                @if let Some(pointing) = &figures.pointing_accuracy { tr {
                    th scope="row" { (method.name()) }
                    td { @match &figures.pixel_auc {
                        Some(auc) => (Style::Plain.figure(auc)),
                        None => "½ by expectation",
                    } }
                    td { (Style::Percent.figure(pointing)) }
                } }
            } }
        } }
    }
}

fn methods(configuration: &Configuration) -> Markup {
    html! {
        ul {
            li { (configuration.merge_rule) }
            li { "A lesion is found at a threshold when the intersection of its box with any one of the boxes, over the area of the smaller of the two, reaches it; at 0, when they overlap at all. A photograph is found when one of its lesions is." }
            li { "All boxes have the size of C-Net’s crops and come from the one search that the network itself uses: the place that is judged highest, mask the square around it, repeat; only the map differs. A place is judged by the mean, over the model’s own window around it, of what speaks for disease; of random maps by its single value. Zoom-in-Net: how much more the gated maps of the grades 2 to 4 say than those of 0 and 1, no box where nothing is above the model’s own least. Grad-CAM: of M-Net, for its likeliest grade among 2 to 4, negative evidence kept so that it never runs out of boxes. Random boxes: a map of independent uniform values, "
                (configuration.draws.number) " draws for each photograph, averaged (seed " (configuration.draws.seed)
                "). Fixed layout: one box at the centroid of each quarter of the field." }
            li { "Coverage counts pixels of the photograph; pixels in two boxes count once. Pixel AUC is over the pixels of the high-resolution image inside the field of view, those that hold any lesion pixel against the rest, the map resized bilinearly; the mean over the photographs is shown. Pointing game: the strongest response of a single position lies in the box of a lesion, without any tolerance." }
            li { "A kind without a mask file for a photograph is taken not to occur in it." }
            li { "Intervals are the 2.5th and 97.5th percentiles over " (configuration.bootstrap.resamples)
                " bootstrap resamples of photographs (seed " (configuration.bootstrap.seed)
                "); differences are paired. Where a share is exactly 0 or 100 %, marked by W, stands Wilson’s score interval over the photographs." }
        }
    }
}

fn provenance(report: &LesionReport) -> Markup {
    let configuration = &report.configuration;
    html! {
        (configuration.model.markup())
        p { "Photographs and masks (SHA-256): " code { (configuration.data_sha256) } "." }
        @if report.skipped.is_empty() {
            p { "Nothing was left out." }
        } @else {
            p { "Left out:" }
            ul { @for skipped in &report.skipped { li { (skipped.name) ": " (skipped.reason) } } }
        }
        (settings(configuration))
    }
}
