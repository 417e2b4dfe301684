//! Cuts and thresholds chosen on validation predictions.

mod made_up;

use proptest::prelude::*;
use zoom_in_net::screening::decision::GradeCuts;
use zoom_in_net_evaluation::{
    EvaluationError, Prediction, TARGET_SENSITIVITY, TARGET_SPECIFICITY, ValidationPredictions,
    confusion_matrix, fit_cuts, fit_decision, quadratic_weighted_kappa,
};

use made_up::{both_eyes, certain, predictions, referable};

fn validation(predictions: &[Prediction]) -> ValidationPredictions<'_> {
    ValidationPredictions::new(predictions).unwrap()
}

fn kappa(predictions: &[Prediction], cuts: GradeCuts) -> f64 {
    let graded = predictions
        .iter()
        .map(|p| (p.reference, cuts.grade_of(&p.probabilities)));
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

/// A grader that shrinks everything towards the middle still orders the photographs perfectly.
#[test]
fn cuts_undo_a_shrunken_scale() {
    let shrunken = predictions((0..50).map(|index| {
        let level = index % 5;
        // The expected grade is 1.2 + 0.2 level.
        let towards = 0.05 * level as f64;
        (level, [0.7 - towards, 0.0, 0.0, 0.0, 0.3 + towards])
    }));
    assert!(kappa(&shrunken, GradeCuts::NEAREST_GRADE) < 0.6);
    let cuts = fit_cuts(validation(&shrunken));
    assert_eq!(kappa(&shrunken, cuts), 1.0);
    for (cut, between) in cuts.cuts().into_iter().zip([1.3, 1.5, 1.7, 1.9]) {
        assert!(
            (cut - between).abs() < 1e-3,
            "midway between the grades: {cut}"
        );
    }
}

#[test]
fn with_one_reference_grade_the_nearest_grade_stays() {
    for given in [0, 3] {
        let one_grade = predictions((0..4).map(|_| (0, certain(given))));
        assert_eq!(fit_cuts(validation(&one_grade)), GradeCuts::NEAREST_GRADE);
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
    // 17 of 20 caught: the fourth lowest score, 0.29, is the last of them, and 0.28 the highest below.
    assert!((decision.referable_at_high_sensitivity() - 0.285).abs() < 1e-9);
    // 19 of 20 spared: the second highest, 0.55, is the last of them, and 0.56 the lowest above.
    assert!((decision.referable_at_high_specificity() - 0.555).abs() < 1e-9);
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
        &|eye| decision.is_referable_at_high_sensitivity(eye),
        &|eye| decision.is_referable_at_high_specificity(eye),
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
    assert_eq!(kappa(&perfect, decision.cuts()), 1.0);
    assert_eq!(decision.referable_at_high_sensitivity(), 0.5);
    assert_eq!(decision.referable_at_high_specificity(), 0.5);
}

proptest! {
    /// What order the photographs come in, and how many patients are drawn anew at once, must not matter.
    #[test]
    fn cuts_depend_on_the_photographs_alone(seed in any::<u64>(), noise in 0.1..2.0_f64) {
        let fitted = both_eyes("a", 10, noise, seed);
        let reversed: Vec<Prediction> = fitted.iter().rev().cloned().collect();
        let [one, other] = [&fitted, &reversed].map(|predictions| fit_cuts(validation(predictions)).cuts());
        for (one, other) in one.into_iter().zip(other) {
            prop_assert!((one - other).abs() < 1e-9);
        }
    }

    #[test]
    fn thresholds_reach_their_targets_on_what_they_were_fitted_to(seed in any::<u64>(), noise in 0.1..3.0_f64) {
        let fitted = both_eyes("a", 25, noise, seed);
        if let Ok(decision) = fit_decision(validation(&fitted)) {
            let caught = share_right(&fitted, true, |eye| decision.is_referable_at_high_sensitivity(eye));
            let spared = share_right(&fitted, false, |eye| decision.is_referable_at_high_specificity(eye));
            prop_assert!(caught >= TARGET_SENSITIVITY);
            prop_assert!(spared >= TARGET_SPECIFICITY);
        }
    }
}
