//! What cannot be evaluated, and what is said of it.

use zoom_in_net_evaluation::{
    BootstrapConfig, EvaluationError, Prediction, ValidationPredictions, evaluate,
};

use crate::made_up::{certain, prediction, stage};

const FEW: BootstrapConfig = BootstrapConfig {
    resamples: 10,
    seed: 1,
};

/// Validation predictions and those to report on are refused alike.
fn refused(predictions: Vec<Prediction>) -> String {
    let error = ValidationPredictions::new(&predictions).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        format!("{:?}", evaluate(&stage(predictions), &FEW).unwrap_err())
    );
    error.to_string()
}

#[test]
fn nothing() {
    assert_eq!(
        refused(Vec::new()),
        "there are no predictions: give those of at least one graded photograph"
    );
}

#[test]
fn a_photograph_that_would_count_twice() {
    let twice = [1, 2].map(|level| prediction("10_left.jpeg", level, certain(level)));
    assert_eq!(
        refused(twice.to_vec()),
        "there are two predictions for the photograph `10_left.jpeg` of `made-up`: give one for each, under names that are unique within the dataset"
    );
    let mut apart = twice;
    apart[1].dataset = "another".to_owned();
    assert!(evaluate(&stage(apart.to_vec()), &FEW).is_ok());
}

#[test]
fn numbers_that_are_no_probabilities() {
    for (probabilities, written) in [
        ([0.5, 0.5, 0.5, 0.0, 0.0], "[0.5, 0.5, 0.5, 0.0, 0.0]"),
        ([0.2, 0.2, 0.2, 0.2, 0.1], "[0.2, 0.2, 0.2, 0.2, 0.1]"),
        ([-0.5, 1.5, 0.0, 0.0, 0.0], "[-0.5, 1.5, 0.0, 0.0, 0.0]"),
        ([f64::NAN, 1.0, 0.0, 0.0, 0.0], "[NaN, 1.0, 0.0, 0.0, 0.0]"),
    ] {
        assert_eq!(
            refused(vec![prediction("a.png", 1, probabilities)]),
            format!(
                "the photograph `a.png` of `made-up` has {written} for its probabilities: each must be between 0 and 1, and they must add up to 1"
            )
        );
    }
    // Single precision does not add up to 1 exactly.
    let single = [0.1, 0.2, 0.3, 0.3, 0.1].map(|p: f32| f64::from(p));
    assert_ne!(single.iter().sum::<f64>(), 1.0);
    assert!(evaluate(&stage(vec![prediction("a.png", 1, single)]), &FEW).is_ok());
}

#[test]
fn intervals_of_no_resamples() {
    let error = evaluate(
        &stage(vec![prediction("a", 1, certain(1))]),
        &BootstrapConfig {
            resamples: 0,
            seed: 1,
        },
    );
    assert_eq!(error, Err(EvaluationError::NoResamples));
    assert_eq!(
        error.unwrap_err().to_string(),
        "the number of bootstrap resamples is 0: an interval needs some (2000 are usual)"
    );
}
