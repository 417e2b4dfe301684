//! What holds of the figures whatever the grades and scores are.

use proptest::collection::vec;
use proptest::prelude::*;
use zoom_in_net_evaluation::{
    Absence, BootstrapConfig, Scored, StagePredictions, accuracy, area_under_roc, brier_score,
    confusion_matrix, evaluate, quadratic_weighted_kappa, roc_curve,
};

use crate::made_up::{both_eyes, grade, stage};

const FEW: BootstrapConfig = BootstrapConfig {
    resamples: 50,
    seed: 1,
};

fn pairs() -> impl Strategy<Value = Vec<(usize, usize)>> {
    vec((0..5_usize, 0..5_usize), 1..60)
}

fn kappa(pairs: &[(usize, usize)]) -> Result<f64, Absence> {
    let pairs = pairs
        .iter()
        .map(|&(reference, given)| (grade(reference), grade(given)));
    quadratic_weighted_kappa(&confusion_matrix(pairs))
}

/// Scores among few values, so that there are ties.
fn scores() -> impl Strategy<Value = Vec<Scored>> {
    let scored = (0..20_u8, any::<bool>()).prop_map(|(score, positive)| Scored {
        score: f64::from(score) / 20.0,
        positive,
    });
    vec(scored, 0..60)
}

