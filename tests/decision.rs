//! The grade and the referral that follow from calibrated probabilities, and what is refused as a decision.

use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::screening::decision::{
    Decision, NotADecision, UnorderedThresholds, median_grade, most_probable_grade,
    referable_probability,
};

fn decision() -> Decision {
    Decision::new(2.0, 0.25, 0.75).unwrap()
}

#[test]
fn the_grade_is_the_worst_that_is_reached_with_one_half() {
    for (probabilities, grade) in [
        ([1.0, 0.0, 0.0, 0.0, 0.0], IcdrGrade::None),
        ([0.5, 0.5, 0.0, 0.0, 0.0], IcdrGrade::Mild),
        ([0.1, 0.84, 0.02, 0.02, 0.02], IcdrGrade::Mild),
        ([0.45, 0.2, 0.35, 0.0, 0.0], IcdrGrade::Mild),
        ([0.25, 0.125, 0.125, 0.25, 0.25], IcdrGrade::Severe),
        ([0.0, 0.0, 0.0, 0.0, 1.0], IcdrGrade::Proliferative),
    ] {
        assert_eq!(median_grade(&probabilities), grade, "{probabilities:?}");
    }
}

/// Fails when a grade can stand above a bar of more than one half that says another.
#[test]
fn a_grade_more_probable_than_one_half_is_always_given() {
    for grade in IcdrGrade::ALL {
        for others in [
            [0.49, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.49],
            [0.12, 0.12, 0.12, 0.13],
        ] {
            let mut others = others.into_iter();
            let probabilities = std::array::from_fn(|level| match level == grade.level() {
                true => 0.51,
                false => others.next().unwrap(),
            });
            assert_eq!(median_grade(&probabilities), grade, "{probabilities:?}");
        }
    }
}

#[test]
fn a_temperature_divides_the_logits() {
    let logits = [2.0_f64, -1.0, 0.5, 3.0, 0.0];
    let softmax = |logits: [f64; 5]| {
        let total: f64 = logits.iter().map(|logit| logit.exp()).sum();
        logits.map(|logit| logit.exp() / total)
    };
    let calibrated = decision().calibrated(&softmax(logits));
    for (found, expected) in calibrated
        .into_iter()
        .zip(softmax(logits.map(|logit| logit / 2.0)))
    {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}

#[test]
fn a_threshold_is_reached_by_its_own_value() {
    for (referable, at_high_sensitivity, at_high_specificity) in [
        (0.125, false, false),
        (0.25, true, false),
        (0.5, true, false),
        (0.75, true, true),
        (1.0, true, true),
    ] {
        // Spread over the grades on either side of the boundary.
        let (not, is) = ((1.0 - referable) / 2.0, referable / 4.0);
        let probabilities = [not, not, 2.0 * is, is, is];
        assert_eq!(referable_probability(&probabilities), referable);
        let decision = decision();
        assert_eq!(
            decision.is_referable_at_high_sensitivity(&probabilities),
            at_high_sensitivity,
            "{referable}"
        );
        assert_eq!(
            decision.is_referable_at_high_specificity(&probabilities),
            at_high_specificity,
            "{referable}"
        );
    }
}

#[test]
fn a_failed_computation_does_not_pass_for_a_healthy_eye() {
    let probabilities = [f64::NAN; 5];
    assert_eq!(median_grade(&probabilities), IcdrGrade::Proliferative);
    assert!(decision().is_referable_at_high_sensitivity(&probabilities));
    assert!(decision().is_referable_at_high_specificity(&probabilities));
}

#[test]
fn of_two_equally_probable_grades_the_milder_is_given() {
    assert_eq!(
        most_probable_grade(&[0.1, 0.35, 0.1, 0.35, 0.1]),
        IcdrGrade::Mild
    );
    assert_eq!(
        most_probable_grade(&[0.1, 0.3, 0.1, 0.4, 0.1]),
        IcdrGrade::Severe
    );
}

#[test]
fn only_ordered_numbers_are_thresholds() {
    for (high_sensitivity, high_specificity) in [(0.6, 0.5), (-0.1, 0.5), (0.1, f64::INFINITY)] {
        assert_eq!(
            Decision::new(1.0, high_sensitivity, high_specificity),
            Err(NotADecision::Thresholds(UnorderedThresholds {
                high_sensitivity,
                high_specificity
            }))
        );
    }
    assert!(Decision::new(1.0, f64::NAN, 0.5).is_err());
    assert!(Decision::new(1.0, 0.5, f64::NAN).is_err());
    assert!(Decision::new(1.0, 0.5, 0.5).is_ok());
    for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = Decision::new(temperature, 0.5, 0.5).unwrap_err();
        assert!(
            refused.to_string().contains("cannot be a temperature"),
            "{refused}"
        );
    }
}

#[test]
fn a_decision_is_read_as_it_was_written() {
    let text = r#"{"temperature":2.0,"referable_at_high_sensitivity":0.25,"referable_at_high_specificity":0.75}"#;
    assert_eq!(serde_json::to_string(&decision()).unwrap(), text);
    assert_eq!(serde_json::from_str::<Decision>(text).unwrap(), decision());
}

#[test]
fn a_decision_that_cannot_be_is_not_read() {
    for (text, said) in [
        (
            r#"{"temperature":0,"referable_at_high_sensitivity":0.2,"referable_at_high_specificity":0.7}"#,
            "cannot be a temperature",
        ),
        (
            r#"{"temperature":1,"referable_at_high_sensitivity":0.8,"referable_at_high_specificity":0.7}"#,
            "cannot be thresholds on a probability",
        ),
        (
            r#"{"temperature":1,"referable_at_high_sensitivity":0.2}"#,
            "missing field `referable_at_high_specificity`",
        ),
        (
            r#"{"temperature":1,"referable_at_high_sensitivity":0.2,"referable_at_high_specificity":0.7,"treshold":1}"#,
            "unknown field `treshold`",
        ),
    ] {
        let error = serde_json::from_str::<Decision>(text).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
