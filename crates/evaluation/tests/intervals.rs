//! The intervals: over patients, reproducible, and wide enough.

use zoom_in_net_evaluation::{
    Absence, BootstrapConfig, Estimate, EvaluationError, Interval, IntervalMethod, Metric,
    Prediction, evaluate, paired_difference, wilson,
};

use crate::made_up::{both_eyes, certain, prediction, predictions, referable, stage};

const CONFIG: BootstrapConfig = BootstrapConfig {
    resamples: 1000,
    seed: 5,
};

fn width(figure: Estimate) -> f64 {
    let interval = figure.interval().unwrap();
    interval.high - interval.low
}

/// Every photograph `copies` times, as other photographs of the same patient.
fn repeated(once: &[Prediction], copies: usize) -> Vec<Prediction> {
    let copy = |copy: usize| {
        once.iter().map(move |prediction| Prediction {
            photograph: format!("{} again {copy}", prediction.photograph),
            ..prediction.clone()
        })
    };
    (0..copies).flat_map(copy).collect()
}

#[test]
fn intervals_hold_the_value_and_some_width() {
    let figures = evaluate(&stage(both_eyes("a", 100, 1.0, 3)), &CONFIG).unwrap();
    let referable = figures.referable;
    for figure in [
        figures.qwk,
        figures.accuracy,
        figures.brier,
        figures.normal_vs_abnormal.auc,
        figures.sight_threatening.auc,
        referable.auc,
        referable.sensitivity,
        referable.specificity,
        referable.high_sensitivity.ppv,
        referable.high_sensitivity.npv,
        referable.high_specificity.sensitivity,
        referable.high_specificity.specificity,
        figures.referable_by_patient.auc,
    ] {
        let Interval {
            value,
            low,
            high,
            method,
            ..
        } = *figure.interval().unwrap();
        assert!(low < value && value < high, "{low} {value} {high}");
        assert_eq!(method, IntervalMethod::Bootstrap);
    }
}

/// More photographs of the same patients tell nothing new. Were photographs drawn, nine of each would
/// make the intervals a third as wide.
#[test]
fn patients_are_drawn_and_not_photographs() {
    let once = both_eyes("a", 60, 1.0, 4);
    let often = evaluate(&stage(repeated(&once, 9)), &CONFIG).unwrap();
    let once = evaluate(&stage(once), &CONFIG).unwrap();
    assert_eq!(often.n_photographs, 9 * once.n_photographs);
    assert_eq!(often.n_patients, once.n_patients);
    assert_eq!(often.qwk, once.qwk);
    assert_eq!(often.referable, once.referable);
}

/// The same name in another dataset is another patient.
#[test]
fn patients_of_different_datasets_are_different() {
    let mut both = both_eyes("a", 20, 1.0, 4);
    both.extend(both_eyes("b", 20, 1.0, 5));
    assert_eq!(evaluate(&stage(both), &CONFIG).unwrap().n_patients, 40);
}

#[test]
fn the_bootstrap_has_the_width_that_theory_gives_a_share() {
    // 400 patients of one photograph each, three quarters of them graded right.
    let cases = (0..400).map(|index| {
        (
            index % 2,
            certain(if index % 8 < 2 { 4 } else { index % 2 }),
        )
    });
    let figures = evaluate(&stage(predictions(cases)), &CONFIG).unwrap();
    assert_eq!(figures.accuracy.value(), Some(0.75));
    let expected = 2.0 * 1.96 * (0.75_f64 * 0.25 / 400.0).sqrt();
    assert!((width(figures.accuracy) - expected).abs() < 0.1 * expected);
}

#[test]
fn the_seed_alone_decides() {
    let stage = stage(both_eyes("a", 40, 1.0, 4));
    let again = || evaluate(&stage, &CONFIG).unwrap();
    assert_eq!(again(), again());
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    assert_eq!(one_thread.install(again), again());
    let other = evaluate(&stage, &BootstrapConfig { seed: 6, ..CONFIG }).unwrap();
    assert_eq!(other.qwk.value(), again().qwk.value());
    assert_ne!(other.qwk, again().qwk);
}

/// Ten of ten caught is no certainty: Wilson's interval for 10 of 10 begins at 72.2 %.
#[test]
fn a_share_without_exception_has_wilsons_interval_over_patients() {
    let of = |patients: usize, photographs: usize| {
        (0..patients).flat_map(move |patient| {
            (0..photographs).map(move |photograph| Prediction {
                patient: patient.to_string(),
                ..prediction(&format!("{patient}-{photograph}"), 2, referable(0.9))
            })
        })
    };
    let mut all: Vec<_> = of(10, 3).collect();
    all.push(prediction("healthy, called referable", 0, referable(0.9)));
    let figures = evaluate(&stage(all), &CONFIG).unwrap().referable;
    let sensitivity = figures.sensitivity.interval().unwrap();
    assert_eq!((sensitivity.value, sensitivity.high), (1.0, 1.0));
    assert!((sensitivity.low - 0.7225).abs() < 1e-4);
    assert_eq!(sensitivity.method, IntervalMethod::Wilson);
    // 0 of 1.
    let specificity = figures.specificity.interval().unwrap();
    assert_eq!((specificity.value, specificity.low), (0.0, 0.0));
    assert!((specificity.high - 0.7935).abs() < 1e-4);
    assert_eq!(specificity.method, IntervalMethod::Wilson);
}

