//! The support-vector machine, and how its settings are chosen.

use linfa::Dataset;
use linfa::prelude::*;
use linfa_svm::Svm;
use ndarray::{Array1, Array2, ArrayView1};
use serde::{Deserialize, Serialize};
use zoom_in_net::grade::GRADES;
use zoom_in_net_evaluation::{Scored, area_under_roc};

use super::examples::Example;
use super::folds::folds;

/// What can be chosen of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineSettings {
    /// The cost of a photograph on the wrong side of the margin, the same for a yes and a no.
    pub cost: f64,
    /// γ of the kernel exp(−γ·|p − q|²) over five probabilities.
    pub gamma: f64,
}

/// The costs that are tried.
const COSTS: [f64; 4] = [0.1, 1.0, 10.0, 100.0];
/// The γ that are tried. Two lists of probabilities are at most √2 apart.
const GAMMAS: [f64; 3] = [0.1, 1.0, 10.0];
/// Folds of the cross-validation that chooses among them.
const CHOOSING_FOLDS: usize = 5;
/// Machines that are fitted to choose one and to fit it.
pub(super) const MACHINES: usize = COSTS.len() * GAMMAS.len() * CHOOSING_FOLDS + 1;
/// How far the solver may be from the optimum; LIBSVM's own.
const TOLERANCE: f64 = 1e-3;

/// Chooses settings within `training`, fits the machine to all of it, and scores `tested`: above 0 is
/// a yes. `on_fit` is told of each machine fitted. Both answers must occur in every fold.
pub(super) fn learn_and_score(
    training: &[Example],
    tested: &[Example],
    seed: u64,
    on_fit: &(dyn Fn() + Sync),
) -> (Vec<f64>, MachineSettings) {
    let settings = choose(training, seed, on_fit);
    let scores = scores(training, tested, settings);
    on_fit();
    (scores, settings)
}

/// The settings with the highest mean of area under the ROC curve and accuracy over the folds, the two
/// figures that are reported; of equals, the ones with the smaller cost and γ, which are smoother.
fn choose(training: &[Example], seed: u64, on_fit: &(dyn Fn() + Sync)) -> MachineSettings {
    let folds = folds(training, CHOOSING_FOLDS, seed);
    let mut best: Option<(f64, MachineSettings)> = None;
    for cost in COSTS {
        for gamma in GAMMAS {
            let settings = MachineSettings { cost, gamma };
            let mut sum = 0.0;
            for fold in 0..CHOOSING_FOLDS {
                let [within, without] = parted(training, &folds, fold);
                let scored: Vec<Scored> = scores(&without, &within, settings)
                    .into_iter()
                    .zip(&within)
                    .map(|(score, example)| Scored {
                        score,
                        positive: example.positive,
                    })
                    .collect();
                let right = scored.iter().filter(|scored| is_right(scored)).count();
                sum += right as f64 / scored.len() as f64;
                sum += area_under_roc(&scored).expect("both answers are in every fold");
                on_fit();
            }
            if best.is_none_or(|(highest, _)| sum > highest) {
                best = Some((sum, settings));
            }
        }
    }
    best.expect("some settings are tried").1
}

/// Whether the machine's answer is the reference's.
pub(super) fn is_right(scored: &Scored) -> bool {
    (scored.score > 0.0) == scored.positive
}

/// The examples of a fold, and all others.
pub(super) fn parted(examples: &[Example], folds: &[usize], fold: usize) -> [Vec<Example>; 2] {
    [true, false].map(|within| {
        examples
            .iter()
            .zip(folds)
            .filter(|(_, of)| (**of == fold) == within)
            .map(|(example, _)| *example)
            .collect()
    })
}

fn scores(training: &[Example], tested: &[Example], settings: MachineSettings) -> Vec<f64> {
    let probabilities = training.iter().flat_map(|example| example.probabilities);
    let records = Array2::from_shape_vec((training.len(), GRADES), probabilities.collect())
        .expect("five probabilities for each photograph");
    let answers: Array1<bool> = training.iter().map(|example| example.positive).collect();
    let machine = Svm::<f64, bool>::params()
        // The library divides the squared distance by it.
        .gaussian_kernel(1.0 / settings.gamma)
        .pos_neg_weights(settings.cost, settings.cost)
        .eps(TOLERANCE)
        .fit(&Dataset::new(records, answers))
        .expect("cost, kernel and tolerance are positive");
    tested
        .iter()
        .map(|example| {
            machine.weighted_sum(&ArrayView1::from(&example.probabilities)) - machine.rho
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A yes in the middle of a segment, a no at both ends: no straight line tells them apart.
    fn surrounded(count: u32) -> Vec<Example> {
        (0..count)
            .map(|index| {
                let share = f64::from(index) / f64::from(count - 1);
                Example {
                    patient: index,
                    probabilities: [share, 1.0 - share, 0.0, 0.0, 0.0],
                    positive: (0.3..0.7).contains(&share),
                }
            })
            .collect()
    }

    #[test]
    fn the_machine_learns_what_no_single_threshold_can_tell() {
        let training = surrounded(60);
        let tested = surrounded(37);
        let (scores, settings) = learn_and_score(&training, &tested, 1, &|| ());
        let right = scores
            .iter()
            .zip(&tested)
            .filter(|(score, example)| (**score > 0.0) == example.positive)
            .count();
        assert!(right >= 35, "{right} of 37 by {settings:?}");
    }

    /// Fails when the settings are chosen with a look at what is tested.
    #[test]
    fn the_answers_of_the_tested_change_no_score() {
        let training = surrounded(40);
        let mut tested = surrounded(21);
        let before = learn_and_score(&training, &tested, 1, &|| ());
        for example in &mut tested {
            example.positive = !example.positive;
        }
        assert_eq!(learn_and_score(&training, &tested, 1, &|| ()), before);
    }
}
