//! From five probabilities to one grade: four cuts of the expected grade.

use serde::{Deserialize, Serialize};
use zoom_in_net::screening::grade::{GRADES, IcdrGrade};

use crate::boundary::{boundary_before, sorted_distinct};
use crate::kappa::{ConfusionMatrix, quadratic_weighted_kappa};
use crate::prediction::{Prediction, ValidationPredictions};

/// Four cuts between five grades.
const CUTS: usize = GRADES - 1;

/// The highest expected grade there can be.
const HIGHEST: f64 = CUTS as f64;

/// Cuts of the expected grade: the grade is the number of cuts that the expected grade reaches.
///
/// They never decrease; where two are equal, the grade between them is never given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "[f64; CUTS]", into = "[f64; CUTS]")]
pub struct GradeCuts {
    cuts: [f64; CUTS],
}

/// Numbers that cannot be cuts between the grades.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0:?} cannot be cuts between the grades: they must be numbers that never decrease")]
pub struct UnorderedCuts(pub [f64; CUTS]);

impl Default for GradeCuts {
    /// The nearest grade.
    fn default() -> Self {
        Self {
            cuts: [0.5, 1.5, 2.5, 3.5],
        }
    }
}

impl TryFrom<[f64; CUTS]> for GradeCuts {
    type Error = UnorderedCuts;

    fn try_from(cuts: [f64; CUTS]) -> Result<Self, UnorderedCuts> {
        if cuts.iter().all(|cut| cut.is_finite()) && cuts.is_sorted() {
            Ok(Self { cuts })
        } else {
            Err(UnorderedCuts(cuts))
        }
    }
}

impl From<GradeCuts> for [f64; CUTS] {
    fn from(cuts: GradeCuts) -> Self {
        cuts.cuts
    }
}

impl GradeCuts {
    /// Chooses the cuts that maximise quadratic weighted kappa on validation predictions.
    ///
    /// One cut at a time is moved to the best place between its neighbours until none can be improved.
    /// That may end in a local optimum, so the search starts twice: from the nearest grade, and from the
    /// cuts that give each grade as often as the reference does. Where kappa is undefined, because the
    /// reference has one grade only, the cuts stay those of the nearest grade.
    pub fn fit(validation: ValidationPredictions<'_>) -> Self {
        let search = CutSearch::new(validation.predictions());
        let (kappa, indices) = [search.nearest_grade(), search.same_frequencies()]
            .map(|start| search.climb(start))
            .into_iter()
            .reduce(|first, second| if second.0 > first.0 { second } else { first })
            .unwrap_or_default();
        if kappa == f64::NEG_INFINITY {
            return Self::default();
        }
        Self {
            cuts: indices.map(|index| boundary_before(&search.values, index, (0.0, HIGHEST))),
        }
    }

    /// The grade by the cuts.
    pub fn grade_of(&self, probabilities: &[f64; GRADES]) -> IcdrGrade {
        let expected = expected_grade(probabilities);
        IcdrGrade::ALL[self.cuts.partition_point(|&cut| cut <= expected)]
    }

    /// The four cuts, from that between none and mild to that between severe and proliferative.
    pub fn cuts(&self) -> [f64; CUTS] {
        self.cuts
    }
}

fn expected_grade(probabilities: &[f64; GRADES]) -> f64 {
    (0..GRADES)
        .map(|level| level as f64 * probabilities[level])
        .sum()
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
        GradeCuts::default()
            .cuts
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

    /// The kappa of the cuts, minus infinity where it is undefined.
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
        quadratic_weighted_kappa(&confusion).unwrap_or(f64::NEG_INFINITY)
    }
}