#[test]
fn resamples_without_a_positive_are_dropped_and_counted() {
    let cases = (0..20).map(|index| {
        (
            if index == 0 { 3 } else { 0 },
            referable(index as f64 / 40.0),
        )
    });
    let figures = evaluate(&stage(predictions(cases)), &CONFIG).unwrap();
    let auc = figures.referable.auc.interval().unwrap();
    // The one positive is left out of a resample with a probability of 0.95^20 = 0.358.
    assert!(
        (300..420).contains(&auc.dropped_resamples),
        "{}",
        auc.dropped_resamples
    );
}

#[test]
fn what_is_undefined_in_every_resample_has_no_interval() {
    // Among two patients, one resample in two lacks one of them: some seed draws no other.
    let two = stage(predictions([(0, referable(0.1)), (3, referable(0.9))]));
    let auc = |seed| {
        evaluate(&two, &BootstrapConfig { resamples: 1, seed })
            .unwrap()
            .referable
            .auc
    };
    assert!((0..20).map(auc).any(|figure| figure
        == Estimate::Absent {
            absent: Absence::EveryResample
        }));
    assert!((0..20).map(auc).any(|figure| figure.value() == Some(1.0)));
}

#[test]
fn a_stage_gains_nothing_over_itself() {
    let stage = stage(both_eyes("a", 30, 1.0, 4));
    let mut other_order = stage.clone();
    other_order.predictions.reverse();
    for metric in [
        Metric::Qwk,
        Metric::QwkArgMax,
        Metric::Accuracy,
        Metric::ReferableAuc,
    ] {
        let gain = paired_difference(&stage, &other_order, metric, &CONFIG).unwrap();
        let Interval {
            value, low, high, ..
        } = *gain.interval().unwrap();
        assert_eq!((value, low, high), (0.0, 0.0, 0.0), "{metric:?}");
    }
}

/// Pairing is what makes small gains visible: the same patients are hard for both stages.
#[test]
fn a_paired_difference_turns_its_sign_with_the_stages() {
    let (better, worse) = (
        stage(both_eyes("a", 100, 0.4, 4)),
        stage(both_eyes("a", 100, 2.0, 4)),
    );
    let difference = |a, b| {
        *paired_difference(a, b, Metric::Qwk, &CONFIG)
            .unwrap()
            .interval()
            .unwrap()
    };
    let gain = difference(&better, &worse);
    let loss = difference(&worse, &better);
    assert!(gain.low > 0.0, "{gain:?}");
    assert_eq!(gain.value, -loss.value);
    assert!((gain.low + loss.high).abs() < 1e-9 && (gain.high + loss.low).abs() < 1e-9);
}

#[test]
fn stages_on_other_photographs_are_not_compared() {
    let whole = stage(both_eyes("a", 5, 1.0, 4));
    let mut lacks_one = whole.clone();
    let gone = lacks_one.predictions.pop().unwrap().photograph;
    let mut other_reference = whole.clone();
    let changed = &mut other_reference.predictions[3];
    changed.reference = crate::made_up::grade((changed.reference.level() + 1) % 5);
    let changed = changed.photograph.clone();
    for (a, b, photograph) in [
        (&whole, &lacks_one, &gone),
        (&lacks_one, &whole, &gone),
        (&whole, &other_reference, &changed),
    ] {
        assert_eq!(
            paired_difference(a, b, Metric::Qwk, &CONFIG),
            Err(EvaluationError::NotPaired {
                dataset: "a".to_owned(),
                photograph: photograph.clone()
            })
        );
    }
}

/// Textbook values: 10 of 100, and none of 66.
#[test]
fn wilsons_interval_is_that_of_the_textbook() {
    let bounds = |count, of| {
        let share = wilson(count, of);
        let interval = share.interval().expect("something was counted");
        (interval.low, interval.high)
    };
    let (low, high) = bounds(10, 100);
    assert!(
        (low - 0.0552).abs() < 1e-4 && (high - 0.1744).abs() < 1e-4,
        "{low} {high}"
    );
    let (low, high) = bounds(0, 66);
    assert!(low == 0.0 && (high - 0.055).abs() < 1e-3, "{low} {high}");
    let (low, high) = bounds(66, 66);
    assert!(high == 1.0 && (low - 0.945).abs() < 1e-3, "{low} {high}");
    assert_eq!(wilson(0, 0).value(), None);
}
