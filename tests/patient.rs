//! What a patient is told of all photographs together; the cases are shared with the package's tests in JavaScript.

use proptest::collection::vec;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net::screening::finding::{OperatingPoint, Referral};
use zoom_in_net::screening::patient::{
    GradedSummary, PatientPhotograph, PatientResult, PatientVerdict, ScreeningSummary, Verdict,
};

const CASES: &str = include_str!("fixtures/patients.json");
const POINTS: [OperatingPoint; 2] = [
    OperatingPoint::HighSensitivity,
    OperatingPoint::HighSpecificity,
];

#[derive(Deserialize)]
struct Case {
    name: String,
    point: OperatingPoint,
    photographs: Vec<PhotographOfCase>,
    expected: Value,
}

/// Graded where it has a grade; without a result where it is not ungradable either.
#[derive(Deserialize)]
struct PhotographOfCase {
    side: Option<Eye>,
    grade: Option<IcdrGrade>,
    #[serde(default)]
    retinopathy: f64,
    oedema: Option<f64>,
    #[serde(default)]
    ungradable: bool,
}

impl PhotographOfCase {
    fn photograph(&self) -> PatientPhotograph {
        let screening = match (self.grade, self.ungradable) {
            (Some(grade), _) => Some(graded(grade, self.retinopathy, self.oedema)),
            (None, true) => Some(ScreeningSummary::Ungradable),
            (None, false) => None,
        };
        PatientPhotograph {
            side: self.side,
            screening,
        }
    }
}

fn graded(grade: IcdrGrade, retinopathy: f64, oedema: Option<f64>) -> ScreeningSummary {
    let referral = |probability| Referral::new(probability, 0.2, 0.5);
    ScreeningSummary::Graded(GradedSummary {
        grade,
        referable: referral(retinopathy),
        oedema: oedema.map(referral),
    })
}

#[test]
fn patients_are_told_what_the_cases_say() {
    let cases: Vec<Case> = serde_json::from_str(CASES).unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let photographs: Vec<_> = case
            .photographs
            .iter()
            .map(|one| one.photograph())
            .collect();
        let result = PatientResult::of(&photographs, case.point);
        assert_eq!(
            serde_json::to_value(result).unwrap(),
            case.expected,
            "{}",
            case.name
        );
    }
}

fn any_probability() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0, 1 => Just(f64::NAN), 1 => Just(-f64::NAN)]
}

fn any_photograph() -> impl Strategy<Value = PatientPhotograph> {
    let side = prop_oneof![Just(None), Just(Some(Eye::Left)), Just(Some(Eye::Right)),];
    let grade = (0..5_u8).prop_map(|level| IcdrGrade::try_from(level).unwrap());
    let oedema = proptest::option::of(any_probability());
    let graded = (grade, any_probability(), oedema)
        .prop_map(|(grade, retinopathy, oedema)| Some(graded(grade, retinopathy, oedema)));
    let screening = prop_oneof![
        6 => graded,
        1 => Just(Some(ScreeningSummary::Ungradable)),
        1 => Just(None),
    ];
    (side, screening).prop_map(|(side, screening)| PatientPhotograph { side, screening })
}

fn verdict_of(photograph: &PatientPhotograph, point: OperatingPoint) -> Option<Verdict> {
    photograph
        .screening
        .map(|screening| screening.verdict(point))
}

