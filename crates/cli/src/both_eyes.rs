//! M-Net's answers for eyes whose fellow was photographed too.

use std::collections::HashMap;

use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::{NotComputed, PairHead};
use zoom_in_net::screening::stages::softmax;

use crate::reading::Graded;

/// Dataset and patient.
type Patient<'a> = (&'a str, &'a str);

/// Both eyes of a patient, each with its probabilities.
type BothGraded<'a> = [(Graded<'a>, [f64; GRADES]); 2];

/// Waits for the second eye of each patient.
pub struct BothEyes<'a> {
    pair_head: &'a PairHead,
    photographs_of: HashMap<Patient<'a>, usize>,
    first: HashMap<Patient<'a>, (Graded<'a>, Vec<f32>)>,
}

impl<'a> BothEyes<'a> {
    /// Of all `photographs`, those of patients with exactly two are taken for both eyes: of more,
    /// nothing says which belong together.
    pub fn among(pair_head: &'a PairHead, photographs: &[Graded<'a>]) -> Self {
        let mut photographs_of = HashMap::new();
        for (dataset, photograph) in photographs {
            *photographs_of
                .entry((*dataset, photograph.patient.as_str()))
                .or_default() += 1;
        }
        Self {
            pair_head,
            photographs_of,
            first: HashMap::new(),
        }
    }

    /// Takes d_M of a photograph. With a patient's second one come both photographs, each with its
    /// probabilities.
    ///
    /// # Errors
    /// [`NotComputed`], where the head is another's.
    pub fn add(
        &mut self,
        graded: Graded<'a>,
        features: Vec<f32>,
    ) -> Result<Option<BothGraded<'a>>, NotComputed> {
        let patient = (graded.0, graded.1.patient.as_str());
        if self.photographs_of[&patient] != 2 {
            return Ok(None);
        }
        let Some((fellow, features_of_fellow)) = self.first.remove(&patient) else {
            self.first.insert(patient, (graded, features));
            return Ok(None);
        };
        let probabilities = |own: &[f32], fellow: &[f32]| {
            let logits = self.pair_head.logits(own, fellow)?;
            Ok(softmax(logits.map(f64::from)))
        };
        Ok(Some([
            (graded, probabilities(&features, &features_of_fellow)?),
            (fellow, probabilities(&features_of_fellow, &features)?),
        ]))
    }
}
