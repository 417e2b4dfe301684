//! What the pages of all experiments have in common.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use zoom_in_net::screening::wording::DISCLAIMER;
use zoom_in_net_evaluation::PAGE_STYLE;

/// One page of HTML that needs no other file: a heading, what it is about, the disclaimer, the rest.
pub(crate) fn page(title: &str, heading: &str, setting: Markup, rest: Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Zoom-in-Net: " (title) }
                style { (PreEscaped(PAGE_STYLE)) (PreEscaped(include_str!("page.css"))) }
            }
            body {
                h1 { (heading) }
                (setting)
                p.disclaimer role="note" { (DISCLAIMER) }
                (rest)
            }
        }
    }
    .into_string()
}

/// The whole configuration, folded away.
pub(crate) fn settings(configuration: &impl Serialize) -> Markup {
    let settings = serde_json::to_string_pretty(configuration).unwrap_or_default();
    html! { details { summary { "Settings" } pre { (settings) } } }
}

/// A plot with what it shows.
pub(crate) fn plot(caption: &str, svg: &str, legend: Markup) -> Markup {
    html! {
        figure {
            div role="img" aria-label=(caption) { (PreEscaped(svg)) }
            (legend)
            figcaption { (caption) }
        }
    }
}
