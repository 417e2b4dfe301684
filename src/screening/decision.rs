//! From five probabilities to a grade and a referral, by a temperature and thresholds kept with the weights.
//!
//! They are chosen on validation photographs only; here they are merely applied.

use serde::{Deserialize, Serialize};

use crate::grade::{GRADES, IcdrGrade};

/// The probability that the grade is `grade` or worse.
pub fn probability_of_at_least(grade: IcdrGrade, probabilities: &[f64; GRADES]) -> f64 {
    probabilities[grade.level()..].iter().sum()
}

/// The probability of referable retinopathy: moderate, severe or proliferative.
pub fn referable_probability(probabilities: &[f64; GRADES]) -> f64 {
    probability_of_at_least(IcdrGrade::Moderate, probabilities)
}

/// The worst grade that the eye has, or exceeds, with a probability of one half: the median of the distribution, which is
/// least far from the reference on average.
pub fn median_grade(probabilities: &[f64; GRADES]) -> IcdrGrade {
    IcdrGrade::ALL
        .into_iter()
        .rev()
        .find(|&grade| reaches(probability_of_at_least(grade, probabilities), 0.5))
        .unwrap_or(IcdrGrade::None)
}

/// The probabilities of logits divided by `temperature`, from those of the logits themselves.
pub fn tempered(probabilities: &[f64; GRADES], temperature: f64) -> [f64; GRADES] {
    let raised = probabilities.map(|probability| probability.powf(1.0 / temperature));
    let total: f64 = raised.iter().sum();
    raised.map(|value| value / total)
}

/// The most probable grade, and the milder of two that are equally probable.
pub fn most_probable_grade(probabilities: &[f64; GRADES]) -> IcdrGrade {
    IcdrGrade::ALL
        .into_iter()
        .rev()
        .max_by(|a, b| probabilities[a.level()].total_cmp(&probabilities[b.level()]))
        .unwrap_or(IcdrGrade::None)
}

/// Whether a threshold is reached. What is not a number reaches every one: a failed computation
/// must not pass for a healthy eye.
pub(super) fn reaches(value: f64, boundary: f64) -> bool {
    value.is_nan() || value >= boundary
}

/// All that turns what the networks say into an answer: a temperature that makes their probabilities mean what they
/// say, and two thresholds on the probability of referable retinopathy.
///
/// Everything that is said of a photograph follows from four calibrated probabilities, of each grade *or worse*: the grade is
/// the worst one that is reached with a probability of one half (the median of the distribution), and an eye is referred
/// where that of moderate or worse reaches a threshold. So no grade can stand above probabilities that contradict it.
///
/// The project's first choice, four fitted cuts on the expected grade, did no better on photographs that the cuts were
/// not fitted to (`docs/training.md`), and gave grades that the probabilities beside them contradicted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Decision {
    temperature: f64,
    referable_at_high_sensitivity: f64,
    referable_at_high_specificity: f64,
}

/// A decision as it is read, before its numbers have been looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    temperature: f64,
    referable_at_high_sensitivity: f64,
    referable_at_high_specificity: f64,
}

/// Numbers that no decision can be made with.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NotADecision {
    /// No probabilities can be calibrated with it.
    #[error("{0} cannot be a temperature: give a number above 0")]
    Temperature(f64),
    /// They cannot be the two thresholds on the probability of referable retinopathy.
    #[error(transparent)]
    Thresholds(#[from] UnorderedThresholds),
}

/// Numbers that cannot be the two thresholds on the probability of referable retinopathy.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "{high_sensitivity} for high sensitivity and {high_specificity} for high specificity cannot be thresholds on a probability: give numbers that are not negative, the one for high sensitivity not above the other"
)]
pub struct UnorderedThresholds {
    /// What was to be the threshold for high sensitivity.
    pub high_sensitivity: f64,
    /// What was to be the threshold for high specificity.
    pub high_specificity: f64,
}

/// That the threshold for high sensitivity does not lie above the one for high specificity, and both are numbers.
pub(super) fn check_thresholds(low: f64, high: f64) -> Result<(), UnorderedThresholds> {
    if low >= 0.0 && low <= high && high.is_finite() {
        return Ok(());
    }
    Err(UnorderedThresholds {
        high_sensitivity: low,
        high_specificity: high,
    })
}

impl Decision {
    /// Puts temperature and thresholds together.
    ///
    /// A threshold may lie above 1: nothing reaches it then.
    ///
    /// # Errors
    ///
    /// If the temperature is not above 0, a threshold is negative or no number, or the one for high sensitivity lies above
    /// the one for high specificity: whoever is referred at high specificity is referred at high sensitivity too.
    pub fn new(
        temperature: f64,
        referable_at_high_sensitivity: f64,
        referable_at_high_specificity: f64,
    ) -> Result<Self, NotADecision> {
        if !(temperature > 0.0 && temperature.is_finite()) {
            return Err(NotADecision::Temperature(temperature));
        }
        check_thresholds(referable_at_high_sensitivity, referable_at_high_specificity)?;
        Ok(Self {
            temperature,
            referable_at_high_sensitivity,
            referable_at_high_specificity,
        })
    }

    /// What the logits are divided by.
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// The calibrated probabilities, from those of the networks' own logits (temperature scaling, Guo et al. 2017).
    pub fn calibrated(&self, probabilities: &[f64; GRADES]) -> [f64; GRADES] {
        tempered(probabilities, self.temperature)
    }

    /// The threshold of the operating point that misses few. It is the primary one: for screening, a
    /// missed eye weighs more than a needless referral.
    pub fn referable_at_high_sensitivity(&self) -> f64 {
        self.referable_at_high_sensitivity
    }

    /// The threshold of the operating point that refers few needlessly.
    pub fn referable_at_high_specificity(&self) -> f64 {
        self.referable_at_high_specificity
    }

    /// Whether the eye is referred at the primary operating point, that of high sensitivity.
    pub fn is_referable_at_high_sensitivity(&self, probabilities: &[f64; GRADES]) -> bool {
        reaches(
            referable_probability(probabilities),
            self.referable_at_high_sensitivity,
        )
    }

    /// Whether the eye is referred at the operating point of high specificity.
    pub fn is_referable_at_high_specificity(&self, probabilities: &[f64; GRADES]) -> bool {
        reaches(
            referable_probability(probabilities),
            self.referable_at_high_specificity,
        )
    }
}

impl TryFrom<Unchecked> for Decision {
    type Error = NotADecision;

    fn try_from(read: Unchecked) -> Result<Self, NotADecision> {
        Self::new(
            read.temperature,
            read.referable_at_high_sensitivity,
            read.referable_at_high_specificity,
        )
    }
}
