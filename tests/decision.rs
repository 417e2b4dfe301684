//! The grade and the referral that cuts and thresholds give, and what is refused as such.

use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::screening::decision::{
    Decision, GradeCuts, UnorderedCuts, UnorderedThresholds, expected_grade, most_probable_grade,
    referable_probability,
};

/// All of the probability on one grade, or shared between two neighbours.
fn around(expected: f64) -> [f64; 5] {
    let milder = (expected.floor() as usize).min(3);
    let mut probabilities = [0.0; 5];
    probabilities[milder + 1] = expected - milder as f64;
    probabilities[milder] = 1.0 - probabilities[milder + 1];
    probabilities
}

fn decision() -> Decision {
    let cuts = GradeCuts::try_from([0.25, 1.0, 1.0, 3.0]).unwrap();
    Decision::new(cuts, 0.25, 0.75).unwrap()
}

#[test]
fn the_grade_counts_the_cuts_that_are_reached() {
    for (expected, grade) in [
        (0.0, IcdrGrade::None),
        (0.125, IcdrGrade::None),
        (0.25, IcdrGrade::Mild),
        (0.875, IcdrGrade::Mild),
        (1.0, IcdrGrade::Severe),
        (3.0, IcdrGrade::Proliferative),
        (4.0, IcdrGrade::Proliferative),
    ] {
        let probabilities = around(expected);
        assert_eq!(expected_grade(&probabilities), expected);
        assert_eq!(decision().grade_of(&probabilities), grade, "{expected}");
    }
}

#[test]
fn the_nearest_grade_is_given_without_fitted_cuts() {
    for grade in IcdrGrade::ALL {
        let level = grade.level() as f64;
        for expected in [level - 0.375, level, level + 0.375] {
            let probabilities = around(expected.clamp(0.0, 4.0));
            assert_eq!(GradeCuts::NEAREST_GRADE.grade_of(&probabilities), grade);
        }
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
    assert_eq!(
        decision().grade_of(&probabilities),
        IcdrGrade::Proliferative
    );
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
fn only_ordered_numbers_are_cuts() {
    for cuts in [
        [1.0, 0.5, 2.0, 3.0],
        [0.5, 1.5, f64::NAN, 3.5],
        [f64::NEG_INFINITY, 1.0, 2.0, 3.0],
    ] {
        let refused = GradeCuts::try_from(cuts).unwrap_err();
        // By their text, for what is not a number equals nothing.
        assert_eq!(format!("{refused:?}"), format!("{:?}", UnorderedCuts(cuts)));
    }
    assert_eq!(
        GradeCuts::try_from([1.0, 0.5, 2.0, 3.0])
            .unwrap_err()
            .to_string(),
        "[1.0, 0.5, 2.0, 3.0] cannot be cuts between the grades: give four numbers, none smaller than the one before"
    );
}

#[test]
fn only_ordered_numbers_are_thresholds() {
    for (high_sensitivity, high_specificity) in [(0.6, 0.5), (-0.1, 0.5), (0.1, f64::INFINITY)] {
        assert_eq!(
            Decision::new(GradeCuts::NEAREST_GRADE, high_sensitivity, high_specificity),
            Err(UnorderedThresholds {
                high_sensitivity,
                high_specificity
            })
        );
    }
    assert!(Decision::new(GradeCuts::NEAREST_GRADE, f64::NAN, 0.5).is_err());
    assert!(Decision::new(GradeCuts::NEAREST_GRADE, 0.5, f64::NAN).is_err());
    assert!(Decision::new(GradeCuts::NEAREST_GRADE, 0.5, 0.5).is_ok());
}

#[test]
fn a_decision_is_read_as_it_was_written() {
    let text = r#"{"cuts":[0.25,1.0,1.0,3.0],"referable_at_high_sensitivity":0.25,"referable_at_high_specificity":0.75}"#;
    assert_eq!(serde_json::to_string(&decision()).unwrap(), text);
    assert_eq!(serde_json::from_str::<Decision>(text).unwrap(), decision());
}

#[test]
fn a_decision_that_cannot_be_is_not_read() {
    for (text, said) in [
        (
            r#"{"cuts":[3,2,1,0],"referable_at_high_sensitivity":0.2,"referable_at_high_specificity":0.7}"#,
            "cannot be cuts between the grades",
        ),
        (
            r#"{"cuts":[1,2,3],"referable_at_high_sensitivity":0.2,"referable_at_high_specificity":0.7}"#,
            "array of length 4",
        ),
        (
            r#"{"cuts":[0,1,2,3],"referable_at_high_sensitivity":0.8,"referable_at_high_specificity":0.7}"#,
            "cannot be thresholds on a probability",
        ),
        (
            r#"{"cuts":[0,1,2,3],"referable_at_high_sensitivity":0.2}"#,
            "missing field `referable_at_high_specificity`",
        ),
        (
            r#"{"cuts":[0,1,2,3],"referable_at_high_sensitivity":0.2,"referable_at_high_specificity":0.7,"treshold":1}"#,
            "unknown field `treshold`",
        ),
    ] {
        let error = serde_json::from_str::<Decision>(text).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
