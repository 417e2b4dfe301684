//! Intervals by resampling patients.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use statrs::statistics::{Data, OrderStatistics};

use crate::interval::{Absence, Estimate, Interval, IntervalMethod};

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

/// A figure that may be undefined.
pub type Computed = Result<f64, Absence>;

/// Figures with their intervals. `figures` is given how often each patient counts, or each of whatever
/// is resampled.
pub fn intervals<const K: usize>(
    n_patients: u32,
    config: &BootstrapConfig,
    figures: impl Fn(&[u32]) -> [Computed; K] + Sync,
) -> [Estimate; K] {
    let none = vec![0; n_patients as usize];
    let values = figures(&vec![1; n_patients as usize]);
    let resampled: Vec<[Computed; K]> = (0..config.resamples)
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
        let defined: Vec<f64> = resampled
            .iter()
            .filter_map(|all| all[figure].ok())
            .collect();
        match values[figure].and_then(|value| interval(value, defined, config.resamples)) {
            Ok(interval) => Estimate::Known(interval),
            Err(absent) => Estimate::Absent { absent },
        }
    })
}

/// Draws as many patients as there are, with replacement.
///
/// Each resample has its own stream of random numbers, so that it does not matter which thread computes it.
pub(crate) fn draw(weights: &mut [u32], n_patients: u32, seed: u64, resample: u32) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(resample));
    weights.fill(0);
    for _ in 0..n_patients {
        weights[random.random_range(0..n_patients) as usize] += 1;
    }
}

fn interval(value: f64, defined: Vec<f64>, resamples: u32) -> Result<Interval, Absence> {
    if defined.is_empty() {
        return Err(Absence::EveryResample);
    }
    let dropped_resamples = resamples - defined.len() as u32;
    let mut defined = Data::new(defined);
    Ok(Interval {
        value,
        low: defined.quantile(PERCENTILES.0),
        high: defined.quantile(PERCENTILES.1),
        method: IntervalMethod::Bootstrap,
        dropped_resamples,
    })
}
