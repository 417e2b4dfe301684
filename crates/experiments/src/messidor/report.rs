//! The report: figures with intervals, and everything that they depend on.

use std::collections::BTreeMap;

use serde::Serialize;
use zoom_in_net_evaluation::published::MessidorMetrics;
use zoom_in_net_evaluation::{
    Absence, BootstrapConfig, Computed, Estimate, Ranking, Scored, Stages, intervals, roc_curve,
};

use super::examples::Question;
use super::machine::{MachineSettings, is_right};
use super::task::{MessidorError, Protocol, StageScores, TaskScores};
use crate::model_used::ModelUsed;

/// Everything that the experiment says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MessidorReport {
    /// Referable, by cross-validation.
    pub referable: TaskMetrics,
    /// Normal against abnormal, learned from other photographs; absent where none were given.
    pub abnormal: Option<TaskMetrics>,
    /// Everything that the figures depend on.
    pub configuration: Configuration,
}

/// The figures of one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskMetrics {
    /// What was asked.
    pub question: Question,
    /// How many photographs were tested.
    pub n_photographs: usize,
    /// How many patients they are of, as far as it is told.
    pub n_patients: u32,
    /// How many photographs the machine learned from, apart from those; 0 for cross-validation.
    pub n_training: usize,
    /// The share with a yes.
    pub prevalence: f64,
    /// The accuracy of giving every photograph the commoner answer.
    pub majority_accuracy: f64,
    /// By stage of the network.
    pub stages: Stages<TaskStageMetrics>,
    /// What others reached.
    pub published: MessidorMetrics,
}

/// The figures of one question for one stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskStageMetrics {
    /// Area under the ROC curve of the machine's score.
    pub auc: Estimate,
    /// Share of photographs that the machine answers rightly.
    pub accuracy: Estimate,
    /// Area under the ROC curve of the network's own probability, without any machine.
    pub auc_without_machine: Estimate,
    /// The settings chosen in each fold.
    pub chosen: Vec<MachineSettings>,
    /// The ROC curve: 1 − specificity and sensitivity.
    pub roc: Vec<(f64, f64)>,
}

/// Everything that the figures depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Configuration {
    /// The photographs tested.
    pub data: PhotographsUsed,
    /// The photographs that normal against abnormal was learned from.
    pub training_data: Vec<PhotographsUsed>,
    /// The split whose training part that is.
    pub split: Option<String>,
    /// The model.
    #[serde(flatten)]
    pub model: ModelUsed,
    /// How the questions were put.
    pub protocol: Protocol,
    /// How intervals were found.
    pub bootstrap: BootstrapConfig,
}

/// A dataset, as far as it was used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhotographsUsed {
    /// Its name.
    pub name: String,
    /// Photographs used.
    pub n_photographs: usize,
    /// Whether it tells which photographs are of the same patient.
    pub patients_known: bool,
    /// Rows and files that were not used, by kind.
    pub left_out: BTreeMap<String, usize>,
}

impl MessidorReport {
    /// Computes all figures.
    ///
    /// # Errors
    /// [`MessidorError::NoResamples`].
    pub fn new(
        referable: &TaskScores,
        abnormal: Option<&TaskScores>,
        configuration: Configuration,
    ) -> Result<Self, MessidorError> {
        let bootstrap = &configuration.bootstrap;
        if bootstrap.resamples == 0 {
            return Err(MessidorError::NoResamples);
        }
        Ok(Self {
            referable: TaskMetrics::new(referable, bootstrap),
            abnormal: abnormal.map(|scores| TaskMetrics::new(scores, bootstrap)),
            configuration,
        })
    }

    /// The questions that were asked.
    pub(super) fn tasks(&self) -> impl Iterator<Item = &TaskMetrics> {
        std::iter::once(&self.referable).chain(&self.abnormal)
    }
}

impl TaskMetrics {
    fn new(scores: &TaskScores, bootstrap: &BootstrapConfig) -> Self {
        let all = &scores.stages.whole.scored;
        let positives = all.iter().filter(|scored| scored.positive).count();
        let prevalence = positives as f64 / all.len() as f64;
        let figures =
            |stage: &StageScores| TaskStageMetrics::new(stage, scores.n_patients, bootstrap);
        Self {
            question: scores.question,
            n_photographs: all.len(),
            n_patients: scores.n_patients,
            n_training: scores.n_training,
            prevalence,
            majority_accuracy: prevalence.max(1.0 - prevalence),
            stages: Stages {
                whole: figures(&scores.stages.whole),
                m_net: figures(&scores.stages.m_net),
                m_a_net: figures(&scores.stages.m_a_net),
            },
            published: scores.question.published(),
        }
    }
}

impl TaskStageMetrics {
    fn new(scores: &StageScores, n_patients: u32, bootstrap: &BootstrapConfig) -> Self {
        let StageScores {
            scored,
            own,
            patients,
            chosen,
        } = scores;
        let by_machine = Ranking::new(scored, patients);
        let by_network = Ranking::new(own, patients);
        let [auc, accuracy, auc_without_machine] = intervals(n_patients, bootstrap, |weights| {
            [
                by_machine.area(weights),
                accuracy(scored, patients, weights),
                by_network.area(weights),
            ]
        });
        Self {
            auc,
            accuracy: accuracy.of_patients(n_patients as usize),
            auc_without_machine,
            chosen: chosen.clone(),
            roc: roc_curve(scored)
                .iter()
                .map(|point| (1.0 - point.specificity, point.sensitivity))
                .collect(),
        }
    }
}

/// The share of photographs whose answer is right, each counted as often as its patient.
fn accuracy(scored: &[Scored], patients: &[u32], weights: &[u32]) -> Computed {
    let (mut right, mut all) = (0, 0);
    for (scored, patient) in scored.iter().zip(patients) {
        let weight = weights[*patient as usize];
        all += weight;
        if is_right(scored) {
            right += weight;
        }
    }
    if all == 0 {
        return Err(Absence::NoPhotographs);
    }
    Ok(f64::from(right) / f64::from(all))
}