proptest! {
    #[test]
    fn perfect_agreement_has_a_kappa_of_one(levels in vec(0..5_usize, 1..60)) {
        let pairs: Vec<_> = levels.iter().map(|&level| (level, level)).collect();
        let one_grade = levels.iter().all(|&level| level == levels[0]);
        prop_assert_eq!(kappa(&pairs), if one_grade { Err(Absence::OneGrade) } else { Ok(1.0) });
        let confusion = confusion_matrix(levels.iter().map(|&level| (grade(level), grade(level))));
        prop_assert_eq!(accuracy(&confusion), Ok(1.0));
    }

    #[test]
    fn kappa_is_at_most_one_and_one_only_for_perfect_agreement(pairs in pairs()) {
        if let Ok(kappa) = kappa(&pairs) {
            prop_assert!((-1.0..=1.0).contains(&kappa));
            prop_assert_eq!(kappa == 1.0, pairs.iter().all(|(reference, given)| reference == given));
        }
    }

    #[test]
    fn kappa_treats_both_graders_and_both_ends_of_the_scale_alike(pairs in pairs()) {
        let swapped: Vec<_> = pairs.iter().map(|&(reference, given)| (given, reference)).collect();
        let reversed: Vec<_> = pairs.iter().map(|&(reference, given)| (4 - reference, 4 - given)).collect();
        let twice = [pairs.as_slice(), &pairs].concat();
        for same in [swapped, reversed, twice] {
            prop_assert_eq!(kappa(&pairs), kappa(&same));
        }
    }

    #[test]
    fn the_area_counts_pairs(scored in scores()) {
        let of = |positive| scored.iter().filter(move |scored| scored.positive == positive);
        let (mut wins, mut pairs) = (0.0, 0.0);
        for positive in of(true) {
            for negative in of(false) {
                pairs += 1.0;
                if positive.score > negative.score {
                    wins += 1.0;
                } else if positive.score == negative.score {
                    wins += 0.5;
                }
            }
        }
        let area = area_under_roc(&scored);
        if of(true).count() == 0 {
            prop_assert_eq!(area, Err(Absence::NoPositives));
        } else if of(false).count() == 0 {
            prop_assert_eq!(area, Err(Absence::NoNegatives));
        } else {
            prop_assert_eq!(area, Ok(wins / pairs));
        }
    }

    #[test]
    fn the_area_is_under_the_curve(scored in scores()) {
        let curve = roc_curve(&scored);
        let trapezoids: f64 = curve
            .windows(2)
            .map(|ends| {
                (ends[0].specificity - ends[1].specificity) * ends[0].sensitivity.midpoint(ends[1].sensitivity)
            })
            .sum();
        match area_under_roc(&scored) {
            Ok(area) => prop_assert!((area - trapezoids).abs() < 1e-9),
            Err(_) => prop_assert!(curve.is_empty()),
        }
    }

    #[test]
    fn the_area_depends_on_the_order_of_the_scores_alone(scored in scores()) {
        let stretched: Vec<_> = scored.iter().map(|s| Scored { score: s.score.exp() * 100.0, ..*s }).collect();
        prop_assert_eq!(area_under_roc(&scored), area_under_roc(&stretched));
        let turned: Vec<_> = scored.iter().map(|s| Scored { score: -s.score, ..*s }).collect();
        if let (Ok(area), Ok(turned)) = (area_under_roc(&scored), area_under_roc(&turned)) {
            prop_assert!((area + turned - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_brier_score_is_a_mean_squared_distance(scored in scores()) {
        match brier_score(&scored) {
            Ok(brier) => prop_assert!((0.0..=1.0).contains(&brier)),
            Err(absent) => {
                prop_assert_eq!(absent, Absence::NoPhotographs);
                prop_assert!(scored.is_empty());
            }
        }
        let certain: Vec<_> = scored.iter().map(|s| Scored { score: f64::from(u8::from(s.positive)), ..*s }).collect();
        prop_assert_eq!(brier_score(&certain).unwrap_or(0.0), 0.0);
    }

    #[test]
    fn figures_do_not_depend_on_the_order_of_the_photographs(seed in any::<u64>(), patients in 1..12_usize) {
        let forwards = both_eyes("a", patients, 1.0, seed);
        let mut backwards = forwards.clone();
        backwards.reverse();
        let [forwards, backwards] = [forwards, backwards].map(|predictions| evaluate(&stage(predictions), &FEW).unwrap());
        // Sums of floating-point numbers in another order differ in their last digits.
        prop_assert_eq!(forwards.qwk, backwards.qwk);
        prop_assert_eq!(forwards.referable, backwards.referable);
        prop_assert_eq!(forwards.referable_by_patient, backwards.referable_by_patient);
        prop_assert_eq!(forwards.confusion, backwards.confusion);
    }

    #[test]
    fn every_number_of_any_report_is_a_number(seed in any::<u64>(), patients in 1..6_usize, noise in 0.0..3.0_f64) {
        let figures = evaluate(&stage(both_eyes("a", patients, noise, seed)), &FEW).unwrap();
        // What is not a number is written as `null`; only kappa of a constant grade may be undefined so.
        let mut json = serde_json::to_value(&figures).unwrap();
        json["baseline"].as_object_mut().unwrap().remove("qwk");
        prop_assert!(!json.to_string().contains("null"), "{}", json);
    }

    #[test]
    fn bounds_are_in_order_and_shares_within_theirs(seed in any::<u64>(), patients in 1..12_usize) {
        let figures = evaluate(&stage(both_eyes("a", patients, 1.0, seed)), &FEW).unwrap();
        let referable = &figures.referable;
        for figure in [
            figures.accuracy, figures.brier, referable.auc, referable.sensitivity, referable.specificity,
            referable.high_sensitivity.ppv, referable.high_specificity.npv,
        ] {
            if let Some(interval) = figure.interval() {
                prop_assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
            }
        }
    }

    #[test]
    fn the_higher_threshold_is_never_the_more_sensitive_one(seed in any::<u64>()) {
        let StagePredictions { predictions, decision } = stage(both_eyes("a", 10, 1.5, seed));
        let figures = evaluate(&StagePredictions::new(predictions, decision), &FEW).unwrap().referable;
        let (low, high) = (figures.high_sensitivity, figures.high_specificity);
        prop_assert!(low.sensitivity.value() >= high.sensitivity.value());
        prop_assert!(low.specificity.value() <= high.specificity.value());
    }
}
