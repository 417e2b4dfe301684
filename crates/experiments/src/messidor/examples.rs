//! Photographs as the machine sees them: five probabilities and a yes or no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::{GRADES, IcdrGrade};
use zoom_in_net::screening::decision::probability_of_at_least;
use zoom_in_net_evaluation::Prediction;
use zoom_in_net_evaluation::published::{self, MessidorMetrics};

/// What is asked of a photograph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Grade 2 or more against 0 and 1.
    Referable,
    /// Grade 1 or more against 0.
    Abnormal,
}

impl Question {
    /// The mildest grade for which the answer is yes.
    pub fn from_grade(self) -> IcdrGrade {
        match self {
            Self::Referable => IcdrGrade::Moderate,
            Self::Abnormal => IcdrGrade::Mild,
        }
    }

    /// What kind of retinopathy is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Referable => "referable",
            Self::Abnormal => "any",
        }
    }

    /// What others have reached.
    pub(super) fn published(self) -> MessidorMetrics {
        match self {
            Self::Referable => published::MESSIDOR_REFERABLE,
            Self::Abnormal => published::MESSIDOR_ABNORMAL,
        }
    }

    /// The network's own probability of a yes, without any machine.
    pub(super) fn own_probability(self, example: &Example) -> f64 {
        probability_of_at_least(self.from_grade(), &example.probabilities)
    }
}

/// One photograph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Example {
    /// Its patient, numbered from 0 in the order of the names.
    pub patient: u32,
    /// The probability of each grade.
    pub probabilities: [f64; GRADES],
    /// The reference's answer.
    pub positive: bool,
}

/// The photographs of a question, and how many patients they are of.
pub(super) fn examples(predictions: &[Prediction], question: Question) -> (Vec<Example>, u32) {
    let mut numbers: BTreeMap<(&str, &str), u32> = predictions
        .iter()
        .map(|prediction| (patient(prediction), 0))
        .collect();
    for (number, next) in numbers.values_mut().zip(0..) {
        *number = next;
    }
    let examples = predictions
        .iter()
        .map(|prediction| Example {
            patient: numbers[&patient(prediction)],
            probabilities: prediction.probabilities,
            positive: prediction.reference >= question.from_grade(),
        })
        .collect();
    (examples, numbers.len() as u32)
}

fn patient(prediction: &Prediction) -> (&str, &str) {
    (&prediction.dataset, &prediction.patient)
}
