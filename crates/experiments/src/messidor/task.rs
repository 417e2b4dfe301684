//! The two questions, put to the machine as the paper does.

use std::fmt;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zoom_in_net_evaluation::{Prediction, Scored, Stages};

use super::examples::{Example, Question, examples};
use super::folds::{folds, patients_by_answer, sampled};
use super::machine::{MACHINES, MachineSettings, learn_and_score, parted};

/// Folds of the cross-validation on Messidor.
pub const FOLDS: usize = 10;

/// How the questions are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// Seed of the folds and of the draw of training photographs.
    pub seed: u64,
    /// The most photographs that one machine learns from; more are drawn down to it, by patient. The
    /// kernel's matrix is as large as their square.
    pub max_training: usize,
}

/// The scores of one question for every stage of the network.
#[derive(Clone, Debug)]
pub struct TaskScores {
    /// What was asked.
    pub question: Question,
    /// How many patients there are.
    pub n_patients: u32,
    /// How many photographs the machine learned from, apart from the ones tested; 0 where it was
    /// cross-validation.
    pub n_training: usize,
    /// By stage.
    pub stages: Stages<StageScores>,
}

/// The scores of one question for one stage.
#[derive(Clone, Debug)]
pub struct StageScores {
    /// What the machine says of each photograph: above 0 is a yes.
    pub scored: Vec<Scored>,
    /// The network's own probability of a yes.
    pub own: Vec<Scored>,
    /// The patient of each photograph.
    pub patients: Vec<u32>,
    /// The settings chosen in each fold.
    pub chosen: Vec<MachineSettings>,
}

/// A score for each photograph, and the settings chosen.
type Answers = (Vec<f64>, Vec<MachineSettings>);

/// Why a question cannot be put.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessidorError {
    /// A fold would lack an answer.
    #[error(
        "{of}: {positive} patients with {question} retinopathy and {negative} without; at least {min} of each are needed, give a larger set"
    )]
    TooFew {
        /// Which photographs.
        of: Role,
        /// What was asked.
        question: &'static str,
        /// Patients with a yes.
        positive: usize,
        /// Patients without.
        negative: usize,
        /// How many are needed.
        min: usize,
    },
    /// There would be no interval.
    #[error("the number of bootstrap resamples is 0: an interval needs some (2000 are usual)")]
    NoResamples,
}

/// What photographs serve for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The machine is measured on them.
    Tested,
    /// It learns from them.
    Training,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tested => "the photographs to test on",
            Self::Training => "the photographs to train on",
        })
    }
}

/// How many machines are fitted for both questions, or for the first alone.
pub fn machines_to_fit(with_abnormal: bool) -> usize {
    let stages = 3;
    stages * MACHINES * (FOLDS + usize::from(with_abnormal))
}

impl Protocol {
    /// Referable, by cross-validation.
    ///
    /// # Errors
    /// [`MessidorError::TooFew`].
    pub fn referable(
        &self,
        tested: &Stages<Vec<Prediction>>,
        on_fit: &(dyn Fn() + Sync),
    ) -> Result<TaskScores, MessidorError> {
        self.ask(Question::Referable, tested, 0, |tested| {
            check(tested, Question::Referable, Role::Tested, 2 * FOLDS)?;
            self.cross_validated(tested, on_fit)
        })
    }

    /// Normal against abnormal, learned from other photographs.
    ///
    /// # Errors
    /// [`MessidorError::TooFew`].
    pub fn abnormal(
        &self,
        training: &Stages<Vec<Prediction>>,
        tested: &Stages<Vec<Prediction>>,
        on_fit: &(dyn Fn() + Sync),
    ) -> Result<TaskScores, MessidorError> {
        let question = Question::Abnormal;
        let n_training = training.whole.len().min(self.max_training);
        let mut training = training.named().map(|(_, training)| training).into_iter();
        self.ask(question, tested, n_training, |tested| {
            let training = training.next().expect("one for each stage");
            let training = sampled(examples(training, question).0, self.max_training, self.seed);
            check(&training, question, Role::Training, FOLDS)?;
            check(tested, question, Role::Tested, 1)?;
            let (scores, chosen) = learn_and_score(&training, tested, self.seed, on_fit);
            Ok((scores, vec![chosen]))
        })
    }

    fn cross_validated(
        &self,
        examples: &[Example],
        on_fit: &(dyn Fn() + Sync),
    ) -> Result<Answers, MessidorError> {
        let folds = folds(examples, FOLDS, self.seed);
        let by_fold = (0..FOLDS).into_par_iter().map(|fold| {
            let [tested, training] = parted(examples, &folds, fold);
            let training = sampled(training, self.max_training, self.seed);
            check(&training, Question::Referable, Role::Training, FOLDS)?;
            Ok(learn_and_score(&training, &tested, self.seed, on_fit))
        });
        let by_fold = by_fold.collect::<Result<Vec<_>, MessidorError>>()?;
        let chosen = by_fold.iter().map(|(_, settings)| *settings).collect();
        let mut of_fold: Vec<_> = by_fold
            .into_iter()
            .map(|(scores, _)| scores.into_iter())
            .collect();
        let scores = folds
            .iter()
            .map(|&fold| of_fold[fold].next().expect("one score for each photograph"))
            .collect();
        Ok((scores, chosen))
    }

    fn ask(
        &self,
        question: Question,
        tested: &Stages<Vec<Prediction>>,
        n_training: usize,
        mut answer: impl FnMut(&[Example]) -> Result<Answers, MessidorError>,
    ) -> Result<TaskScores, MessidorError> {
        let mut n_patients = 0;
        let mut stages = Vec::new();
        for (_, predictions) in tested.named() {
            let (examples, patients) = examples(predictions, question);
            n_patients = patients;
            let (scores, chosen) = answer(&examples)?;
            let scored = |score: f64, example: &Example| Scored {
                score,
                positive: example.positive,
            };
            stages.push(StageScores {
                scored: scores
                    .into_iter()
                    .zip(&examples)
                    .map(|(score, example)| scored(score, example))
                    .collect(),
                own: examples
                    .iter()
                    .map(|example| scored(question.own_probability(example), example))
                    .collect(),
                patients: examples.iter().map(|example| example.patient).collect(),
                chosen,
            });
        }
        let [whole, m_a_net, m_net] = stages.try_into().expect("three stages");
        Ok(TaskScores {
            question,
            n_patients,
            n_training,
            stages: Stages {
                whole,
                m_net,
                m_a_net,
            },
        })
    }
}

fn check(
    examples: &[Example],
    question: Question,
    of: Role,
    min: usize,
) -> Result<(), MessidorError> {
    let [positive, negative] = patients_by_answer(examples);
    if positive.min(negative) >= min {
        return Ok(());
    }
    Err(MessidorError::TooFew {
        of,
        question: question.name(),
        positive,
        negative,
        min,
    })
}
