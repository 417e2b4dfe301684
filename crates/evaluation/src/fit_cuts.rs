//! Choosing the cuts between the grades.

use rayon::prelude::*;
use zoom_in_net::grade::GRADES;
use zoom_in_net::screening::decision::{CUTS, GradeCuts, expected_grade};

use crate::bootstrap::draw;
use crate::boundary::{boundary_before, sorted_distinct};
use crate::cohort::numbered_patients;
use crate::kappa::{ConfusionMatrix, quadratic_weighted_kappa};
use crate::prediction::{Prediction, ValidationPredictions};

/// The highest expected grade there can be.
const HIGHEST: f64 = CUTS as f64;

/// How often the validation patients are drawn anew.
const RESAMPLES: u32 = 200;
/// Seeds those draws: the same predictions give the same cuts.
const SEED: u64 = 2017;

/// Chooses the cuts between the grades on validation predictions: the mean of those that maximise quadratic
/// weighted kappa on resamples of the patients (bagging, Breiman 1996).
///
/// A few hundred photographs have a handful of the rare grades. The cuts that are best for exactly those lie
/// where chance put them, and are worse for other patients than the mean is.
pub fn fit_cuts(validation: ValidationPredictions<'_>) -> GradeCuts {
    let predictions = validation.predictions();
    let (n_patients, patients) = numbered_patients(predictions);
    let cuts: Vec<[f64; CUTS]> = (0..RESAMPLES)
        .into_par_iter()
        .map(|resample| {
            let mut weights = vec![0; n_patients as usize];
            draw(&mut weights, n_patients, SEED, resample);
            let drawn: Vec<&Prediction> = predictions
                .iter()
                .zip(&patients)
                .flat_map(|(prediction, &patient)| {
                    std::iter::repeat_n(prediction, weights[patient as usize] as usize)
                })
                .collect();
            best_cuts(&drawn).cuts()
        })
        .collect();
    let mean = |cut: usize| cuts.iter().map(|cuts| cuts[cut]).sum::<f64>() / f64::from(RESAMPLES);
    GradeCuts::try_from(std::array::from_fn(mean)).expect("means of ordered cuts are in order")
}

/// The cuts that maximise quadratic weighted kappa on these very predictions.
///
/// One cut at a time is moved to the best place between its neighbours until none can be improved. That
/// may end in a local optimum, so the search starts twice: from the nearest grade, and from the cuts that
/// give each grade as often as the reference does. Where the reference has one grade only, no cuts agree
/// better than by chance, and the grade is the nearest.
fn best_cuts(predictions: &[&Prediction]) -> GradeCuts {
    if predictions
        .iter()
        .all(|prediction| prediction.reference == predictions[0].reference)
    {
        return GradeCuts::NEAREST_GRADE;
    }
    let search = CutSearch::new(predictions);
    let nearest = search.climb(search.nearest_grade());
    let frequent = search.climb(search.same_frequencies());
    let (_, indices) = if frequent.0 > nearest.0 {
        frequent
    } else {
        nearest
    };
    GradeCuts::try_from(indices.map(|index| boundary_before(&search.values, index, (0.0, HIGHEST))))
        .expect("boundaries in the order of their positions")
}

/// Cuts as positions among the observed values: cut `c` has `values[c..]` at or above it.
type Indices = [usize; CUTS];

/// What is needed to know the kappa of any cuts at once, however many photographs there are.
struct CutSearch {
    /// The expected grades that occur, ascending.
    values: Vec<f64>,
    /// How many photographs of each reference grade lie below each value, and lastly in all.
    below: Vec<[u32; GRADES]>,
}

