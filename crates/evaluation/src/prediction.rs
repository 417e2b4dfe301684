//! A graded photograph with a stage's answer, and what makes a list of them fit to be evaluated.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::{GRADES, IcdrGrade};
use zoom_in_net::screening::decision::Decision;

/// How far the five probabilities may add up to other than 1: the networks compute in single precision.
const SUM_TOLERANCE: f64 = 1e-3;

/// One graded photograph, and what one stage of the network said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The photograph, unique within its dataset.
    pub photograph: String,
    /// The name of the dataset.
    pub dataset: String,
    /// The patient, unique within the dataset.
    pub patient: String,
    /// The grade that people gave: the reference standard.
    pub reference: IcdrGrade,
    /// The probability of each grade, before calibration.
    pub probabilities: [f64; GRADES],
}

/// What one stage of the network said of photographs, and how its probabilities become an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct StagePredictions {
    /// The photographs to report on, their probabilities calibrated.
    pub predictions: Vec<Prediction>,
    /// The stage's decision, fitted on other photographs.
    pub decision: Decision,
}

impl StagePredictions {
    /// Calibrates what the networks say of the photographs to report on by a decision that was fitted on others.
    pub fn new(mut predictions: Vec<Prediction>, decision: Decision) -> Self {
        for Prediction { probabilities, .. } in &mut predictions {
            // What are no probabilities is refused, as it is, when it is evaluated.
            if are_probabilities(probabilities) {
                *probabilities = decision.calibrated(probabilities);
            }
        }
        Self {
            predictions,
            decision,
        }
    }

    /// Some of the photographs.
    pub(crate) fn only(&self, which: impl Fn(&Prediction) -> bool) -> Self {
        let predictions = self
            .predictions
            .iter()
            .filter(|prediction| which(prediction));
        Self {
            predictions: predictions.cloned().collect(),
            decision: self.decision,
        }
    }
}

/// Predictions for the photographs that were set aside to choose temperatures and operating points on.
///
/// Only these can be fitted to. To wrap the predictions that are reported on would make the reported
/// figures worthless: give the validation part of the split, and nothing else.
#[derive(Clone, Copy, Debug)]
pub struct ValidationPredictions<'p>(&'p [Prediction]);

impl<'p> ValidationPredictions<'p> {
    /// States that these predictions are for validation photographs.
    ///
    /// # Errors
    ///
    /// If there are none, one is named twice, or its probabilities are not probabilities.
    pub fn new(predictions: &'p [Prediction]) -> Result<Self, EvaluationError> {
        check(predictions)?;
        Ok(Self(predictions))
    }

    pub(crate) fn predictions(self) -> &'p [Prediction] {
        self.0
    }
}

/// Why predictions cannot be evaluated or fitted to.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// There is nothing to evaluate.
    #[error("there are no predictions: give those of at least one graded photograph")]
    NoPredictions,
    /// A photograph would count twice.
    #[error(
        "there are two predictions for the photograph `{photograph}` of `{dataset}`: give one for each, under names that are unique within the dataset"
    )]
    Repeated {
        /// The dataset's name.
        dataset: String,
        /// The photograph.
        photograph: String,
    },
    /// The five numbers are not the probabilities of five grades.
    #[error(
        "the photograph `{photograph}` of `{dataset}` has {probabilities:?} for its probabilities: each must be between 0 and 1, and they must add up to 1"
    )]
    NotProbabilities {
        /// The dataset's name.
        dataset: String,
        /// The photograph.
        photograph: String,
        /// What is said to be its probabilities.
        probabilities: [f64; GRADES],
    },
    /// No operating point can be chosen.
    #[error(
        "the validation photographs are all {0}: an operating point needs both referable and non-referable ones; add patients to the validation part"
    )]
    OneClass(&'static str),
    /// There would be no interval.
    #[error("the number of bootstrap resamples is 0: an interval needs some (2000 are usual)")]
    NoResamples,
    /// Two stages were not evaluated on the same photographs with the same reference grades.
    #[error(
        "two stages cannot be compared photograph by photograph: `{photograph}` of `{dataset}` is missing from one of them, or has another patient or reference grade there; evaluate all stages on one and the same list"
    )]
    NotPaired {
        /// The dataset's name.
        dataset: String,
        /// The photograph.
        photograph: String,
    },
}

/// Checks that there are predictions, at most one per photograph, all with proper probabilities.
pub(crate) fn check(predictions: &[Prediction]) -> Result<(), EvaluationError> {
    if predictions.is_empty() {
        return Err(EvaluationError::NoPredictions);
    }
    let mut seen = HashSet::new();
    for prediction in predictions {
        let Prediction {
            photograph,
            dataset,
            probabilities,
            ..
        } = prediction;
        if !seen.insert((dataset, photograph)) {
            return Err(EvaluationError::Repeated {
                dataset: dataset.clone(),
                photograph: photograph.clone(),
            });
        }
        if !are_probabilities(probabilities) {
            return Err(EvaluationError::NotProbabilities {
                dataset: dataset.clone(),
                photograph: photograph.clone(),
                probabilities: *probabilities,
            });
        }
    }
    Ok(())
}

fn are_probabilities(probabilities: &[f64; GRADES]) -> bool {
    let each_is_one = probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    let sum: f64 = probabilities.iter().sum();
    each_is_one && (sum - 1.0).abs() <= SUM_TOLERANCE
}
