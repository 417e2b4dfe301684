//! Whether probabilities of referable retinopathy mean what they say.

use serde::{Deserialize, Serialize};

use crate::auc::Scored;
use crate::interval::Absence;

/// How many bins of equal width the probabilities are sorted into.
const BINS: usize = 10;

/// Predicted probabilities beside observed frequencies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Ten bins of equal width; empty ones are left out.
    pub bins: Vec<CalibrationBin>,
    /// The mean distance between predicted and observed over the bins, weighted by their size (ECE).
    pub expected_calibration_error: f64,
}

/// The photographs whose predicted probability lies in one range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// The lowest probability of the bin.
    pub from: f64,
    /// The probability at which the next bin begins.
    pub to: f64,
    /// How many photographs are in the bin.
    pub n: usize,
    /// The mean of their predicted probabilities.
    pub predicted: f64,
    /// The share of them that is positive by the reference.
    pub observed: f64,
}

impl Calibration {
    /// Sorts predicted probabilities into bins.
    pub fn new(scored: &[Scored]) -> Self {
        let mut sums = [(0_usize, 0.0, 0_usize); BINS];
        for &Scored { score, positive } in scored {
            let bin = ((score * BINS as f64) as usize).min(BINS - 1);
            sums[bin].0 += 1;
            sums[bin].1 += score;
            sums[bin].2 += usize::from(positive);
        }
        let bins: Vec<CalibrationBin> = sums
            .into_iter()
            .enumerate()
            .filter(|&(_, (n, _, _))| n > 0)
            .map(|(bin, (n, predicted, positives))| CalibrationBin {
                from: bin as f64 / BINS as f64,
                to: (bin + 1) as f64 / BINS as f64,
                n,
                predicted: predicted / n as f64,
                observed: positives as f64 / n as f64,
            })
            .collect();
        let distance: f64 = bins
            .iter()
            .map(|bin| bin.n as f64 * (bin.predicted - bin.observed).abs())
            .sum();
        Self {
            bins,
            expected_calibration_error: distance / scored.len().max(1) as f64,
        }
    }
}

/// The mean squared distance between probability and outcome (Brier score).
///
/// # Errors
///
/// [`Absence::NoPhotographs`].
pub fn brier_score(scored: &[Scored]) -> Result<f64, Absence> {
    weighted_brier_score(scored.iter().map(|&scored| (scored, 1)))
}

/// The Brier score with each outcome counted as often as its weight.
pub(crate) fn weighted_brier_score(
    scored: impl IntoIterator<Item = (Scored, u32)>,
) -> Result<f64, Absence> {
    let (mut sum, mut total) = (0.0, 0_u64);
    for (Scored { score, positive }, weight) in scored {
        let distance = score - f64::from(u8::from(positive));
        sum += f64::from(weight) * distance * distance;
        total += u64::from(weight);
    }
    if total == 0 {
        return Err(Absence::NoPhotographs);
    }
    Ok(sum / total as f64)
}
