//! Intervals by resampling patients.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::statistics::{Data, OrderStatistics};

/// The percentiles that bound a 95 % interval.
const PERCENTILES: (f64, f64) = (0.025, 0.975);

/// How the resampling is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootstrapConfig {
    /// How many times the patients are drawn anew.
    pub resamples: u32,
    /// The same seed gives the same intervals, whatever the number of threads.
    pub seed: u64,
}

impl Default for BootstrapConfig {
    fn default() -> Self {
        Self {
            resamples: 2000,
            seed: 2017,
        }
    }
}

/// A figure with its 95 % percentile bootstrap interval over patients.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The figure for the photographs as they are.
    pub value: f64,
    /// The 2.5th percentile over the resamples.
    pub low: f64,
    /// The 97.5th percentile over the resamples.
    pub high: f64,
    /// In how many resamples the figure was undefined, for example for want of a positive; they are left
    /// out of the percentiles.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropped_resamples: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Figures with their intervals; `None` for a figure that is undefined for the photographs as they are, or
/// in every resample.
///
/// `figures` is given how often each patient counts.
pub(crate) fn intervals<const K: usize>(
    n_patients: u32,
    config: &BootstrapConfig,
    figures: impl Fn(&[u32]) -> [Option<f64>; K] + Sync,
) -> [Option<Interval>; K] {
    let none = vec![0; n_patients as usize];
    let values = figures(&vec![1; n_patients as usize]);
    let resampled: Vec<[Option<f64>; K]> = (0..config.resamples)
        .into_par_iter()
        .map_init(
            || none.clone(),
            |weights, resample| {
                draw(weights, n_patients, config.seed, resample);
                figures(weights)
            },
        )
        .collect();
    std::array::from_fn(|figure| {
        let defined: Vec<f64> = resampled.iter().filter_map(|all| all[figure]).collect();
        interval(values[figure]?, defined, config.resamples)
    })
}

/// Draws as many patients as there are, with replacement.
///
/// Each resample has its own stream of random numbers, so that it does not matter which thread computes it.
fn draw(weights: &mut [u32], n_patients: u32, seed: u64, resample: u32) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(resample));
    weights.fill(0);
    for _ in 0..n_patients {
        weights[random.random_range(0..n_patients) as usize] += 1;
    }
}

fn interval(value: f64, defined: Vec<f64>, resamples: u32) -> Option<Interval> {
    if defined.is_empty() {
        return None;
    }
    let dropped_resamples = resamples - defined.len() as u32;
    let mut defined = Data::new(defined);
    Some(Interval {
        value,
        low: defined.quantile(PERCENTILES.0),
        high: defined.quantile(PERCENTILES.1),
        dropped_resamples,
    })
}
