//! Agreement, discrimination and calibration of a grader, with intervals over patients.
//!
//! Everything is computed from graded [`Prediction`]s; no network is run here. What is chosen on
//! validation data, the [`OperatingPoints`] and the [`GradeCuts`], can only be fitted to
//! [`ValidationPredictions`]; [`evaluate`] takes operating points that are already frozen.
//!
//! Every interval is a 95 % percentile bootstrap over patients: the photographs of a patient resemble
//! each other, so resampling photographs would give intervals that are too narrow.
//!
//! ```
//! use zoom_in_net::screening::grade::IcdrGrade;
//! use zoom_in_net_evaluation::{
//!     BootstrapConfig, GradeCuts, OperatingPoints, Prediction, ValidationPredictions, evaluate,
//! };
//!
//! # fn predictions() -> Vec<Prediction> {
//! #     IcdrGrade::ALL.map(|reference| {
//! #         let mut probabilities = [0.1; 5];
//! #         probabilities[reference.level()] = 0.6;
//! #         Prediction::by_arg_max(reference.level().to_string(), "d", reference.level().to_string(), reference, probabilities)
//! #     }).to_vec()
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (validation, test) = (predictions(), predictions());
//! let validation = ValidationPredictions::new(&validation)?;
//! let cuts = GradeCuts::fit(validation);
//! let points = OperatingPoints::fit(validation)?;
//!
//! let test: Vec<_> = test.into_iter().map(|p| p.graded_by(&cuts)).collect();
//! let figures = evaluate(&test, &points, &BootstrapConfig { resamples: 200, seed: 1 })?;
//! assert_eq!(figures.qwk.unwrap().value, 1.0);
//! # Ok(())
//! # }
//! ```

mod auc;
mod bootstrap;
mod boundary;
mod calibration;
mod cohort;
mod figures;
mod grade_cuts;
mod kappa;
mod numbers;
mod operating_points;
mod page;
mod plots;
mod prediction;
mod report;
mod tables;

pub use auc::{RocPoint, Scored, area_under_roc, roc_curve};
pub use bootstrap::{BootstrapConfig, Interval};
pub use calibration::{Calibration, CalibrationBin, brier_score};
pub use cohort::Metric;
pub use figures::{
    Baseline, Discrimination, OperatingFigures, ReferableFigures, StageFigures, evaluate,
    paired_difference,
};
pub use grade_cuts::{GradeCuts, UnorderedCuts};
pub use kappa::{ConfusionMatrix, accuracy, confusion_matrix, quadratic_weighted_kappa};
pub use operating_points::{OperatingPoints, TARGET_SENSITIVITY, TARGET_SPECIFICITY};
pub use page::render_html;
pub use prediction::{EvaluationError, Prediction, ValidationPredictions, arg_max};
pub use report::{EvaluationReport, Gain, Gains, Provenance, Stage, Stages};
