//! Choosing the thresholds on the probability of referable retinopathy.

use zoom_in_net::screening::decision::{Decision, referable_probability, tempered};

use crate::boundary::{boundary_before, sorted_distinct};
use crate::fit_temperature::fit_temperature;
use crate::prediction::{EvaluationError, ValidationPredictions};

/// The sensitivity that the high-sensitivity point reaches on validation data: the endpoint of the
/// pivotal trial of the first autonomous system (Abràmoff et al. 2018).
pub const TARGET_SENSITIVITY: f64 = 0.85;

/// The specificity that the high-specificity point reaches on validation data: the standard of the
/// British Diabetic Association for screening.
pub const TARGET_SPECIFICITY: f64 = 0.95;

/// Chooses the temperature and both thresholds on validation predictions.
///
/// # Errors
///
/// [`EvaluationError::OneClass`] unless there are both referable and non-referable photographs.
pub fn fit_decision(validation: ValidationPredictions<'_>) -> Result<Decision, EvaluationError> {
    let predictions = validation.predictions();
    let temperature = fit_temperature(predictions);
    let (mut referable, mut not_referable) = (Vec::new(), Vec::new());
    for prediction in predictions {
        let scores = if prediction.reference.is_referable() {
            &mut referable
        } else {
            &mut not_referable
        };
        let calibrated = tempered(&prediction.probabilities, temperature);
        scores.push(referable_probability(&calibrated));
    }
    if referable.is_empty() {
        return Err(EvaluationError::OneClass("non-referable"));
    }
    if not_referable.is_empty() {
        return Err(EvaluationError::OneClass("referable"));
    }
    let [sensitive, specific] = fit_thresholds(referable, not_referable);
    Ok(Decision::new(temperature, sensitive, specific)
        .expect("thresholds between observed probabilities, in order"))
}

/// The thresholds of high sensitivity and of high specificity, from the probabilities of those that are to be referred and of
/// those that are not; there must be some of either.
///
/// They are the highest that reaches [`TARGET_SENSITIVITY`] and the lowest that reaches
/// [`TARGET_SPECIFICITY`]. Where the classes are so well apart that the first lies above the second, both
/// reach both targets, and the lower one becomes that of high sensitivity.
pub(crate) fn fit_thresholds(mut positive: Vec<f64>, mut negative: Vec<f64>) -> [f64; 2] {
    let observed = sorted_distinct([positive.as_slice(), &negative].concat());
    let ends = (0.0, 1.0);

    positive.sort_unstable_by(|a, b| b.total_cmp(a));
    let last_caught = positive[needed(positive.len(), TARGET_SENSITIVITY) - 1];
    let at_or_above = observed.partition_point(|&score| score < last_caught);
    let sensitive = boundary_before(&observed, at_or_above, ends);

    negative.sort_unstable_by(f64::total_cmp);
    let last_spared = negative[needed(negative.len(), TARGET_SPECIFICITY) - 1];
    let above = observed.partition_point(|&score| score <= last_spared);
    let specific = boundary_before(&observed, above, ends);
    [sensitive.min(specific), sensitive.max(specific)]
}

/// The least number out of `total` that is at least the share `target` of it.
fn needed(total: usize, target: f64) -> usize {
    (1..total)
        .find(|&count| count as f64 / total as f64 >= target)
        .unwrap_or(total)
}
