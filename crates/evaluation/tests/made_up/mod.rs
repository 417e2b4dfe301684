//! Predictions of graders that do not exist, for patients that do not exist.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::screening::decision::Decision;
use zoom_in_net_evaluation::{Prediction, StagePredictions, Stages};

pub fn grade(level: usize) -> IcdrGrade {
    IcdrGrade::ALL[level]
}

/// A photograph of its own patient.
pub fn prediction(name: &str, reference: usize, probabilities: [f64; 5]) -> Prediction {
    Prediction {
        photograph: name.to_owned(),
        dataset: "made-up".to_owned(),
        patient: name.to_owned(),
        reference: grade(reference),
        probabilities,
    }
}

/// Photographs of patients of their own, with their reference grades and probabilities.
pub fn predictions(cases: impl IntoIterator<Item = (usize, [f64; 5])>) -> Vec<Prediction> {
    cases
        .into_iter()
        .enumerate()
        .map(|(index, (reference, probabilities))| {
            prediction(&index.to_string(), reference, probabilities)
        })
        .collect()
}

/// All of the probability on one grade.
pub fn certain(level: usize) -> [f64; 5] {
    std::array::from_fn(|grade| f64::from(u8::from(grade == level)))
}

/// A probability of referable retinopathy, the rest on no retinopathy.
pub fn referable(probability: f64) -> [f64; 5] {
    [1.0 - probability, 0.0, probability, 0.0, 0.0]
}

pub fn decision(high_sensitivity: f64, high_specificity: f64) -> Decision {
    Decision::new(1.0, high_sensitivity, high_specificity).unwrap()
}

pub fn stage(predictions: Vec<Prediction>) -> StagePredictions {
    StagePredictions::new(predictions, decision(0.3, 0.6))
}

/// Both eyes of patients, graded by a stage whose idea of the severity is off by about `noise` grades.
/// The references depend on `seed` only, so that stages of different noise can be compared.
pub fn both_eyes(dataset: &str, patients: usize, noise: f64, seed: u64) -> Vec<Prediction> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut all = Vec::new();
    for patient in 0..patients {
        let severity = 6.0 * random.random::<f64>().powi(3);
        for eye in ["left", "right"] {
            let reference = (severity + random.random_range(-0.6..0.6))
                .round()
                .clamp(0.0, 4.0);
            let seen = reference + noise * random.random_range(-1.5..1.5);
            let weights: [f64; 5] =
                std::array::from_fn(|level| (-(level as f64 - seen).powi(2)).exp() + 0.01);
            let sum: f64 = weights.iter().sum();
            all.push(Prediction {
                photograph: format!("{patient}-{eye}"),
                dataset: dataset.to_owned(),
                patient: patient.to_string(),
                reference: grade(reference as usize),
                probabilities: weights.map(|weight| weight / sum),
            });
        }
    }
    all
}

/// The same for every stage.
pub fn same(predictions: &[Prediction]) -> Stages<StagePredictions> {
    let stage = stage(predictions.to_vec());
    Stages {
        whole: stage.clone(),
        m_net: stage.clone(),
        m_a_net: stage,
    }
}
