//! Temperatures and thresholds chosen on validation predictions.

use proptest::prelude::*;
use zoom_in_net::screening::decision::{median_grade, referable_probability, tempered};
use zoom_in_net_evaluation::{
    EvaluationError, OedemaPrediction, Prediction, TARGET_SENSITIVITY, TARGET_SPECIFICITY,
    ValidationPredictions, confusion_matrix, fit_decision, fit_oedema, quadratic_weighted_kappa,
};

use crate::made_up::{both_eyes, certain, grade, predictions, referable};

fn validation(predictions: &[Prediction]) -> ValidationPredictions<'_> {
    ValidationPredictions::new(predictions).unwrap()
}

fn kappa(predictions: &[Prediction]) -> f64 {
    let graded = predictions
        .iter()
        .map(|p| (p.reference, median_grade(&p.probabilities)));
    quadratic_weighted_kappa(&confusion_matrix(graded)).unwrap()
}

/// The share of the eyes that are, or are not, referable by the reference and by `refers` alike.
fn share_right(
    predictions: &[Prediction],
    positive: bool,
    refers: impl Fn(&[f64; 5]) -> bool,
) -> f64 {
    let eyes = predictions
        .iter()
        .filter(|p| p.reference.is_referable() == positive);
    let right = eyes
        .clone()
        .filter(|p| refers(&p.probabilities) == positive);
    right.count() as f64 / eyes.count() as f64
}

/// A grader that is right as often as it says, made twice as sure: its logits are halved again.
#[test]
fn a_temperature_undoes_what_is_too_sure() {
    // Of five photographs that are said to be of one grade at 0.6, three are, and one of each of two others.
    let honest = |level: usize| -> [f64; 5] {
        std::array::from_fn(|grade| match (grade + 5 - level) % 5 {
            0 => 0.6,
            1 | 2 => 0.2,
            _ => 0.0,
        })
    };
    let references = |level: usize| [0, 0, 0, 1, 2].map(|further| (level + further) % 5);
    let cases = |sure: f64| {
        predictions((0..5).flat_map(|level| {
            let said = tempered(&honest(level), 1.0 / sure);
            references(level).map(|reference| (reference, said))
        }))
    };
    for sure in [1.0, 2.0, 0.5] {
        let decision = fit_decision(validation(&cases(sure))).unwrap();
        assert!(
            (decision.temperature() - sure).abs() < 1e-3,
            "{sure}: {decision:?}"
        );
        let calibrated = decision.calibrated(&tempered(&honest(1), 1.0 / sure));
        assert!((calibrated[1] - 0.6).abs() < 1e-3, "{calibrated:?}");
    }
}

/// A head whose logits are three times too large and off by one, on photographs that follow the law it should say.
#[test]
fn probabilities_of_oedema_are_right_as_often_as_they_say() {
    let mut judged = Vec::new();
    for (logit, with_oedema) in [(-2.0, 12), (-1.0, 27), (0.0, 50), (1.0, 73), (2.0, 88)] {
        for photograph in 0..100 {
            judged.push(OedemaPrediction {
                dataset: "made-up".to_owned(),
                patient: format!("{logit} {photograph}"),
                oedema: photograph < with_oedema,
                grade: grade(0),
                logit: 3.0 * logit + 1.0,
                probabilities: certain(0),
            });
        }
    }
    let decision = fit_oedema(&judged).unwrap();
    for (logit, share) in [(-2.0, 0.12), (0.0, 0.5), (2.0, 0.88)] {
        let probability = decision.probability(3.0 * logit + 1.0);
        assert!((probability - share).abs() < 0.02, "{logit}: {probability}");
    }
    let caught = judged.iter().filter(|one| one.oedema);
    let caught =
        caught.filter(|one| decision.is_at_high_sensitivity(decision.probability(one.logit)));
    assert!(caught.count() as f64 >= TARGET_SENSITIVITY * 250.0);

    for with_oedema in [false, true] {
        judged.iter_mut().for_each(|one| one.oedema = with_oedema);
        let one_class = if with_oedema {
            "with oedema"
        } else {
            "without oedema"
        };
        assert_eq!(
            fit_oedema(&judged),
            Err(EvaluationError::OneClass(one_class))
        );
    }
}

