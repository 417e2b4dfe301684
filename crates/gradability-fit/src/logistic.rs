//! Logistic regression on standardised measurements.

use anyhow::{Context, Result};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use zoom_in_net::gradability::Measurement;

/// Steps of the solver, which a hundred measurements need a few dozen of.
const MAX_ITERATIONS: u64 = 1000;
/// How steep the sum of the losses may still be where the solver stops.
const TOLERANCE: f64 = 1e-4;

/// The fitted log-odds: an intercept, and a weight for each measurement.
#[derive(Clone, Debug)]
pub struct Logistic {
    /// Log-odds at the means.
    pub intercept: f64,
    /// Log-odds for a standard deviation.
    pub weights: Vec<f64>,
}

impl Logistic {
    /// Fits with the squared weights penalised by `penalty`: half of it times their sum is added to
    /// the sum of the log losses.
    ///
    /// # Errors
    /// If only one of the two answers occurs.
    pub fn fit(rows: &[Vec<f64>], answers: &[bool], penalty: f64) -> Result<Self> {
        let columns = rows.first().map_or(0, Vec::len);
        let records = Array2::from_shape_vec((rows.len(), columns), rows.concat())
            .context("the rows are of different lengths")?;
        let answers: Array1<bool> = answers.iter().copied().collect();
        let fitted = LogisticRegression::default()
            .alpha(penalty)
            .max_iterations(MAX_ITERATIONS)
            .gradient_tolerance(TOLERANCE)
            .fit(&Dataset::new(records, answers))
            .context("the logistic regression did not fit")?;
        // Which of the two answers is its yes, the library decides by how often they occur.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Ok(Self {
            intercept: sign * fitted.intercept(),
            weights: fitted.params().iter().map(|weight| sign * weight).collect(),
        })
    }

    /// The probability of yes.
    pub fn probability(&self, row: &[f64]) -> f64 {
        let log_odds: f64 = self
            .weights
            .iter()
            .zip(row)
            .map(|(weight, value)| weight * value)
            .sum();
        1.0 / (1.0 + (-(log_odds + self.intercept)).exp())
    }
}

/// Mean and deviation of each measurement over `rows`, with the range that holds all but 2 % to each
/// side of the `gradable` rows; the weights are left at 0.
pub fn standards(names: &[&str], rows: &[&Vec<f64>], gradable: &[&Vec<f64>]) -> Vec<Measurement> {
    names
        .iter()
        .enumerate()
        .map(|(column, name)| {
            let n = rows.len() as f64;
            let mean = rows.iter().map(|row| row[column]).sum::<f64>() / n;
            let variance = rows
                .iter()
                .map(|row| (row[column] - mean).powi(2))
                .sum::<f64>()
                / n;
            let mut usual: Vec<f64> = gradable.iter().map(|row| row[column]).collect();
            usual.sort_unstable_by(f64::total_cmp);
            let at = |share: f64| usual[((usual.len() - 1) as f64 * share).round() as usize];
            Measurement {
                name: (*name).to_owned(),
                mean,
                // A measurement that never varied carries no weight, and must not divide by zero.
                deviation: variance.sqrt().max(1e-6),
                usual_low: at(0.02),
                usual_high: at(0.98),
                other_picture_weight: 0.0,
                reject_weight: 0.0,
            }
        })
        .collect()
}

/// A row in standard deviations from the means.
pub fn standardised(standards: &[Measurement], row: &[f64]) -> Vec<f64> {
    standards
        .iter()
        .zip(row)
        .map(|(standard, &value)| standard.standardised(value))
        .collect()
}