proptest! {
    /// Fails when any patient is cleared that should not be, or not cleared that should.
    #[test]
    fn only_who_is_known_to_be_healthy_is_cleared(photographs in vec(any_photograph(), 0..7)) {
        for point in POINTS {
            let of_eye = |side| {
                let own = photographs.iter().filter(move |one| one.side == Some(side));
                own.map(|one| verdict_of(one, point)).collect::<Vec<_>>()
            };
            let unnamed = photographs.iter().filter(|one| one.side.is_none());
            let mut eyes: Vec<Vec<Option<Verdict>>> =
                unnamed.map(|one| vec![verdict_of(one, point)]).collect();
            eyes.extend([of_eye(Eye::Left), of_eye(Eye::Right)]);
            eyes.retain(|eye| !eye.is_empty());
            let healthy = |eye: &Vec<Option<Verdict>>| {
                eye.contains(&Some(Verdict::NotReferable))
                    && !eye.contains(&Some(Verdict::Referable))
                    && !eye.contains(&None)
            };
            let cleared = !eyes.is_empty() && eyes.iter().all(healthy);
            let result = PatientResult::of(&photographs, point);
            prop_assert_eq!(result.verdict == PatientVerdict::NotReferable, cleared);
            let referable = eyes.iter().flatten().any(|one| *one == Some(Verdict::Referable));
            prop_assert_eq!(result.verdict == PatientVerdict::Referable, referable);
        }
    }

    /// Fails when a probability that is not a number passes for a small one, of retinopathy or of oedema.
    #[test]
    fn what_is_not_a_number_never_clears(
        mut photographs in vec(any_photograph(), 0..5),
        at in any::<prop::sample::Index>(),
        of_oedema: bool,
    ) {
        let (retinopathy, oedema) = if of_oedema { (0.0, f64::NAN) } else { (f64::NAN, 0.0) };
        photographs.insert(at.index(photographs.len() + 1), PatientPhotograph {
            side: Some(Eye::Left),
            screening: Some(graded(IcdrGrade::None, retinopathy, Some(oedema))),
        });
        for point in POINTS {
            prop_assert_eq!(PatientResult::of(&photographs, point).verdict, PatientVerdict::Referable);
        }
    }

    /// Fails when the order in which photographs come makes a difference to what is told.
    #[test]
    fn the_order_of_photographs_does_not_matter(
        (photographs, shuffled) in vec(any_photograph(), 0..7)
            .prop_flat_map(|photographs| (Just(photographs.clone()), Just(photographs).prop_shuffle())),
    ) {
        for point in POINTS {
            let told = |photographs: &[PatientPhotograph]| {
                let result = PatientResult::of(photographs, point);
                let worse = result.worse.map(|eye| photographs[result.eyes[eye].deciding].screening);
                let named = result.eyes.iter().filter(|eye| eye.side.is_some());
                let named: Vec<_> = named.map(|eye| (eye.side, eye.verdict)).collect();
                // Of eyes that are alike in all that counts, either may be the worse one.
                let worse = worse.flatten().map(|screening| match screening {
                    ScreeningSummary::Graded(graded) => (
                        graded.is_referable(point),
                        graded.grade,
                        graded.referable.probability.is_nan(),
                        graded.referable.probability.max(0.0),
                    ),
                    ScreeningSummary::Ungradable => panic!("an ungradable eye is not the worse one"),
                });
                (result.verdict, result.some_ungradable, result.missing, result.open, named, worse)
            };
            prop_assert_eq!(told(&photographs), told(&shuffled));
        }
    }

    /// Fails when an eye hides a photograph that is worse than the one that decides.
    #[test]
    fn no_photograph_of_an_eye_is_worse_than_the_one_that_decides(photographs in vec(any_photograph(), 1..7)) {
        for point in POINTS {
            for eye in PatientResult::of(&photographs, point).eyes {
                let deciding = verdict_of(&photographs[eye.deciding], point);
                prop_assert_eq!(deciding, Some(eye.verdict));
                let own = photographs.iter().filter(|one| eye.side.is_some() && one.side == eye.side);
                for other in own.filter_map(|one| verdict_of(one, point)) {
                    prop_assert!(eye.verdict == Verdict::Referable || other != Verdict::Referable);
                    prop_assert!(eye.verdict != Verdict::Ungradable || other == Verdict::Ungradable);
                }
            }
        }
    }
}

#[test]
fn a_record_that_contradicts_itself_does_not_clear() {
    let referral = Referral {
        probability: f64::NAN,
        at_high_sensitivity: false,
        ..Referral::new(0.0, 0.2, 0.5)
    };
    assert!(POINTS.iter().all(|&point| referral.is_at(point)));
}

fn read(screening: Value) -> Result<ScreeningSummary, serde_json::Error> {
    serde_json::from_value(screening)
}

/// Fails when reading a summary looks at anything but what the verdict needs.
#[test]
fn all_else_of_a_screening_is_passed_over() {
    let referable = Referral::new(0.3, 0.2, 0.5);
    let whole = json!({
        "outcome": "graded", "grade": 2, "referable": referable, "features": "whatever", "votes": null,
    });
    let expected = GradedSummary {
        grade: IcdrGrade::Moderate,
        referable,
        oedema: None,
    };
    assert_eq!(read(whole).unwrap(), ScreeningSummary::Graded(expected));
    let ungradable = json!({ "outcome": "ungradable", "reasons": [] });
    assert_eq!(read(ungradable).unwrap(), ScreeningSummary::Ungradable);
}

#[test]
fn a_graded_screening_without_grade_or_referral_is_refused() {
    let referable = Referral::new(0.3, 0.2, 0.5);
    for flawed in [
        json!({ "outcome": "graded", "referable": referable }),
        json!({ "outcome": "graded", "grade": 2 }),
        json!({ "outcome": "graded", "grade": 5, "referable": referable }),
        json!({ "outcome": "graded", "grade": 2, "referable": { "probability": null } }),
        json!({ "outcome": "other" }),
        json!({}),
    ] {
        let refused = read(flawed.clone());
        assert!(refused.is_err(), "{flawed}");
    }
}
