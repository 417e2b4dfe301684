//! Figures with their 95 % intervals.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use zoom_in_net_evaluation::{Scored, area_under_roc};

const RESAMPLES: usize = 2000;
const SEED: u64 = 2017;
/// The standard normal's 97.5th percentile.
const Z: f64 = 1.959_963_985;

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WithInterval {
    /// The figure.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A share with Wilson's interval, which has a width at 0 and 1 too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// `count / of` with its interval; `None` of nothing.
    pub share: Option<WithInterval>,
}

/// How many of `cases` are `true`.
pub fn share(cases: impl IntoIterator<Item = bool>) -> Share {
    let (mut count, mut of) = (0, 0);
    for case in cases {
        of += 1;
        count += usize::from(case);
    }
    let n = of as f64;
    let p = count as f64 / n;
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let share = (of > 0).then(|| WithInterval {
        value: p,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    });
    Share { count, of, share }
}

/// The area under the ROC curve with a percentile bootstrap over patients; `None` where only one
/// answer occurs.
pub fn area_with_interval(scored: &[(String, Scored)]) -> Option<WithInterval> {
    let all: Vec<Scored> = scored.iter().map(|(_, scored)| *scored).collect();
    let value = area_under_roc(&all).ok()?;
    let mut by_patient: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
    for (patient, scored) in scored {
        by_patient.entry(patient).or_default().push(*scored);
    }
    let patients: Vec<Vec<Scored>> = by_patient.into_values().collect();
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut areas: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| {
            let drawn: Vec<Scored> = (0..patients.len())
                .flat_map(|_| {
                    patients[rng.random_range(0..patients.len())]
                        .iter()
                        .copied()
                })
                .collect();
            area_under_roc(&drawn).ok()
        })
        .collect();
    areas.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| areas[((areas.len() - 1) as f64 * share).round() as usize];
    Some(WithInterval {
        value,
        low: at(0.025),
        high: at(0.975),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilsons_interval_of_a_textbook_share() {
        let ten_of_a_hundred = share((0..100).map(|case| case < 10)).share.unwrap();
        assert!(
            (ten_of_a_hundred.low - 0.0552).abs() < 1e-4,
            "{ten_of_a_hundred:?}"
        );
        assert!(
            (ten_of_a_hundred.high - 0.1744).abs() < 1e-4,
            "{ten_of_a_hundred:?}"
        );
    }

    #[test]
    fn none_of_some_still_has_an_upper_end() {
        let none = share([false; 66]).share.unwrap();
        assert_eq!((none.value, none.low), (0.0, 0.0));
        assert!((none.high - 0.055).abs() < 1e-3, "{none:?}");
        assert_eq!(share([]).share, None);
    }

    #[test]
    fn the_area_of_a_perfect_score_is_certain_and_of_a_constant_is_a_half() {
        let scored = |score: &dyn Fn(usize) -> f64| -> Vec<(String, Scored)> {
            (0..40)
                .map(|i| {
                    (
                        format!("{}", i / 2),
                        Scored {
                            score: score(i),
                            positive: i % 4 == 0,
                        },
                    )
                })
                .collect()
        };
        let perfect = area_with_interval(&scored(&|i| f64::from(u8::from(i % 4 == 0)))).unwrap();
        assert_eq!((perfect.value, perfect.low, perfect.high), (1.0, 1.0, 1.0));
        assert_eq!(area_with_interval(&scored(&|_| 0.3)).unwrap().value, 0.5);
        assert_eq!(area_with_interval(&[]), None);
    }
}
