//! Whether a photograph can be graded at all; one that cannot gets no grade.
//!
//! A few dozen measurements of brightness, colour, evenness, detail and vessels are weighed by two
//! logistic regressions: is it a fundus photograph, and would people reject it? Both were fitted by
//! `zoom-in-net gradability`; `docs/gradability.md` says on what, and how well they do.

mod features;
mod field;
mod gate;
mod names;
mod plane;
mod reasons;
mod statistics;
mod structure;

pub use gate::{Classifier, Gate, GateError, Judgement, Measurement};
pub use names::MEASUREMENTS;
pub use reasons::Reason;

use crate::preparation::PreparedPhotograph;

/// What the gate measures in a photograph: always [`MEASUREMENTS`].
pub fn measurements(photo: &PreparedPhotograph) -> Vec<(&'static str, f32)> {
    features::measure(&field::Field::new(photo)).0
}
