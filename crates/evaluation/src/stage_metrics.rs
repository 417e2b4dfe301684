//! The figures of one stage, and the gain of one stage over another.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::screening::decision::Decision;

use crate::bootstrap::{BootstrapConfig, intervals};
use crate::calibration::Calibration;
use crate::cohort::{Cohort, Detection, Metric};
use crate::interval::Estimate;
use crate::kappa::{ConfusionMatrix, quadratic_weighted_kappa};
use crate::prediction::{EvaluationError, Prediction, StagePredictions, check};

/// What one stage of the network achieves. A figure that is undefined for the photographs at hand, such as
/// an area under a curve without positives, is absent and says why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageMetrics {
    /// How many photographs were graded.
    pub n_photographs: usize,
    /// How many patients they are of.
    pub n_patients: usize,
    /// Quadratic weighted kappa of the grades.
    pub qwk: Estimate,
    /// Quadratic weighted kappa of the most probable grades.
    pub qwk_arg_max: Estimate,
    /// Accuracy of the grades.
    pub accuracy: Estimate,
    /// Accuracy of the most probable grades.
    pub accuracy_arg_max: Estimate,
    /// Photographs by reference grade (row) and grade given (column).
    pub confusion: ConfusionMatrix,
    /// Moderate retinopathy or worse, per photograph.
    pub referable: ReferableMetrics,
    /// Moderate retinopathy or worse, per patient: the worse eye and the higher probability count. The
    /// same as per photograph where each patient has one.
    pub referable_by_patient: ReferableMetrics,
    /// Any retinopathy, per photograph.
    pub normal_vs_abnormal: Discrimination,
    /// Severe or proliferative retinopathy, per photograph.
    pub sight_threatening: Discrimination,
    /// Brier score of the probability of referable retinopathy, per photograph.
    pub brier: Estimate,
    /// Whether the probabilities of referable retinopathy mean what they say, per photograph.
    pub calibration: Calibration,
    /// What knowing only how frequent the grades are would achieve.
    pub baseline: Baseline,
}

/// How well referable retinopathy is told apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReferableMetrics {
    /// Area under the ROC curve of its probability.
    pub auc: Estimate,
    /// The share that is referable by the reference.
    pub prevalence: f64,
    /// Sensitivity at the primary operating point, which is the high-sensitivity one.
    pub sensitivity: Estimate,
    /// Specificity at the primary operating point, which is the high-sensitivity one.
    pub specificity: Estimate,
    /// The high-sensitivity operating point.
    pub high_sensitivity: OperatingMetrics,
    /// The high-specificity operating point.
    pub high_specificity: OperatingMetrics,
}

/// What a frozen threshold achieves. The predictive values hold for the prevalence at hand only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperatingMetrics {
    /// The probability at or above which an eye is referred.
    pub threshold: f64,
    /// The share of referable eyes that are referred.
    pub sensitivity: Estimate,
    /// The share of the other eyes that are not referred.
    pub specificity: Estimate,
    /// Positive predictive value: the share of referred eyes that are referable.
    pub ppv: Estimate,
    /// Negative predictive value: the share of eyes not referred that are not referable.
    pub npv: Estimate,
}

/// How well two groups of grades are told apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discrimination {
    /// Area under the ROC curve of the probability of the worse group.
    pub auc: Estimate,
    /// The share of the worse group by the reference.
    pub prevalence: f64,
}

/// What can be had without looking at the photographs, knowing how frequent the grades are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The most frequent reference grade.
    pub majority_grade: IcdrGrade,
    /// The accuracy of giving every photograph that grade.
    pub accuracy: f64,
    /// The quadratic weighted kappa of doing so: 0 by its definition, or undefined where the reference has
    /// that grade only.
    pub qwk: Option<f64>,
    /// The Brier score of giving every photograph the prevalence as its probability.
    pub brier: f64,
}

/// Computes the figures of a stage with a decision that was fitted on other photographs.
///
/// # Errors
///
/// If there are no predictions, a photograph has two, its probabilities are not probabilities, or there are
/// to be no resamples.
pub fn evaluate(
    stage: &StagePredictions,
    config: &BootstrapConfig,
) -> Result<StageMetrics, EvaluationError> {
    check(&stage.predictions)?;
    check_resamples(config)?;
    let cohort = Cohort::new(stage);
    let confusion = cohort.confusion_of_grades();
    let [
        qwk,
        qwk_arg_max,
        accuracy,
        accuracy_arg_max,
        abnormal_auc,
        sight_threatening_auc,
        brier,
    ] = intervals(cohort.n_patients, config, |weights| {
        [
            Metric::Qwk,
            Metric::QwkArgMax,
            Metric::Accuracy,
            Metric::AccuracyArgMax,
            Metric::NormalVsAbnormalAuc,
            Metric::SightThreateningAuc,
            Metric::ReferableBrier,
        ]
        .map(|metric| cohort.metric(metric, weights))
    });
    let by_patient = cohort.referable.of_worse_eyes();
    let referable =
        |detection| ReferableMetrics::new(detection, cohort.n_patients, &stage.decision, config);
    let n_patients = cohort.n_patients as usize;
    Ok(StageMetrics {
        n_photographs: stage.predictions.len(),
        n_patients,
        qwk,
        qwk_arg_max,
        accuracy: accuracy.of_patients(n_patients),
        accuracy_arg_max: accuracy_arg_max.of_patients(n_patients),
        referable: referable(&cohort.referable),
        referable_by_patient: referable(&by_patient),
        normal_vs_abnormal: Discrimination {
            auc: abnormal_auc,
            prevalence: cohort.abnormal.prevalence(),
        },
        sight_threatening: Discrimination {
            auc: sight_threatening_auc,
            prevalence: cohort.sight_threatening.prevalence(),
        },
        brier,
        calibration: Calibration::new(&cohort.referable.scored),
        baseline: Baseline::new(&confusion, cohort.referable.prevalence()),
        confusion,
    })
}