#[test]
fn thresholds_reach_their_targets_and_no_more_than_needed() {
    // Twenty of each class, overlapping: referable at 0.20, 0.23, …, the others at 0.01, 0.04, ….
    let scores = (0..20).flat_map(|index| {
        let step = 0.03 * index as f64;
        [(2, referable(0.20 + step)), (1, referable(0.01 + step))]
    });
    let fitted = predictions(scores);
    let decision = fit_decision(validation(&fitted)).unwrap();
    let calibrated = |score| referable_probability(&decision.calibrated(&referable(score)));
    let between = |threshold: f64, below: f64, above: f64| {
        let (below, above) = (calibrated(below), calibrated(above));
        assert!(
            (threshold - below.midpoint(above)).abs() < 1e-9,
            "{threshold} in {below}..{above}"
        );
    };
    // 17 of 20 caught: the fourth lowest score, 0.29, is the last of them, and 0.28 the highest below.
    between(decision.referable_at_high_sensitivity(), 0.28, 0.29);
    // 19 of 20 spared: the second highest, 0.55, is the last of them, and 0.56 the lowest above.
    between(decision.referable_at_high_specificity(), 0.55, 0.56);
}

/// With classes apart, the highest sensitive threshold lies above the lowest specific one.
#[test]
fn the_sensitive_threshold_is_the_lower_one_even_with_classes_apart() {
    let scores = (0..20).flat_map(|index| {
        let step = 0.02 * index as f64;
        [(3, referable(0.55 + step)), (0, referable(0.05 + step))]
    });
    let fitted = predictions(scores);
    let decision = fit_decision(validation(&fitted)).unwrap();
    assert!(decision.referable_at_high_sensitivity() < decision.referable_at_high_specificity());
    type Refers<'a> = &'a dyn Fn(&[f64; 5]) -> bool;
    let both: [Refers; 2] = [
        &|eye| decision.is_referable_at_high_sensitivity(&decision.calibrated(eye)),
        &|eye| decision.is_referable_at_high_specificity(&decision.calibrated(eye)),
    ];
    for refers in both {
        assert!(share_right(&fitted, true, refers) >= TARGET_SENSITIVITY);
        assert!(share_right(&fitted, false, refers) >= TARGET_SPECIFICITY);
    }
}

#[test]
fn thresholds_need_both_classes() {
    for (level, class) in [(1, "non-referable"), (2, "referable")] {
        let one_class = predictions((0..3).map(|_| (level, referable(0.4))));
        let error = fit_decision(validation(&one_class)).unwrap_err();
        assert_eq!(error, EvaluationError::OneClass(class));
        assert_eq!(
            error.to_string(),
            format!(
                "the validation photographs are all {class}: an operating point needs both referable and non-referable ones; add patients to the validation part"
            )
        );
    }
}

#[test]
fn a_perfect_or_constant_score_at_the_ends_can_be_fitted() {
    for probabilities in [certain(0), certain(4)] {
        let constant = predictions((0..6).map(|index| (index % 5, probabilities)));
        fit_decision(validation(&constant)).unwrap();
    }
    let perfect = predictions((0..10).map(|index| (index % 5, certain(index % 5))));
    let decision = fit_decision(validation(&perfect)).unwrap();
    assert_eq!(kappa(&perfect), 1.0);
    assert_eq!(decision.referable_at_high_sensitivity(), 0.5);
    assert_eq!(decision.referable_at_high_specificity(), 0.5);
}

proptest! {
    /// What order the photographs come in must not matter.
    #[test]
    fn a_decision_depends_on_the_photographs_alone(seed in any::<u64>(), noise in 0.1..2.0_f64) {
        let fitted = both_eyes("a", 10, noise, seed);
        let reversed: Vec<Prediction> = fitted.iter().rev().cloned().collect();
        let [one, other] = [&fitted, &reversed].map(|predictions| fit_decision(validation(predictions)));
        if let (Ok(one), Ok(other)) = (one, other) {
            // Sums of another order round otherwise, and the likelihood is flat where it is greatest.
            prop_assert!((one.temperature() / other.temperature() - 1.0).abs() < 1e-5);
            let high = [one, other].map(|decision| decision.referable_at_high_sensitivity());
            prop_assert!((high[0] - high[1]).abs() < 1e-5);
        }
    }

    #[test]
    fn thresholds_reach_their_targets_on_what_they_were_fitted_to(seed in any::<u64>(), noise in 0.1..3.0_f64) {
        let fitted = both_eyes("a", 25, noise, seed);
        if let Ok(decision) = fit_decision(validation(&fitted)) {
            let calibrated = |eye: &[f64; 5]| decision.calibrated(eye);
            let caught = share_right(&fitted, true, |eye| decision.is_referable_at_high_sensitivity(&calibrated(eye)));
            let spared = share_right(&fitted, false, |eye| decision.is_referable_at_high_specificity(&calibrated(eye)));
            prop_assert!(caught >= TARGET_SENSITIVITY);
            prop_assert!(spared >= TARGET_SPECIFICITY);
        }
    }
}
