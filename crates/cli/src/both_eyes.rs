//! What is said of eyes whose fellow was photographed too.

use std::collections::HashMap;

use zoom_in_net::networks::{Heads, Reading};
use zoom_in_net::screening::stages::StageProbabilities;

use crate::reading::Graded;

/// Dataset and patient.
type Patient<'a> = (&'a str, &'a str);

/// Both eyes of a patient, each with its probabilities.
type BothGraded<'a> = [(Graded<'a>, StageProbabilities); 2];

/// Waits for the second eye of each patient.
pub struct BothEyes<'a> {
    heads: &'a Heads,
    photographs_of: HashMap<Patient<'a>, usize>,
    first: HashMap<Patient<'a>, (Graded<'a>, Reading)>,
}

impl<'a> BothEyes<'a> {
    /// Of all `photographs`, those of patients with exactly two are taken for both eyes: of more,
    /// nothing says which belong together.
    pub fn among(heads: &'a Heads, photographs: &[Graded<'a>]) -> Self {
        let mut photographs_of = HashMap::new();
        for (dataset, photograph) in photographs {
            *photographs_of
                .entry((*dataset, photograph.patient.as_str()))
                .or_default() += 1;
        }
        Self {
            heads,
            photographs_of,
            first: HashMap::new(),
        }
    }

    /// Takes the reading of a photograph. With a patient's second one come both photographs, each with the probabilities
    /// of its stages, M-Net's by its head of both eyes.
    pub fn add(&mut self, graded: Graded<'a>, reading: Reading) -> Option<BothGraded<'a>> {
        let patient = (graded.0, graded.1.patient.as_str());
        if self.photographs_of[&patient] != 2 {
            return None;
        }
        let Some((fellow, reading_of_fellow)) = self.first.remove(&patient) else {
            self.first.insert(patient, (graded, reading));
            return None;
        };
        let probabilities = |own: &Reading, fellow: &Reading| {
            let m_net = self.heads.logits_of_pair(&own.features, &fellow.features);
            StageProbabilities::of_logits(m_net, own.a_net, own.c_net)
        };
        Some([
            (graded, probabilities(&reading, &reading_of_fellow)),
            (fellow, probabilities(&reading_of_fellow, &reading)),
        ])
    }
}
