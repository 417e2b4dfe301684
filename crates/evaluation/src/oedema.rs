//! How well macular oedema is told apart, beside what the grade alone would tell of it, and what referring for either
//! comes to.

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::{GRADES, IcdrGrade};
use zoom_in_net::screening::decision::{Decision, probability_of_at_least};
use zoom_in_net::screening::oedema::OedemaDecision;

use crate::auc::Scored;
use crate::bootstrap::{BootstrapConfig, intervals};
use crate::calibration::Calibration;
use crate::cohort::{Detection, numbered};
use crate::interval::Estimate;
use crate::prediction::EvaluationError;
use crate::stage_metrics::OperatingMetrics;

/// A photograph in which macular oedema was judged, and what the networks said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct OedemaPrediction {
    /// The name of the dataset.
    pub dataset: String,
    /// The patient, unique within the dataset.
    pub patient: String,
    /// Whether there is macular oedema by the reference.
    pub oedema: bool,
    /// The grade by the reference.
    pub grade: IcdrGrade,
    /// The head's logit.
    pub logit: f64,
    /// The probability of each grade by the whole network, before calibration.
    pub probabilities: [f64; GRADES],
}

/// What is achieved on the photographs in which macular oedema was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OedemaMetrics {
    /// How many photographs.
    pub n_photographs: usize,
    /// Of how many patients.
    pub n_patients: usize,
    /// The share with oedema by the reference.
    pub prevalence: f64,
    /// Area under the ROC curve of the probability of oedema.
    pub auc: Estimate,
    /// Of the expected grade instead: the worse the retinopathy, the more often there is oedema.
    pub auc_of_grade_alone: Estimate,
    /// The first over the second, on the same resamples.
    pub gain: Estimate,
    /// The high-sensitivity operating point.
    pub high_sensitivity: OperatingMetrics,
    /// The high-specificity operating point.
    pub high_specificity: OperatingMetrics,
    /// Whether the probabilities mean what they say.
    pub calibration: Calibration,
    /// Sensitivity of referring for retinopathy, oedema or both, at the operating points of high sensitivity, for eyes that
    /// have either.
    pub referral_sensitivity: Estimate,
    /// Its specificity, for eyes that have neither.
    pub referral_specificity: Estimate,
}

impl OedemaMetrics {
    /// Computes the figures; `None` where oedema was judged in no photograph.
    ///
    /// # Errors
    /// [`EvaluationError::NoResamples`].
    pub fn new(
        predictions: &[OedemaPrediction],
        oedema: &OedemaDecision,
        grade: &Decision,
        config: &BootstrapConfig,
    ) -> Result<Option<Self>, EvaluationError> {
        if config.resamples == 0 {
            return Err(EvaluationError::NoResamples);
        }
        if predictions.is_empty() {
            return Ok(None);
        }
        let names = predictions
            .iter()
            .map(|p| (p.dataset.as_str(), p.patient.as_str()));
        let (n_patients, patients) = numbered(names);
        let detection = |score: &dyn Fn(&OedemaPrediction) -> f64,
                         positive: &dyn Fn(&OedemaPrediction) -> bool| {
            let scored = predictions.iter().map(|prediction| Scored {
                score: score(prediction),
                positive: positive(prediction),
            });
            Detection::new(scored.collect(), patients.clone())
        };
        let probability = |p: &OedemaPrediction| oedema.probability(p.logit);
        let of_oedema = detection(&probability, &|p| p.oedema);
        let of_grade = detection(
            &|p| expected_grade(&grade.calibrated(&p.probabilities)),
            &|p| p.oedema,
        );
        let refers = |p: &OedemaPrediction| {
            let retinopathy =
                grade.is_referable_at_high_sensitivity(&grade.calibrated(&p.probabilities));
            retinopathy || oedema.is_at_high_sensitivity(probability(p))
        };
        let of_either = detection(&|p| f64::from(u8::from(refers(p))), &|p| {
            p.oedema || p.grade.is_referable()
        });
        let [auc, auc_of_grade_alone, gain, sensitivity, specificity] =
            intervals(n_patients, config, |weights| {
                let (head, grade) = (of_oedema.auc(weights), of_grade.auc(weights));
                let gain = match (&head, &grade) {
                    (Ok(head), Ok(grade)) => Ok(head - grade),
                    (Err(absence), _) | (_, Err(absence)) => Err(*absence),
                };
                let either = of_either.two_by_two(0.5, weights);
                [
                    head,
                    grade,
                    gain,
                    either.sensitivity(),
                    either.specificity(),
                ]
            });
        let at = |threshold| OperatingMetrics::new(&of_oedema, n_patients, threshold, config);
        Ok(Some(Self {
            n_photographs: predictions.len(),
            n_patients: n_patients as usize,
            prevalence: of_oedema.prevalence(),
            auc,
            auc_of_grade_alone,
            gain,
            high_sensitivity: at(oedema.at_high_sensitivity()),
            high_specificity: at(oedema.at_high_specificity()),
            calibration: Calibration::new(&of_oedema.scored),
            referral_sensitivity: sensitivity
                .of_patients(of_either.patients_with(|eye| eye.positive)),
            referral_specificity: specificity
                .of_patients(of_either.patients_with(|eye| !eye.positive)),
        }))
    }
}

/// The expected value of the grade, from 0 to 4: the sum of the probabilities of each grade but the mildest, or worse.
fn expected_grade(probabilities: &[f64; GRADES]) -> f64 {
    IcdrGrade::ALL[1..]
        .iter()
        .map(|&grade| probability_of_at_least(grade, probabilities))
        .sum()
}
