//! Figures with their 95 % intervals.

use std::collections::BTreeMap;

use serde::Serialize;
use zoom_in_net_evaluation::{BootstrapConfig, Estimate, Ranking, Scored, intervals, wilson};

/// A share with Wilson's interval over photographs or pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// `count / of` with its interval; absent of nothing.
    pub share: Estimate,
}

/// How many of `cases` are `true`.
pub fn share(cases: impl IntoIterator<Item = bool>) -> Share {
    let (mut count, mut of) = (0, 0);
    for case in cases {
        of += 1;
        count += usize::from(case);
    }
    Share {
        count,
        of,
        share: wilson(count, of),
    }
}

/// The area under the ROC curve with a bootstrap over patients; absent where only one answer occurs.
pub fn area_with_interval(scored: &[(String, Scored)]) -> Estimate {
    let mut numbers = BTreeMap::new();
    let clusters: Vec<u32> = scored
        .iter()
        .map(|(patient, _)| {
            let next = numbers.len() as u32;
            *numbers.entry(patient).or_insert(next)
        })
        .collect();
    let scores: Vec<Scored> = scored.iter().map(|(_, scored)| *scored).collect();
    let ranking = Ranking::new(&scores, &clusters);
    let config = BootstrapConfig::default();
    let [area] = intervals(numbers.len() as u32, &config, |weights| {
        [ranking.area(weights)]
    });
    area
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(score: impl Fn(usize) -> f64) -> Vec<(String, Scored)> {
        let one = |i: usize| Scored {
            score: score(i),
            positive: i.is_multiple_of(4),
        };
        (0..40).map(|i| ((i / 2).to_string(), one(i))).collect()
    }

    #[test]
    fn shares_are_counted_and_of_nothing_absent() {
        let ten = share((0..100).map(|case| case < 10));
        assert_eq!((ten.count, ten.of, ten.share.value()), (10, 100, Some(0.1)));
        assert_eq!(share([]).share.value(), None);
    }

    #[test]
    fn the_area_of_a_perfect_score_is_certain_and_of_a_constant_is_a_half() {
        let perfect = area_with_interval(&scored(|i| f64::from(u8::from(i % 4 == 0))));
        let perfect = perfect.interval().unwrap();
        assert_eq!((perfect.value, perfect.low, perfect.high), (1.0, 1.0, 1.0));
        assert_eq!(area_with_interval(&scored(|_| 0.3)).value(), Some(0.5));
    }

    /// Fails when photographs are drawn instead of patients: with each twice, there is no more to know.
    #[test]
    fn a_patients_photographs_are_drawn_together() {
        let once = scored(|i| (i * 7 % 11) as f64);
        let twice = [&once[..], &once[..]].concat();
        assert_eq!(area_with_interval(&once), area_with_interval(&twice));
    }

    #[test]
    fn one_answer_alone_has_no_area() {
        let mut all = scored(|i| i as f64);
        all.retain(|(_, scored)| scored.positive);
        assert_eq!(area_with_interval(&all).value(), None);
    }
}
