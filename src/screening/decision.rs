//! From five probabilities to a grade and a referral, by cuts and thresholds kept with the weights.
//!
//! They are chosen on validation photographs only; here they are merely applied.

use serde::{Deserialize, Serialize};

use crate::grade::{GRADES, IcdrGrade};

/// Four cuts lie between five grades.
pub const CUTS: usize = GRADES - 1;

/// The expected value of the grade, from 0 to 4.
pub fn expected_grade(probabilities: &[f64; GRADES]) -> f64 {
    (0..GRADES)
        .map(|level| level as f64 * probabilities[level])
        .sum()
}

/// The probability that the grade is `grade` or worse.
pub fn probability_of_at_least(grade: IcdrGrade, probabilities: &[f64; GRADES]) -> f64 {
    probabilities[grade.level()..].iter().sum()
}

/// The probability of referable retinopathy: moderate, severe or proliferative.
pub fn referable_probability(probabilities: &[f64; GRADES]) -> f64 {
    probability_of_at_least(IcdrGrade::Moderate, probabilities)
}

/// The most probable grade, and the milder of two that are equally probable.
pub fn most_probable_grade(probabilities: &[f64; GRADES]) -> IcdrGrade {
    IcdrGrade::ALL
        .into_iter()
        .rev()
        .max_by(|a, b| probabilities[a.level()].total_cmp(&probabilities[b.level()]))
        .unwrap_or(IcdrGrade::None)
}

/// Whether a cut or threshold is reached. What is not a number reaches every one: a failed computation
/// must not pass for a healthy eye.
fn reaches(value: f64, boundary: f64) -> bool {
    value.is_nan() || value >= boundary
}

/// Cuts on the expected grade: the grade is the number of cuts that the expected grade reaches.
///
/// They never decrease; where two are equal, the grade between them is never given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; CUTS]", into = "[f64; CUTS]")]
pub struct GradeCuts {
    cuts: [f64; CUTS],
}

/// Numbers that cannot be cuts between the grades.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "{0:?} cannot be cuts between the grades: give four numbers, none smaller than the one before"
)]
pub struct UnorderedCuts(pub [f64; CUTS]);

impl GradeCuts {
    /// The cuts that give the grade nearest to the expected grade.
    pub const NEAREST_GRADE: Self = Self {
        cuts: [0.5, 1.5, 2.5, 3.5],
    };

    /// The four cuts, from that between none and mild to that between severe and proliferative.
    pub fn cuts(&self) -> [f64; CUTS] {
        self.cuts
    }

    /// The grade by the cuts.
    pub fn grade_of(&self, probabilities: &[f64; GRADES]) -> IcdrGrade {
        let expected = expected_grade(probabilities);
        IcdrGrade::ALL[self.cuts.partition_point(|&cut| reaches(expected, cut))]
    }
}

impl TryFrom<[f64; CUTS]> for GradeCuts {
    type Error = UnorderedCuts;

    fn try_from(cuts: [f64; CUTS]) -> Result<Self, UnorderedCuts> {
        if cuts.iter().all(|cut| cut.is_finite()) && cuts.is_sorted() {
            Ok(Self { cuts })
        } else {
            Err(UnorderedCuts(cuts))
        }
    }
}

impl From<GradeCuts> for [f64; CUTS] {
    fn from(cuts: GradeCuts) -> Self {
        cuts.cuts
    }
}

/// All that turns five probabilities into an answer: the cuts between the grades, and two thresholds on
/// the probability of referable retinopathy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Decision {
    cuts: GradeCuts,
    referable_at_high_sensitivity: f64,
    referable_at_high_specificity: f64,
}

/// A decision as it is read, before its thresholds have been looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    cuts: GradeCuts,
    referable_at_high_sensitivity: f64,
    referable_at_high_specificity: f64,
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

impl Decision {
    /// Puts cuts and thresholds together.
    ///
    /// A threshold may lie above 1: nothing reaches it then.
    ///
    /// # Errors
    ///
    /// If a threshold is negative or no number, or the one for high sensitivity lies above the one for
    /// high specificity: whoever is referred at high specificity is referred at high sensitivity too.
    pub fn new(
        cuts: GradeCuts,
        referable_at_high_sensitivity: f64,
        referable_at_high_specificity: f64,
    ) -> Result<Self, UnorderedThresholds> {
        let (low, high) = (referable_at_high_sensitivity, referable_at_high_specificity);
        if low >= 0.0 && low <= high && high.is_finite() {
            Ok(Self {
                cuts,
                referable_at_high_sensitivity,
                referable_at_high_specificity,
            })
        } else {
            Err(UnorderedThresholds {
                high_sensitivity: low,
                high_specificity: high,
            })
        }
    }

    /// The cuts between the grades.
    pub fn cuts(&self) -> GradeCuts {
        self.cuts
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

    /// The grade by the cuts.
    pub fn grade_of(&self, probabilities: &[f64; GRADES]) -> IcdrGrade {
        self.cuts.grade_of(probabilities)
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
    type Error = UnorderedThresholds;

    fn try_from(read: Unchecked) -> Result<Self, UnorderedThresholds> {
        Self::new(
            read.cuts,
            read.referable_at_high_sensitivity,
            read.referable_at_high_specificity,
        )
    }
}
