//! What the networks are trained to make small.

use burn::tensor::activation::{log_sigmoid, log_softmax, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use zoom_in_net::grade::{GRADES, IcdrGrade};

use crate::config::{ClassWeighting, Loss};

/// Reference grades of a batch, as tensors.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    one_hot: Tensor<2>,
    weights: Tensor<1>,
}

/// What logits are compared with, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comparison {
    pub loss: Loss,
    pub label_smoothing: f32,
}

impl Targets {
    pub fn new(grades: &[IcdrGrade], weight_of_grade: &[f32; GRADES], device: &Device) -> Self {
        let mut one_hot = vec![0.0f32; grades.len() * GRADES];
        for (row, grade) in grades.iter().enumerate() {
            one_hot[row * GRADES + grade.level()] = 1.0;
        }
        let weights: Vec<f32> = grades
            .iter()
            .map(|grade| weight_of_grade[grade.level()])
            .collect();
        Self {
            one_hot: Tensor::from_data(TensorData::new(one_hot, [grades.len(), GRADES]), device),
            weights: Tensor::from_data(TensorData::new(weights, [grades.len()]), device),
        }
    }

    /// Mean weighted loss of logits `[batch, 5]`, as `[1]`.
    pub fn loss(&self, logits: Tensor<2>, comparison: Comparison) -> Tensor<1> {
        let smoothing = comparison.label_smoothing;
        let wanted = self.one_hot.clone() * (1.0 - smoothing) + smoothing / GRADES as f32;
        let cross_entropy = (log_softmax(logits.clone(), 1) * wanted)
            .sum_dim(1)
            .neg()
            .squeeze_dim::<1>(1);
        let per_photograph = match comparison.loss {
            Loss::CrossEntropy => cross_entropy,
            Loss::CrossEntropyAndSquaredError => {
                let error =
                    expected_grade(softmax(logits, 1)) - expected_grade(self.one_hot.clone());
                cross_entropy + error.powi_scalar(2)
            }
        };
        (per_photograph * self.weights.clone()).mean()
    }
}

/// Mean cross-entropy of logits of macular oedema, `[batch, 1]`, with whether there is any, as `[1]`.
pub(crate) fn oedema_loss(logits: Tensor<2>, oedema: &[bool]) -> Tensor<1> {
    // −log σ(x) where there is oedema, −log σ(−x) where there is none.
    let signs: Vec<f32> = oedema
        .iter()
        .map(|&is| if is { 1.0 } else { -1.0 })
        .collect();
    let signs = TensorData::new(signs, [oedema.len(), 1]);
    let signs = Tensor::from_data(signs, &logits.device());
    log_sigmoid(logits * signs).neg().mean()
}

/// Σ p_l · l: `[batch, 5]` → `[batch]`.
fn expected_grade(probabilities: Tensor<2>) -> Tensor<1> {
    let levels = Tensor::<1>::from_floats([0.0, 1.0, 2.0, 3.0, 4.0], &probabilities.device());
    (probabilities * levels.reshape([1, GRADES]))
        .sum_dim(1)
        .squeeze_dim::<1>(1)
}

/// The weight of a photograph by its grade, 1 on average over the set.
pub(crate) fn weight_of_grade(counts: [usize; GRADES], weighting: ClassWeighting) -> [f32; GRADES] {
    match weighting {
        ClassWeighting::None => [1.0; GRADES],
        ClassWeighting::InverseSquareRoot => {
            let raw = counts.map(|count| 1.0 / (count.max(1) as f32).sqrt());
            let total: f32 = counts
                .iter()
                .zip(raw)
                .map(|(&count, weight)| count as f32 * weight)
                .sum();
            let photographs = counts.iter().sum::<usize>().max(1) as f32;
            raw.map(|weight| weight * photographs / total.max(f32::MIN_POSITIVE))
        }
    }
}