/// How much higher a metric is for stage `a` than for stage `b` on the same photographs, by a paired
/// bootstrap over patients: each resample counts the same patients for both.
///
/// # Errors
///
/// As for [`evaluate`], and if the two were not evaluated on the same photographs.
pub fn paired_difference(
    a: &StagePredictions,
    b: &StagePredictions,
    metric: Metric,
    config: &BootstrapConfig,
) -> Result<Estimate, EvaluationError> {
    check(&a.predictions)?;
    check(&b.predictions)?;
    check_resamples(config)?;
    check_paired(&a.predictions, &b.predictions)?;
    // The same photographs are of the same patients, whose numbers do not depend on the order.
    let (a, b) = (Cohort::new(a), Cohort::new(b));
    let difference = |weights: &[u32]| Ok(a.metric(metric, weights)? - b.metric(metric, weights)?);
    let [gain] = intervals(a.n_patients, config, |weights| [difference(weights)]);
    Ok(gain)
}

fn check_resamples(config: &BootstrapConfig) -> Result<(), EvaluationError> {
    if config.resamples == 0 {
        return Err(EvaluationError::NoResamples);
    }
    Ok(())
}

/// Checks that both have the same photographs, of the same patients and with the same reference.
fn check_paired(a: &[Prediction], b: &[Prediction]) -> Result<(), EvaluationError> {
    let mut unpaired: HashMap<_, _> = b
        .iter()
        .map(|p| ((&p.dataset, &p.photograph), (&p.patient, p.reference)))
        .collect();
    let alone = a
        .iter()
        .find(|p| unpaired.remove(&(&p.dataset, &p.photograph)) != Some((&p.patient, p.reference)))
        .map(|p| (&p.dataset, &p.photograph));
    match alone.or_else(|| unpaired.into_keys().min()) {
        None => Ok(()),
        Some((dataset, photograph)) => Err(EvaluationError::NotPaired {
            dataset: dataset.clone(),
            photograph: photograph.clone(),
        }),
    }
}

impl ReferableMetrics {
    fn new(
        detection: &Detection,
        n_patients: u32,
        decision: &Decision,
        config: &BootstrapConfig,
    ) -> Self {
        let [auc] = intervals(n_patients, config, |weights| [detection.auc(weights)]);
        let at = |threshold| OperatingMetrics::new(detection, n_patients, threshold, config);
        let high_sensitivity = at(decision.referable_at_high_sensitivity());
        Self {
            auc,
            prevalence: detection.prevalence(),
            sensitivity: high_sensitivity.sensitivity,
            specificity: high_sensitivity.specificity,
            high_sensitivity,
            high_specificity: at(decision.referable_at_high_specificity()),
        }
    }
}

impl OperatingMetrics {
    pub(crate) fn new(
        detection: &Detection,
        n_patients: u32,
        threshold: f64,
        config: &BootstrapConfig,
    ) -> Self {
        let [sensitivity, specificity, ppv, npv] = intervals(n_patients, config, |weights| {
            let table = detection.two_by_two(threshold, weights);
            [
                table.sensitivity(),
                table.specificity(),
                table.positive_predictive_value(),
                table.negative_predictive_value(),
            ]
        });
        Self {
            threshold,
            sensitivity: sensitivity.of_patients(detection.patients_with(|eye| eye.positive)),
            specificity: specificity.of_patients(detection.patients_with(|eye| !eye.positive)),
            ppv: ppv.of_patients(detection.patients_with(|eye| eye.score >= threshold)),
            npv: npv.of_patients(detection.patients_with(|eye| eye.score < threshold)),
        }
    }
}

impl Baseline {
    fn new(confusion: &ConfusionMatrix, prevalence: f64) -> Self {
        let references = confusion.map(|row| row.iter().sum::<u32>());
        let total: u32 = references.iter().sum();
        // The milder of two grades that are equally frequent.
        let majority_grade = IcdrGrade::ALL
            .into_iter()
            .rev()
            .max_by_key(|grade| references[grade.level()])
            .unwrap_or(IcdrGrade::None);
        let mut constant = ConfusionMatrix::default();
        for (row, count) in constant.iter_mut().zip(references) {
            row[majority_grade.level()] = count;
        }
        Self {
            majority_grade,
            accuracy: f64::from(references[majority_grade.level()]) / f64::from(total),
            qwk: quadratic_weighted_kappa(&constant).ok(),
            brier: prevalence * (1.0 - prevalence),
        }
    }
}
