//! Choosing the cuts between the grades.

use zoom_in_net::screening::decision::{CUTS, GradeCuts, expected_grade};
use zoom_in_net::screening::grade::GRADES;

use crate::boundary::{boundary_before, sorted_distinct};
use crate::kappa::{ConfusionMatrix, quadratic_weighted_kappa};
use crate::prediction::{Prediction, ValidationPredictions};

/// The highest expected grade there can be.
const HIGHEST: f64 = CUTS as f64;

/// Chooses the cuts that maximise quadratic weighted kappa on validation predictions.
///
/// One cut at a time is moved to the best place between its neighbours until none can be improved. That
/// may end in a local optimum, so the search starts twice: from the nearest grade, and from the cuts that
/// give each grade as often as the reference does. Where the reference has one grade only, no cuts agree
/// better than by chance, and the grade is the nearest.
pub fn fit_cuts(validation: ValidationPredictions<'_>) -> GradeCuts {
    let predictions = validation.predictions();
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
    fn new(predictions: &[Prediction]) -> Self {
        let expected = |prediction: &Prediction| expected_grade(&prediction.probabilities);
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
