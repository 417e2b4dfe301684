//! How figures are written on the page.

use maud::{Markup, html};

use crate::interval::{Estimate, IntervalMethod};

/// In which way a figure is written.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    /// A share, in per cent.
    Percent,
    /// Anything else between -1 and 1, with three decimals.
    Plain,
    /// A difference, with its sign and three decimals.
    Difference,
}

impl Style {
    /// One number.
    pub fn number(self, value: f64) -> String {
        let text = match self {
            Self::Percent => format!("{:.1}\u{a0}%", 100.0 * value),
            Self::Plain => format!("{value:.3}"),
            Self::Difference => format!("{value:+.3}"),
        };
        text.replace('-', "−")
    }

    /// The bounds of an interval.
    fn bounds(self, low: f64, high: f64) -> String {
        match self {
            Self::Percent => format!("{:.1}–{:.1}", 100.0 * low, 100.0 * high),
            Self::Plain if low >= 0.0 => format!("{low:.3}–{high:.3}"),
            Self::Plain | Self::Difference => {
                format!("{} to {}", self.number(low), self.number(high))
            }
        }
    }

    /// A figure with its interval.
    pub fn figure(self, figure: &Estimate) -> Markup {
        let interval = match figure {
            Estimate::Known(interval) => interval,
            Estimate::Absent { absent } => return html! { span.absent { "absent: " (absent) } },
        };
        html! {
            (self.number(interval.value))
            small { "(" (self.bounds(interval.low, interval.high)) ")"
                @if interval.method == IntervalMethod::Wilson { sup { "W" } } }
            @if interval.dropped_resamples > 0 {
                small.dropped { "undefined in " (interval.dropped_resamples) " resamples" }
            }
        }
    }
}
