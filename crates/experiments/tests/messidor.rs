//! The protocol on made-up probabilities.

use zoom_in_net::grade::IcdrGrade;
use zoom_in_net_evaluation::{Prediction, Stages};
use zoom_in_net_experiments::messidor::{FOLDS, MessidorError, Protocol, Role, machines_to_fit};

const PROTOCOL: Protocol = Protocol {
    seed: 7,
    max_training: 1000,
};

/// Photographs of grades 0 to 3 in turn; the probabilities say the grade for `sure` of ten, and its
/// opposite for the others.
fn predictions(count: usize, sure: usize, dataset: &str) -> Vec<Prediction> {
    (0..count)
        .map(|index| {
            let reference = IcdrGrade::ALL[index % 4];
            let said = if index / 4 % 10 < sure {
                reference.level()
            } else {
                3 - reference.level()
            };
            let mut probabilities = [0.05; 5];
            probabilities[said] = 0.8;
            Prediction {
                photograph: format!("{index}.tif"),
                dataset: dataset.to_owned(),
                patient: format!("{index}.tif"),
                reference,
                probabilities,
            }
        })
        .collect()
}

fn stages(count: usize, dataset: &str) -> Stages<Vec<Prediction>> {
    Stages {
        whole: predictions(count, 10, dataset),
        m_net: predictions(count, 8, dataset),
        m_a_net: predictions(count, 9, dataset),
    }
}

fn accuracy(scored: &[zoom_in_net_evaluation::Scored]) -> f64 {
    let right = scored
        .iter()
        .filter(|scored| (scored.score > 0.0) == scored.positive)
        .count();
    right as f64 / scored.len() as f64
}

#[test]
fn referable_is_asked_in_folds_of_each_stage() {
    let fitted = std::sync::atomic::AtomicUsize::new(0);
    let on_fit = || {
        fitted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    let scores = PROTOCOL
        .referable(&stages(120, "messidor"), &on_fit)
        .expect("there are enough");
    assert_eq!(fitted.into_inner(), machines_to_fit(false));
    assert_eq!((scores.n_patients, scores.n_training), (120, 0));
    assert_eq!(scores.stages.whole.chosen.len(), FOLDS);
    assert_eq!(accuracy(&scores.stages.whole.scored), 1.0);
    // What the probabilities get wrong, no machine that reads nothing else can get right.
    for (stage, max) in [(&scores.stages.m_a_net, 0.9), (&scores.stages.m_net, 0.8)] {
        assert!((accuracy(&stage.scored) - max).abs() < 0.05);
    }
}

#[test]
fn abnormal_is_learned_elsewhere() {
    let training = stages(80, "eyepacs");
    let tested = stages(40, "messidor");
    let scores = PROTOCOL
        .abnormal(&training, &tested, &|| ())
        .expect("there are enough");
    assert_eq!((scores.n_patients, scores.n_training), (40, 80));
    assert_eq!(accuracy(&scores.stages.whole.scored), 1.0);
    assert_eq!(scores.stages.whole.chosen.len(), 1);

    // A training set that says the opposite teaches the opposite.
    let mut opposite = training;
    for prediction in &mut opposite.whole {
        prediction.reference = match prediction.reference {
            IcdrGrade::None => IcdrGrade::Severe,
            _ => IcdrGrade::None,
        };
    }
    let scores = PROTOCOL
        .abnormal(&opposite, &tested, &|| ())
        .expect("there are enough");
    assert_eq!(accuracy(&scores.stages.whole.scored), 0.0);
}

#[test]
fn a_set_without_both_answers_is_refused() {
    let mut tested = stages(120, "messidor");
    for prediction in &mut tested.whole {
        prediction.reference = IcdrGrade::Mild;
    }
    let refusal = PROTOCOL
        .referable(&tested, &|| ())
        .expect_err("nothing is referable");
    assert_eq!(
        refusal,
        MessidorError::TooFew {
            of: Role::Tested,
            question: "referable",
            positive: 0,
            negative: 120,
            min: 2 * FOLDS,
        }
    );
}
