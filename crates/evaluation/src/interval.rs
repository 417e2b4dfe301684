//! A figure with its interval, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// The standard normal distribution's 97.5th percentile.
const Z: f64 = 1.959_963_984_540_054;

/// A metric as it was estimated, with its interval. In JSON, either `{"value": …, "low": …, "high": …, "method": …}` or
/// `{"absent": "no_positives"}`; never `NaN`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Estimate {
    /// It could be computed.
    Known(Interval),
    /// It is undefined for the photographs at hand.
    Absent {
        /// Why.
        absent: Absence,
    },
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The figure for the photographs as they are.
    pub value: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
    /// How the bounds were found.
    pub method: IntervalMethod,
    /// In how many resamples the figure was undefined, for example for want of a positive; they are left
    /// out of the percentiles.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropped_resamples: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// How a 95 % interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntervalMethod {
    /// The 2.5th and the 97.5th percentile over resamples of patients.
    Bootstrap,
    /// Wilson's score interval over the number of patients, or of whatever else, who count. It takes the place of the
    /// bootstrap where a share is exactly 0 or 1: there every resample has the same share, and the bootstrap would
    /// claim to be certain.
    Wilson,
}

/// Why a figure is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Absence {
    /// Nothing was counted.
    #[error("there is no photograph")]
    NoPhotographs,
    /// What is to be detected does not occur.
    #[error("no photograph is positive by the reference")]
    NoPositives,
    /// What is to be detected is all there is.
    #[error("no photograph is negative by the reference")]
    NoNegatives,
    /// There is no share among those called positive.
    #[error("no photograph is called positive")]
    NoneCalledPositive,
    /// There is no share among those called negative.
    #[error("no photograph is called negative")]
    NoneCalledNegative,
    /// Even chance would agree perfectly.
    #[error("reference and given grades are all one and the same grade")]
    OneGrade,
    /// It is defined for the photographs as they are, but there is no interval.
    #[error("it is undefined in every resample")]
    EveryResample,
}

impl Estimate {
    /// The value, where there is one.
    pub fn value(&self) -> Option<f64> {
        self.interval().map(|interval| interval.value)
    }

    /// The value with its interval, where there is one.
    pub fn interval(&self) -> Option<&Interval> {
        match self {
            Self::Known(interval) => Some(interval),
            Self::Absent { .. } => None,
        }
    }

    /// The same share, with Wilson's interval where resampling would give one without width.
    pub fn of_patients(self, patients: usize) -> Self {
        let Self::Known(interval) = self else {
            return self;
        };
        match interval.value {
            0.0 => wilson(0, patients),
            1.0 => wilson(patients, patients),
            _ => self,
        }
    }
}

/// The share `count` of `of` with Wilson's score interval, which has a width at 0 and 1 too; absent of nothing.
pub fn wilson(count: usize, of: usize) -> Estimate {
    if of == 0 {
        let absent = Absence::NoPhotographs;
        return Estimate::Absent { absent };
    }
    let (hits, n) = (count as f64, of as f64);
    let centre = hits + Z * Z / 2.0;
    let half = Z * (hits * (n - hits) / n + Z * Z / 4.0).sqrt();
    let bound = |end: f64| end / (n + Z * Z);
    Estimate::Known(Interval {
        value: hits / n,
        // Where all or none count, rounding must not say otherwise.
        low: if count == 0 {
            0.0
        } else {
            bound(centre - half)
        },
        high: if count == of {
            1.0
        } else {
            bound(centre + half)
        },
        method: IntervalMethod::Wilson,
        dropped_resamples: 0,
    })
}
