//! Folds of a cross-validation, by patient.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::examples::Example;

/// The fold of each example: a patient's photographs are in the same fold, and every fold has its
/// share of the patients with a yes and of those without.
pub(super) fn folds(examples: &[Example], number: usize, seed: u64) -> Vec<usize> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut fold_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, patient) in shuffled_by_answer(examples, &mut random)
        .concat()
        .iter()
        .enumerate()
    {
        fold_of.insert(*patient, place % number);
    }
    examples
        .iter()
        .map(|example| fold_of[&example.patient])
        .collect()
}

/// At most `most` examples, of patients drawn at random, a patient's all together.
pub(super) fn sampled(examples: Vec<Example>, max: usize, seed: u64) -> Vec<Example> {
    if examples.len() <= max {
        return examples;
    }
    let mut by_patient: BTreeMap<u32, Vec<Example>> = BTreeMap::new();
    for example in examples {
        by_patient.entry(example.patient).or_default().push(example);
    }
    let mut patients: Vec<Vec<Example>> = by_patient.into_values().collect();
    patients.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut kept = Vec::new();
    for patient in patients {
        if kept.len() + patient.len() > max {
            break;
        }
        kept.extend(patient);
    }
    kept
}

/// How many patients have a yes, and how many have none.
pub(super) fn patients_by_answer(examples: &[Example]) -> [usize; 2] {
    answers(examples).map(|patients| patients.len())
}

fn shuffled_by_answer(examples: &[Example], random: &mut ChaCha8Rng) -> [Vec<u32>; 2] {
    answers(examples).map(|mut patients| {
        patients.shuffle(random);
        patients
    })
}

/// Patients with a yes for any photograph, and the others, in the order of their numbers.
fn answers(examples: &[Example]) -> [Vec<u32>; 2] {
    let mut worst: BTreeMap<u32, bool> = BTreeMap::new();
    for example in examples {
        *worst.entry(example.patient).or_default() |= example.positive;
    }
    let with = |answer| {
        worst
            .iter()
            .filter(|(_, positive)| **positive == answer)
            .map(|(patient, _)| *patient)
            .collect()
    };
    [with(true), with(false)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples() -> Vec<Example> {
        // 30 patients with two eyes; the second eye of every third has it.
        (0..60)
            .map(|index| Example {
                patient: index / 2,
                probabilities: [0.2; 5],
                positive: index % 2 == 1 && (index / 2) % 3 == 0,
            })
            .collect()
    }

    #[test]
    fn the_eyes_of_a_patient_share_a_fold_and_every_fold_has_its_share() {
        let examples = examples();
        let folds = folds(&examples, 5, 3);
        for (eyes, folds) in examples.chunks(2).zip(folds.chunks(2)) {
            assert_eq!(eyes[0].patient, eyes[1].patient);
            assert_eq!(folds[0], folds[1]);
        }
        for fold in 0..5 {
            let within = || examples.iter().zip(&folds).filter(|(_, of)| **of == fold);
            assert_eq!(within().count(), 12);
            assert_eq!(within().filter(|(example, _)| example.positive).count(), 2);
        }
        assert_ne!(folds, super::folds(&examples, 5, 4));
    }

    #[test]
    fn only_whole_patients_are_drawn() {
        let kept = sampled(examples(), 21, 3);
        assert_eq!(kept.len(), 20);
        for eyes in kept.chunks(2) {
            assert_eq!(eyes[0].patient, eyes[1].patient);
        }
        assert_eq!(sampled(examples(), 60, 3), examples());
    }
}
