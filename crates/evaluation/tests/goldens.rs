//! The figures beside scikit-learn's, for the made-up grades and scores of `goldens/metrics.json`.

use serde::Deserialize;
use zoom_in_net_evaluation::{
    BootstrapConfig, ConfusionMatrix, Estimate, Scored, StageMetrics, StagePredictions, evaluate,
    roc_curve,
};

use crate::made_up::{certain, decision, predictions, referable, stage};

#[derive(Deserialize)]
struct Goldens {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    references: Vec<usize>,
    given: Vec<usize>,
    scores: Vec<f64>,
    confusion: ConfusionMatrix,
    accuracy: f64,
    qwk: f64,
    referable_auc: f64,
    referable_brier: f64,
    /// False positive rate and true positive rate, up to the fortieth point.
    roc: Vec<(f64, f64)>,
    roc_points: usize,
    threshold: f64,
    sensitivity: f64,
    specificity: f64,
    ppv: f64,
    npv: Option<f64>,
}

fn cases() -> Vec<Case> {
    let goldens: Goldens = serde_json::from_str(include_str!("goldens/metrics.json")).unwrap();
    assert_eq!(goldens.cases.len(), 6);
    goldens.cases
}

fn figures(stage: &StagePredictions) -> StageMetrics {
    let config = BootstrapConfig {
        resamples: 20,
        seed: 1,
    };
    evaluate(stage, &config).unwrap()
}

#[track_caller]
fn assert_close(figure: Estimate, golden: f64, name: &str) {
    let value = figure.value().unwrap();
    assert!(
        (value - golden).abs() < 1e-12,
        "{name}: {value} beside {golden}"
    );
}

#[test]
fn agreement_is_as_scikit_learn_has_it() {
    for case in cases() {
        let given = case.given.iter().map(|&given| certain(given));
        let figures = figures(&stage(predictions(
            case.references.iter().copied().zip(given),
        )));
        assert_eq!(figures.confusion, case.confusion, "{}", case.name);
        for (figure, golden) in [
            (figures.accuracy, case.accuracy),
            (figures.accuracy_arg_max, case.accuracy),
            (figures.qwk, case.qwk),
            (figures.qwk_arg_max, case.qwk),
        ] {
            assert_close(figure, golden, &case.name);
        }
    }
}

#[test]
fn detection_is_as_scikit_learn_has_it() {
    for case in cases() {
        let scores = case.scores.iter().map(|&score| referable(score));
        let figures = figures(&StagePredictions::new(
            predictions(case.references.iter().copied().zip(scores)),
            decision(case.threshold, 1.0),
        ));
        let at_threshold = &figures.referable.high_sensitivity;
        for (figure, golden) in [
            (figures.referable.auc, case.referable_auc),
            (figures.brier, case.referable_brier),
            (figures.referable.sensitivity, case.sensitivity),
            (figures.referable.specificity, case.specificity),
            (at_threshold.ppv, case.ppv),
        ] {
            assert_close(figure, golden, &case.name);
        }
        assert_eq!(at_threshold.npv.value().is_some(), case.npv.is_some());
        if let Some(npv) = case.npv {
            assert_close(at_threshold.npv, npv, &case.name);
        }
    }
}

#[test]
fn the_roc_curve_is_as_scikit_learn_has_it() {
    for case in cases() {
        let scored: Vec<Scored> = case
            .references
            .iter()
            .zip(&case.scores)
            .map(|(&reference, &score)| Scored {
                score,
                positive: reference >= 2,
            })
            .collect();
        let curve = roc_curve(&scored);
        assert_eq!(curve.len(), case.roc_points, "{}", case.name);
        for (point, (false_positive_rate, true_positive_rate)) in curve.iter().zip(case.roc) {
            assert!((1.0 - point.specificity - false_positive_rate).abs() < 1e-12);
            assert!((point.sensitivity - true_positive_rate).abs() < 1e-12);
        }
    }
}
