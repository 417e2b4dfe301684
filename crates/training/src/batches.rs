//! Which photographs are trained on, and in what order.

use std::path::PathBuf;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use zoom_in_net::grade::{GRADES, IcdrGrade};

/// One graded photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Where it lies.
    pub path: PathBuf,
    /// Its patient, unique over all datasets.
    pub patient: String,
    /// Its reference grade.
    pub grade: IcdrGrade,
    /// Whether there is macular oedema by the reference, where that was judged.
    pub oedema: Option<bool>,
}

/// The photographs of a phase, grouped by patient.
#[derive(Clone, Debug, Default)]
pub struct TrainingSet {
    samples: Vec<Sample>,
    /// Indices of each patient's photographs.
    patients: Vec<Vec<usize>>,
}

/// One photograph of a mini-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// Its index in the training set.
    pub sample: usize,
    /// Where in the same mini-batch the patient's other eye is.
    pub fellow: Option<usize>,
}

impl TrainingSet {
    /// Groups photographs by patient, in order of first appearance.
    pub fn new(samples: Vec<Sample>) -> Self {
        let mut patients: Vec<Vec<usize>> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for (index, sample) in samples.iter().enumerate() {
            let group = *known.entry(sample.patient.clone()).or_insert_with(|| {
                patients.push(Vec::new());
                patients.len() - 1
            });
            patients[group].push(index);
        }
        Self { samples, patients }
    }

    /// The photographs.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// How many photographs there are of each grade.
    pub fn count_by_grade(&self) -> [usize; GRADES] {
        let mut counts = [0; GRADES];
        for sample in &self.samples {
            counts[sample.grade.level()] += 1;
        }
        counts
    }

    /// The mini-batches of one epoch, each of at least `batch` photographs but the last: patients
    /// in a random order, a patient's photographs together.
    pub fn epoch(&self, batch: usize, seed: u64) -> Vec<Vec<BatchItem>> {
        let mut patients: Vec<&Vec<usize>> = self.patients.iter().collect();
        patients.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        let mut batches = Vec::new();
        let mut items: Vec<BatchItem> = Vec::new();
        for patient in patients {
            let first = items.len();
            for (position, &sample) in patient.iter().enumerate() {
                // Of more than two photographs the pairing is no longer eye with eye.
                let fellow = (patient.len() == 2).then_some(first + 1 - position);
                items.push(BatchItem { sample, fellow });
            }
            if items.len() >= batch {
                batches.push(std::mem::take(&mut items));
            }
        }
        // A rest of one photograph has no batch statistics worth the name.
        match batches.last_mut() {
            Some(last) if items.len() < 2 => {
                let shift = last.len();
                last.extend(items.into_iter().map(|item| BatchItem {
                    fellow: item.fellow.map(|fellow| fellow + shift),
                    ..item
                }));
            }
            _ => batches.push(items),
        }
        batches
    }
}
