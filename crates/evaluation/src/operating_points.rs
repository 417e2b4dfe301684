//! The two thresholds on the probability of referable retinopathy, and what a threshold achieves.

use serde::{Deserialize, Serialize};

use crate::auc::Scored;
use crate::boundary::{boundary_before, sorted_distinct};
use crate::prediction::{EvaluationError, ValidationPredictions};

/// The sensitivity that the high-sensitivity point reaches on validation data: the endpoint of the
/// pivotal trial of the first autonomous system (Abràmoff et al. 2018).
pub const TARGET_SENSITIVITY: f64 = 0.85;

/// The specificity that the high-specificity point reaches on validation data: the standard of the
/// British Diabetic Association for screening.
pub const TARGET_SPECIFICITY: f64 = 0.95;

/// Thresholds on the probability of referable retinopathy: at or above one, the eye is referred.
///
/// They are fitted once, on validation data, and kept with the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatingPoints {
    /// The highest threshold that reached [`TARGET_SENSITIVITY`]. The primary operating point: for
    /// screening, a missed eye weighs more than a needless referral.
    pub high_sensitivity: f64,
    /// The lowest threshold that reached [`TARGET_SPECIFICITY`].
    pub high_specificity: f64,
}

impl OperatingPoints {
    /// Chooses both thresholds on validation predictions.
    ///
    /// # Errors
    ///
    /// [`EvaluationError::OneClass`] unless there are both referable and non-referable photographs.
    pub fn fit(validation: ValidationPredictions<'_>) -> Result<Self, EvaluationError> {
        let (mut referable, mut not_referable) = (Vec::new(), Vec::new());
        for prediction in validation.predictions() {
            let scores = if prediction.reference.is_referable() {
                &mut referable
            } else {
                &mut not_referable
            };
            scores.push(prediction.referable_probability());
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

        not_referable.sort_unstable_by(f64::total_cmp);
        let last_spared = not_referable[needed(not_referable.len(), TARGET_SPECIFICITY) - 1];
        let above = observed.partition_point(|&score| score <= last_spared);

        Ok(Self {
            high_sensitivity: boundary_before(&observed, at_or_above, ends),
            high_specificity: boundary_before(&observed, above, ends),
        })
    }
}

/// The least number out of `total` that is at least the share `target` of it.
fn needed(total: usize, target: f64) -> usize {
    (1..total)
        .find(|&count| count as f64 / total as f64 >= target)
        .unwrap_or(total)
}

/// How often a threshold was right and wrong.
#[derive(Default)]
pub(crate) struct TwoByTwo {
    true_positives: u64,
    false_negatives: u64,
    false_positives: u64,
    true_negatives: u64,
}

impl TwoByTwo {
    /// Counts scores, each as often as its weight.
    pub(crate) fn count(
        scored: impl IntoIterator<Item = (Scored, u32)>,
        threshold: f64,
    ) -> TwoByTwo {
        let mut table = Self::default();
        for (Scored { score, positive }, weight) in scored {
            let cell = match (positive, score >= threshold) {
                (true, true) => &mut table.true_positives,
                (true, false) => &mut table.false_negatives,
                (false, true) => &mut table.false_positives,
                (false, false) => &mut table.true_negatives,
            };
            *cell += u64::from(weight);
        }
        table
    }

    /// The share of positives that are called positive.
    pub(crate) fn sensitivity(&self) -> Option<f64> {
        share(self.true_positives, self.false_negatives)
    }

    /// The share of negatives that are called negative.
    pub(crate) fn specificity(&self) -> Option<f64> {
        share(self.true_negatives, self.false_positives)
    }

    /// The share of those called positive that are.
    pub(crate) fn positive_predictive_value(&self) -> Option<f64> {
        share(self.true_positives, self.false_positives)
    }

    /// The share of those called negative that are.
    pub(crate) fn negative_predictive_value(&self) -> Option<f64> {
        share(self.true_negatives, self.false_negatives)
    }
}

fn share(right: u64, wrong: u64) -> Option<f64> {
    let total = right + wrong;
    (total > 0).then(|| right as f64 / total as f64)
}
