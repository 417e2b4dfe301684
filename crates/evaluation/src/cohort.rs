//! Predictions arranged so that any figure can be recomputed with patients counted more or less often.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::screening::decision::{
    median_grade, most_probable_grade, probability_of_at_least,
};

use crate::auc::{Ranking, Scored};
use crate::bootstrap::Computed;
use crate::calibration::weighted_brier_score;
use crate::kappa::{ConfusionMatrix, accuracy, quadratic_weighted_kappa};
use crate::prediction::{Prediction, StagePredictions};
use crate::two_by_two::TwoByTwo;

/// A figure that needs no threshold, by which stages can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Quadratic weighted kappa of the grades.
    Qwk,
    /// Quadratic weighted kappa of the most probable grades.
    QwkArgMax,
    /// Accuracy of the grades.
    Accuracy,
    /// Accuracy of the most probable grades.
    AccuracyArgMax,
    /// Area under the ROC curve for moderate retinopathy or worse.
    ReferableAuc,
    /// Area under the ROC curve for any retinopathy.
    NormalVsAbnormalAuc,
    /// Area under the ROC curve for severe retinopathy or worse.
    SightThreateningAuc,
    /// Brier score of the probability of moderate retinopathy or worse.
    ReferableBrier,
}

/// The photographs of an evaluation, each with the number of its patient.
pub(crate) struct Cohort {
    pub(crate) n_patients: u32,
    /// The patient of each photograph.
    patients: Vec<u32>,
    /// Reference grade and grade given.
    graded: Vec<(IcdrGrade, IcdrGrade)>,
    /// Reference grade and most probable grade.
    most_probable: Vec<(IcdrGrade, IcdrGrade)>,
    pub(crate) referable: Detection,
    pub(crate) abnormal: Detection,
    pub(crate) sight_threatening: Detection,
}

impl Cohort {
    pub(crate) fn new(stage: &StagePredictions) -> Self {
        let predictions = stage.predictions.as_slice();
        let (n_patients, patients) = numbered(predictions.iter().map(patient));
        let detection = |grade| Detection::new(scored(predictions, grade), patients.clone());
        Self {
            n_patients,
            graded: predictions
                .iter()
                .map(|p| (p.reference, median_grade(&p.probabilities)))
                .collect(),
            most_probable: predictions
                .iter()
                .map(|p| (p.reference, most_probable_grade(&p.probabilities)))
                .collect(),
            referable: detection(IcdrGrade::Moderate),
            abnormal: detection(IcdrGrade::Mild),
            sight_threatening: detection(IcdrGrade::Severe),
            patients,
        }
    }

    /// A metric with the photographs of each patient counted as often as the patient's weight.
    pub(crate) fn metric(&self, metric: Metric, weights: &[u32]) -> Computed {
        match metric {
            Metric::Qwk => quadratic_weighted_kappa(&self.confusion(&self.graded, weights)),
            Metric::QwkArgMax => {
                quadratic_weighted_kappa(&self.confusion(&self.most_probable, weights))
            }
            Metric::Accuracy => accuracy(&self.confusion(&self.graded, weights)),
            Metric::AccuracyArgMax => accuracy(&self.confusion(&self.most_probable, weights)),
            Metric::ReferableAuc => self.referable.auc(weights),
            Metric::NormalVsAbnormalAuc => self.abnormal.auc(weights),
            Metric::SightThreateningAuc => self.sight_threatening.auc(weights),
            Metric::ReferableBrier => self.referable.brier(weights),
        }
    }

    /// The confusion matrix of the grades.
    pub(crate) fn confusion_of_grades(&self) -> ConfusionMatrix {
        self.confusion(&self.graded, &vec![1; self.n_patients as usize])
    }

    fn confusion(&self, pairs: &[(IcdrGrade, IcdrGrade)], weights: &[u32]) -> ConfusionMatrix {
        let mut confusion = ConfusionMatrix::default();
        for (&(reference, given), &patient) in pairs.iter().zip(&self.patients) {
            confusion[reference.level()][given.level()] += weights[patient as usize];
        }
        confusion
    }
}

/// How many patients there are, and the number of each photograph's, which has the names of dataset and patient.
///
/// They are numbered in the order of their names, so that the order of the photographs does not matter to
/// resampling.
pub(crate) fn numbered<'a>(
    photographs: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> (u32, Vec<u32>) {
    let mut numbers: BTreeMap<(&str, &str), u32> =
        photographs.clone().map(|patient| (patient, 0)).collect();
    for (number, next) in numbers.values_mut().zip(0..) {
        *number = next;
    }
    let patients = photographs.map(|patient| numbers[&patient]).collect();
    (numbers.len() as u32, patients)
}

/// The patient's name, unique over all datasets.
fn patient(prediction: &Prediction) -> (&str, &str) {
    (&prediction.dataset, &prediction.patient)
}

/// The probability of `grade` or worse beside whether the reference is so.
pub(crate) fn scored(predictions: &[Prediction], grade: IcdrGrade) -> Vec<Scored> {
    predictions
        .iter()
        .map(|prediction| Scored {
            score: probability_of_at_least(grade, &prediction.probabilities),
            positive: prediction.reference >= grade,
        })
        .collect()
}

/// Scores for one yes-or-no question, each of them a patient's.
pub(crate) struct Detection {
    pub(crate) scored: Vec<Scored>,
    patients: Vec<u32>,
    ranking: Ranking,
}

impl Detection {
    pub(crate) fn new(scored: Vec<Scored>, patients: Vec<u32>) -> Self {
        let ranking = Ranking::new(&scored, &patients);
        Self {
            scored,
            patients,
            ranking,
        }
    }

    /// The question asked of patients rather than of photographs: the worse eye by the reference and the
    /// higher score count.
    pub(crate) fn of_worse_eyes(&self) -> Self {
        let mut worse: HashMap<u32, Scored> = HashMap::new();
        for (&eye, &patient) in self.scored.iter().zip(&self.patients) {
            worse
                .entry(patient)
                .and_modify(|worse| {
                    worse.score = worse.score.max(eye.score);
                    worse.positive |= eye.positive;
                })
                .or_insert(eye);
        }
        let mut patients: Vec<u32> = worse.keys().copied().collect();
        patients.sort_unstable();
        Self::new(patients.iter().map(|p| worse[p]).collect(), patients)
    }

    /// The share of positives.
    pub(crate) fn prevalence(&self) -> f64 {
        let positives = self.scored.iter().filter(|scored| scored.positive).count();
        positives as f64 / self.scored.len() as f64
    }

    /// How many patients have a score for which the question is answered yes.
    pub(crate) fn patients_with(&self, counts: impl Fn(&Scored) -> bool) -> usize {
        let of_patients = self.scored.iter().zip(&self.patients);
        let counted: HashSet<u32> = of_patients
            .filter(|(scored, _)| counts(scored))
            .map(|(_, &patient)| patient)
            .collect();
        counted.len()
    }

    pub(crate) fn auc(&self, weights: &[u32]) -> Computed {
        self.ranking.area(weights)
    }

    fn brier(&self, weights: &[u32]) -> Computed {
        weighted_brier_score(self.weighted(weights))
    }

    pub(crate) fn two_by_two(&self, threshold: f64, weights: &[u32]) -> TwoByTwo {
        TwoByTwo::count(self.weighted(weights), threshold)
    }

    fn weighted<'a>(&'a self, weights: &'a [u32]) -> impl Iterator<Item = (Scored, u32)> + 'a {
        self.scored
            .iter()
            .zip(&self.patients)
            .map(|(&scored, &patient)| (scored, weights[patient as usize]))
    }
}
