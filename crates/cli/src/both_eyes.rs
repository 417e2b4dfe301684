//! M-Net's answers for eyes whose fellow was photographed too.

use std::collections::HashMap;

use burn::tensor::{Tensor, TensorData};
use zoom_in_net::screening::grade::GRADES;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::stages::softmax;

use crate::reading::Graded;

/// Dataset and patient.
type Patient<'a> = (&'a str, &'a str);

/// Waits for the second eye of each patient.
pub struct BothEyes<'a> {
    screener: &'a Screener,
    photographs_of: HashMap<Patient<'a>, usize>,
    first: HashMap<Patient<'a>, (Graded<'a>, Vec<f32>)>,
}

impl<'a> BothEyes<'a> {
    /// Of all `photographs`, those of patients with exactly two are taken for both eyes: of more,
    /// nothing says which belong together.
    pub fn among(screener: &'a Screener, photographs: &[Graded<'a>]) -> Self {
        let mut photographs_of = HashMap::new();
        for (dataset, photograph) in photographs {
            *photographs_of
                .entry((*dataset, photograph.patient.as_str()))
                .or_default() += 1;
        }
        Self {
            screener,
            photographs_of,
            first: HashMap::new(),
        }
    }

    /// Takes d_M of a photograph. With a patient's second one come both photographs, each with its
    /// probabilities.
    pub fn add(
        &mut self,
        graded: Graded<'a>,
        features: Vec<f32>,
    ) -> Option<[(Graded<'a>, [f64; GRADES]); 2]> {
        let patient = (graded.0, graded.1.patient.as_str());
        if self.photographs_of[&patient] != 2 {
            return None;
        }
        let Some((fellow, features_of_fellow)) = self.first.remove(&patient) else {
            self.first.insert(patient, (graded, features));
            return None;
        };
        let rows = |first: &[f32], second: &[f32]| {
            let shape = [2, first.len()];
            let data = TensorData::new([first, second].concat(), shape);
            Tensor::<2>::from_data(data, &self.screener.device)
        };
        let logits = self.screener.networks.m_net.logits_of_pair(
            rows(&features, &features_of_fellow),
            rows(&features_of_fellow, &features),
        );
        let logits: Vec<f64> = logits.into_data().iter::<f32>().map(f64::from).collect();
        let of_row =
            |row: usize| softmax(std::array::from_fn(|level| logits[row * GRADES + level]));
        Some([(graded, of_row(0)), (fellow, of_row(1))])
    }
}
