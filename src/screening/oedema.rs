//! From M-Net's logit of macular oedema to a probability and a referral.

use serde::{Deserialize, Serialize};

use super::decision::{UnorderedThresholds, check_thresholds, reaches};

/// All that turns a logit of macular oedema into an answer, fitted on the validation photographs in which it was judged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct OedemaDecision {
    slope: f64,
    intercept: f64,
    at_high_sensitivity: f64,
    at_high_specificity: f64,
}

/// A decision as it is read, before its thresholds have been looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    slope: f64,
    intercept: f64,
    at_high_sensitivity: f64,
    at_high_specificity: f64,
}

impl OedemaDecision {
    /// The probability is that of `slope` · logit + `intercept` (Platt 1999); the thresholds are on it.
    ///
    /// # Errors
    /// [`UnorderedThresholds`], as for [`Decision::new`](super::decision::Decision::new).
    pub fn new(
        [slope, intercept]: [f64; 2],
        at_high_sensitivity: f64,
        at_high_specificity: f64,
    ) -> Result<Self, UnorderedThresholds> {
        check_thresholds(at_high_sensitivity, at_high_specificity)?;
        Ok(Self {
            slope,
            intercept,
            at_high_sensitivity,
            at_high_specificity,
        })
    }

    /// The probability of macular oedema.
    pub fn probability(&self, logit: f64) -> f64 {
        1.0 / (1.0 + (-(self.slope * logit + self.intercept)).exp())
    }

    /// The threshold of the operating point that misses few, which is the primary one.
    pub fn at_high_sensitivity(&self) -> f64 {
        self.at_high_sensitivity
    }

    /// The threshold of the operating point that refers few needlessly.
    pub fn at_high_specificity(&self) -> f64 {
        self.at_high_specificity
    }

    /// Whether an eye of this probability is referred at the operating point of high sensitivity.
    pub fn is_at_high_sensitivity(&self, probability: f64) -> bool {
        reaches(probability, self.at_high_sensitivity)
    }
}

impl TryFrom<Unchecked> for OedemaDecision {
    type Error = UnorderedThresholds;

    fn try_from(read: Unchecked) -> Result<Self, UnorderedThresholds> {
        Self::new(
            [read.slope, read.intercept],
            read.at_high_sensitivity,
            read.at_high_specificity,
        )
    }
}
