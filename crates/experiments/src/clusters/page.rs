//! The report as one page of HTML that needs no other file, without patches or with them.

use maud::{Markup, html};
use zoom_in_net_evaluation::Style;

use super::columns::PhotographColumns;
use super::grouping::Grouping;
use super::plots::{cluster_plot, colour_name};
use super::report::{ClusterReport, Configuration};
use crate::lesions::LesionKind;
use crate::page::{page, plot, settings};

/// The most patches that a cluster shows.
const MAX_PATCHES: usize = 24;

/// Renders the report. No photograph, nor any part of one, is shown in it.
pub fn render_html(report: &ClusterReport) -> String {
    render(report, html! {})
}

/// Renders the report with each cluster's patches, cut from the photographs: their terms hold for it.
pub fn render_gallery(
    report: &ClusterReport,
    grouping: &Grouping,
    photographs: &[PhotographColumns],
) -> String {
    let gallery = html! {
        h2 { "Patches" }
        p { strong { "This page shows parts of patients’ photographs. The terms of the photographs hold for it: do not publish it, unless they allow that." } }
        @for (index, members) in grouping.clusters.iter().enumerate() {
            h3 { "Cluster " (index + 1) ": " (members.len()) " patches" }
            div.patches { @for &(photograph, column) in members.iter().take(MAX_PATCHES) {
                @let of = &photographs[photograph];
                img src=(format!("data:image/jpeg;base64,{}", of.columns[column].patch)) alt=(of.name) title=(of.name);
            } }
        }
    };
    render(report, gallery)
}

fn render(report: &ClusterReport, gallery: Markup) -> String {
    page(
        "clusters",
        "What suspicious positions have in common",
        setting(report),
        html! {
            @if let Some(purity) = &report.purity {
                h2 { "Do patches of one cluster show the same kind of lesion?" }
                @if purity.is_empty() { p.absent { "No patch shows a lesion." } }
                @else { (purity_table(report)) (plots(report)) }
            }
            h2 { "Clusters" }
            (cluster_table(report))
            (gallery)
            h2 { "How the figures were computed" }
            (methods(&report.configuration))
            h2 { "Provenance" }
            (provenance(report))
        },
    )
}

fn setting(report: &ClusterReport) -> Markup {
    let configuration = &report.configuration;
    html! {
        p { (report.n_columns) " positions of M in " (report.n_photographs) " photographs from " (configuration.data)
            @if configuration.photographs_given > configuration.photographs_drawn {
                ", drawn of " (configuration.photographs_given)
            }
            ": " (report.clusters.len()) " clusters after " (report.rounds) " rounds."
            @if !report.settled { " " strong { "The clusters had not settled when the rounds ended." } }
        }
    }
}

fn purity_table(report: &ClusterReport) -> Markup {
    let positions = report.share_of_positions.iter().flatten();
    let share_of_positions: Vec<(&LesionKind, &f64)> = positions.collect();
    html! {
        div.scroll { table {
            caption { "In brackets, 95 % intervals" }
            thead { tr {
                th scope="col" { "Kind" } th scope="col" { "All positions" } th scope="col" { "Patches with it" }
                th scope="col" { "Photographs" } th scope="col" { "Compared" }
                th scope="col" { "Purity" } th scope="col" { "By chance" } th scope="col" { "Purity less chance" }
            } }
            tbody { @for (kind, purity) in report.purity.iter().flatten() { tr {
                th scope="row" { (kind.name()) }
                td { @for (of, share) in &share_of_positions { @if *of == kind { (Style::Percent.number(**share)) } } }
                td { (purity.patches) }
                td { (purity.photographs) }
                td { (purity.compared) }
                td { (Style::Percent.figure(&purity.purity)) }
                td { (Style::Percent.figure(&purity.chance)) }
                td { (Style::Difference.figure(&purity.gain)) }
            } } }
        } }
    }
}

fn plots(report: &ClusterReport) -> Markup {
    let legend = html! { ul.legend { @for kind in LesionKind::ALL {
        li style=(format!("--colour: {}", colour_name(kind))) { (kind.name()) }
    } } };
    let caption = "Share of each cluster’s patches that show a kind of lesion, by the cluster’s size; dashed, the share of all patches. \
        The smaller a cluster, the further from the dashed line chance alone takes it.";
    html! { div.plots { (plot(caption, &cluster_plot(report), legend)) } }
}

fn cluster_table(report: &ClusterReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "Cluster" } th scope="col" { "Patches" } th scope="col" { "Photographs" }
                @if report.configuration.masks { @for kind in LesionKind::ALL { th scope="col" { (kind.name()) } } }
            } }
            tbody {
                @if let Some(shares) = &report.share_of_patches { tr {
                    th scope="row" { "All" } td { (report.n_columns) } td { (report.n_photographs) }
                    @for share in shares.values() { td { (Style::Percent.number(*share)) } }
                } }
                @for (index, cluster) in report.clusters.iter().enumerate() { tr {
                    th scope="row" { (index + 1) } td { (cluster.patches) } td { (cluster.photographs) }
                    @for share in cluster.share_of_kind.iter().flat_map(|shares| shares.values()) {
                        td { (Style::Percent.number(*share)) }
                    }
                } }
            }
        } }
    }
}

fn methods(configuration: &Configuration) -> Markup {
    html! {
        ul {
            li { "Of each photograph, up to " (configuration.columns.per_photograph) " positions of M with the strongest response of the gated maps (how much more those of the grades 2 to 4 say than those of 0 and 1; resized to M where they are finer), inside the field of view and above the model’s own least response. No more than "
                (configuration.columns.max_columns) " in all: of more photographs than there is room for, some are drawn (seed " (configuration.bootstrap.seed) ")." }
            li { "The column of M at each position, divided by its length, is clustered by affinity propagation (Frey and Dueck 2007; solow-cluster 0.7): similarity is the negative squared distance, the preference its median, damping " (configuration.grouping.damping) "." }
            li { "A patch is the square of the photograph that its position covers. It shows a kind when a pixel of that kind’s mask lies in it; it may show several, and what the network sees of a position reaches further than its patch." }
            li { "Purity: of the patches that show the kind, the mean share of the patches from other photographs in the same cluster that show it too. Patches without such company are not counted. By chance: the same with all patches in one cluster. All positions: the share of all positions in the field that show the kind." }
            li { "Intervals are the 2.5th and 97.5th percentiles over " (configuration.bootstrap.resamples)
                " bootstrap resamples of photographs (seed " (configuration.bootstrap.seed) "), the clusters held fixed; purity less chance is paired." }
        }
    }
}

fn provenance(report: &ClusterReport) -> Markup {
    let configuration = &report.configuration;
    html! {
        (configuration.model.markup())
        p { "Photographs and masks (SHA-256): " code { (configuration.data_sha256) } "." }
        @if !report.skipped.is_empty() {
            p { "Left out:" }
            ul { @for skipped in &report.skipped { li { (skipped.name) ": " (skipped.reason) } } }
        }
        (settings(configuration))
    }
}
