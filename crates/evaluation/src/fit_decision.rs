//! Choosing the thresholds on the probability of referable retinopathy.

use zoom_in_net::screening::decision::{Decision, referable_probability};

use crate::boundary::{boundary_before, sorted_distinct};
use crate::fit_cuts::fit_cuts;
use crate::prediction::{EvaluationError, ValidationPredictions};

/// The sensitivity that the high-sensitivity point reaches on validation data: the endpoint of the
/// pivotal trial of the first autonomous system (Abràmoff et al. 2018).
pub const TARGET_SENSITIVITY: f64 = 0.85;

/// The specificity that the high-specificity point reaches on validation data: the standard of the
/// British Diabetic Association for screening.
pub const TARGET_SPECIFICITY: f64 = 0.95;

/// Chooses the cuts between the grades and both thresholds on validation predictions.
///
/// The thresholds are the highest that reaches [`TARGET_SENSITIVITY`] and the lowest that reaches
/// [`TARGET_SPECIFICITY`]. Where the classes are so well apart that the first lies above the second, both
/// reach both targets, and the lower one becomes that of high sensitivity.
///
/// # Errors
///
/// [`EvaluationError::OneClass`] unless there are both referable and non-referable photographs.
pub fn fit_decision(validation: ValidationPredictions<'_>) -> Result<Decision, EvaluationError> {
    let (mut referable, mut not_referable) = (Vec::new(), Vec::new());
    for prediction in validation.predictions() {
        let scores = if prediction.reference.is_referable() {
            &mut referable
        } else {
            &mut not_referable
        };
        scores.push(referable_probability(&prediction.probabilities));
    }
    if referable.is_empty() {
        return Err(EvaluationError::OneClass("non-referable"));
    }
    if not_referable.is_empty() {
        return Err(EvaluationError::OneClass("referable"));
    }
    let observed = sorted_distinct([referable.as_slice(), &not_referable].concat());
    let ends = (0.0, 1.0);

    referable.sort_unstable_by(|a, b| b.total_cmp(a));
    let last_caught = referable[needed(referable.len(), TARGET_SENSITIVITY) - 1];
    let at_or_above = observed.partition_point(|&score| score < last_caught);
    let sensitive = boundary_before(&observed, at_or_above, ends);

    not_referable.sort_unstable_by(f64::total_cmp);
    let last_spared = not_referable[needed(not_referable.len(), TARGET_SPECIFICITY) - 1];
    let above = observed.partition_point(|&score| score <= last_spared);
    let specific = boundary_before(&observed, above, ends);

    Ok(Decision::new(
        fit_cuts(validation),
        sensitive.min(specific),
        sensitive.max(specific),
    )
    .expect("thresholds between observed probabilities, in order"))
}

/// The least number out of `total` that is at least the share `target` of it.
fn needed(total: usize, target: f64) -> usize {
    (1..total)
        .find(|&count| count as f64 / total as f64 >= target)
        .unwrap_or(total)
}
