//! Agreement, discrimination and calibration of a grader, with intervals over patients.
//!
//! Everything is computed from [`Prediction`]s of photographs that people have graded; no network is run
//! here. The temperature and thresholds of a [`Decision`](zoom_in_net::screening::decision::Decision) can only be
//! fitted to [`ValidationPredictions`], by [`fit_decision`]; [`evaluate`] takes one that is frozen.
//!
//! Every interval is a 95 % percentile bootstrap over patients: the photographs of a patient resemble
//! each other, so resampling photographs would give intervals that are too narrow. Sensitivity,
//! specificity and the other shares have it too, except where they are exactly 0 or 1: every resample
//! would have the same share, so Wilson's score interval over the number of patients stands there, and
//! says so. A figure that the photographs do not define is absent and says why; it is never `NaN`.
//!
//! [`EvaluationReport`] as JSON has at the top the figures of the whole network: `qwk`, `referable.auc`,
//! `referable.sensitivity` and `referable.specificity` (both at the high-sensitivity operating point;
//! `referable.high_sensitivity` and `referable.high_specificity` have each point in full) and so on, each
//! as an [`Estimate`] with `value`, `low` and `high`. `m_net` and `m_a_net` hold the same for the stages
//! before it, `by_dataset` the same for each dataset.
//!
//! ```
//! use zoom_in_net::grade::IcdrGrade;
//! use zoom_in_net_evaluation::{
//!     BootstrapConfig, Prediction, StagePredictions, ValidationPredictions, evaluate, fit_decision,
//! };
//!
//! # fn predictions() -> Vec<Prediction> {
//! #     IcdrGrade::ALL.map(|reference| {
//! #         let mut probabilities = [0.1; 5];
//! #         probabilities[reference.level()] = 0.6;
//! #         let photograph = reference.level().to_string();
//! #         Prediction { patient: photograph.clone(), dataset: "d".into(), photograph, reference, probabilities }
//! #     }).to_vec()
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (validation, test) = (predictions(), predictions());
//! let decision = fit_decision(ValidationPredictions::new(&validation)?)?;
//!
//! let stage = StagePredictions::new(test, decision);
//! let figures = evaluate(&stage, &BootstrapConfig { resamples: 200, seed: 1 })?;
//! assert_eq!(figures.qwk.value(), Some(1.0));
//! # Ok(())
//! # }
//! ```

mod auc;
mod bootstrap;
mod both_eyes;
mod boundary;
mod calibration;
mod cohort;
mod fit_decision;
mod fit_oedema;
mod fit_temperature;
mod interval;
mod kappa;
mod numbers;
mod oedema;
mod page;
pub mod palette;
mod plots;
mod prediction;
pub mod published;
mod report;
mod stage_metrics;
mod tables;
mod two_by_two;

pub use auc::{Ranking, RocPoint, Scored, area_under_roc, roc_curve};
pub use bootstrap::{BootstrapConfig, Computed, intervals};
pub use both_eyes::BothEyes;
pub use calibration::{Calibration, CalibrationBin, brier_score};
pub use cohort::Metric;
pub use fit_decision::{TARGET_SENSITIVITY, TARGET_SPECIFICITY, fit_decision};
pub use fit_oedema::fit_oedema;
pub use interval::{Absence, Estimate, Interval, IntervalMethod, wilson};
pub use kappa::{ConfusionMatrix, accuracy, confusion_matrix, quadratic_weighted_kappa};
pub use numbers::Style;
pub use oedema::{OedemaMetrics, OedemaPrediction};
pub use page::{PAGE_STYLE, render_html};
pub use plots::{Axis, Chart, Rendered, chart_svg};
pub use prediction::{EvaluationError, Prediction, StagePredictions, ValidationPredictions};
pub use report::{EvaluationReport, Gain, Gains, Provenance, Stages};
pub use stage_metrics::{
    Baseline, Discrimination, OperatingMetrics, ReferableMetrics, StageMetrics, evaluate,
    paired_difference,
};
