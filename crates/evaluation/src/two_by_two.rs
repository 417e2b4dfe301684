//! What a threshold achieves.

use crate::auc::Scored;
use crate::bootstrap::Computed;
use crate::interval::Absence;

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
    pub(crate) fn count(scored: impl IntoIterator<Item = (Scored, u32)>, threshold: f64) -> Self {
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
    pub(crate) fn sensitivity(&self) -> Computed {
        share(self.true_positives, self.false_negatives).ok_or(Absence::NoPositives)
    }

    /// The share of negatives that are called negative.
    pub(crate) fn specificity(&self) -> Computed {
        share(self.true_negatives, self.false_positives).ok_or(Absence::NoNegatives)
    }

    /// The share of those called positive that are.
    pub(crate) fn positive_predictive_value(&self) -> Computed {
        share(self.true_positives, self.false_positives).ok_or(Absence::NoneCalledPositive)
    }

    /// The share of those called negative that are.
    pub(crate) fn negative_predictive_value(&self) -> Computed {
        share(self.true_negatives, self.false_negatives).ok_or(Absence::NoneCalledNegative)
    }
}

fn share(right: u64, wrong: u64) -> Option<f64> {
    let total = right + wrong;
    (total > 0).then(|| right as f64 / total as f64)
}