impl CutSearch {
    fn new(predictions: &[&Prediction]) -> Self {
        let expected = |prediction: &&Prediction| expected_grade(&prediction.probabilities);
        let values = sorted_distinct(predictions.iter().map(expected).collect());
        let mut below = vec![[0; GRADES]; values.len() + 1];
        for prediction in predictions {
            let index = values.partition_point(|&value| value < expected(prediction));
            below[index + 1][prediction.reference.level()] += 1;
        }
        let mut sums = [0; GRADES];
        for counts in &mut below {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += *count;
                *count = *sum;
            }
        }
        Self { values, below }
    }

    fn nearest_grade(&self) -> Indices {
        GradeCuts::NEAREST_GRADE
            .cuts()
            .map(|cut| self.values.partition_point(|&value| value < cut))
    }

    fn same_frequencies(&self) -> Indices {
        let references = self.below[self.values.len()];
        let mut milder = 0;
        std::array::from_fn(|level| {
            milder += references[level];
            self.below[..self.values.len()]
                .partition_point(|below| below.iter().sum::<u32>() < milder)
        })
    }

    /// The kappa reached from `start`, and where.
    fn climb(&self, start: Indices) -> (f64, Indices) {
        let mut best = (self.kappa(&start), start);
        loop {
            let before = best.0;
            for cut in 0..CUTS {
                let least = if cut == 0 { 0 } else { best.1[cut - 1] };
                let most = best.1.get(cut + 1).copied().unwrap_or(self.values.len());
                for index in least..=most {
                    let mut moved = best.1;
                    moved[cut] = index;
                    let kappa = self.kappa(&moved);
                    if kappa > best.0 {
                        best = (kappa, moved);
                    }
                }
            }
            if best.0 <= before {
                return best;
            }
        }
    }

    /// The kappa of the cuts.
    fn kappa(&self, indices: &Indices) -> f64 {
        let mut given_milder = [0; GRADES];
        // One column of the confusion matrix for each given grade, transposed: kappa is symmetric.
        let confusion: ConfusionMatrix = std::array::from_fn(|given| {
            let end = indices.get(given).copied().unwrap_or(self.values.len());
            let so_far = self.below[end];
            let column = std::array::from_fn(|level| so_far[level] - given_milder[level]);
            given_milder = so_far;
            column
        });
        quadratic_weighted_kappa(&confusion).expect("there are several reference grades")
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use zoom_in_net::grade::IcdrGrade;

    use super::*;
    use crate::kappa::confusion_matrix;

    /// As many photographs as given, each of its own patient: most are healthy, few are severe, and the
    /// network sees the severity shrunken and blurred.
    fn drawn(photographs: usize, seed: u64) -> Vec<Prediction> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        (0..photographs)
            .map(|number| {
                let severity = 4.0 * random.random::<f64>().powi(4);
                let seen = (0.7 * severity + random.random_range(-0.8..0.8)).clamp(0.0, 3.99);
                let mut probabilities = [0.0; GRADES];
                let below = seen as usize;
                probabilities[below] = 1.0 - seen.fract();
                probabilities[below + 1] = seen.fract();
                Prediction {
                    photograph: number.to_string(),
                    dataset: "drawn".to_owned(),
                    patient: number.to_string(),
                    reference: IcdrGrade::ALL[severity.round() as usize],
                    probabilities,
                }
            })
            .collect()
    }

    /// Fails when the mean over resamples does not serve other patients better than the cuts that are best
    /// for the validation patients.
    #[test]
    fn the_mean_serves_other_patients_better_than_the_best() {
        let others = drawn(4000, 1);
        let kappa = |cuts: GradeCuts| {
            let graded = others
                .iter()
                .map(|p| (p.reference, cuts.grade_of(&p.probabilities)));
            quadratic_weighted_kappa(&confusion_matrix(graded)).expect("many grades")
        };
        let (mut by_mean, mut by_best) = (0.0, 0.0);
        for seed in 2..32 {
            let validation = drawn(100, seed);
            by_best += kappa(best_cuts(&validation.iter().collect::<Vec<_>>()));
            by_mean += kappa(fit_cuts(
                ValidationPredictions::new(&validation).expect("proper predictions"),
            ));
        }
        assert!(by_mean > by_best, "{by_mean} {by_best} (sums of 30)");
    }
}
