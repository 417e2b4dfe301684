//! The report of the experiment: goals, figures, and where they come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net_evaluation::{BootstrapConfig, Estimate};

use super::experiment::LesionResults;
use super::folder::{LesionFolder, SkipReason, Skipped};
use super::kinds::{KINDS, LesionKind};
use super::marked::MERGE_RULE;
use super::measure::{THRESHOLDS, threshold};
use super::metrics::{Difference, MethodMetrics, difference_from, figures_of};
use super::photograph::Draws;
use super::search::Method;
use crate::model_used::ModelUsed;

/// The number of boxes of the paper's recall.
pub(super) const GOAL_BOXES: usize = 4;
/// Position of IoM 0.3, that of the paper's recall, among the thresholds.
pub(super) const GOAL_THRESHOLD: usize = 6;
/// The paper's recall of lesions.
const GOAL_RECALL: f64 = 0.76;
/// Share of the lesion pixels that four boxes are to cover.
const GOAL_COVERAGE: f64 = 0.8;

/// Everything that the experiment says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LesionReport {
    /// What was aimed at, and whether it is reached.
    pub goals: Vec<Goal>,
    /// Photographs measured.
    pub n_photographs: usize,
    /// Lesions in them, by [`Configuration::merge_rule`].
    pub n_lesions: usize,
    /// Photographs that show a kind.
    pub photographs_with_kind: BTreeMap<LesionKind, usize>,
    /// Pixels of the photographs that are lesion.
    pub lesion_pixels: BTreeMap<LesionKind, u64>,
    /// The thresholds of intersection over the smaller area that every recall is listed by.
    pub thresholds: Vec<f64>,
    /// The figures of each method.
    pub methods: BTreeMap<Method, MethodMetrics>,
    /// Our boxes less each other method's: four of each, at IoM 0.3.
    pub differences: BTreeMap<Method, Difference>,
    /// What was left out, by reason.
    pub skipped_counts: BTreeMap<String, usize>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// Everything that the figures depend on.
    pub configuration: Configuration,
}

/// Something aimed at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// In words.
    pub goal: String,
    /// What the figure must be at least; a difference must be above it with all of its interval.
    pub min: f64,
    /// What it is.
    pub figure: Estimate,
    /// Whether it is reached.
    pub reached: bool,
}

/// Everything that the figures depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Name of the folder of photographs and masks.
    pub data: String,
    /// SHA-256 over the photographs and masks measured.
    pub data_sha256: String,
    /// Folders of masks that are of no lesion and were not read.
    pub other_masks: Vec<String>,
    /// The model; its search is used with up to eight regions here.
    #[serde(flatten)]
    pub model: ModelUsed,
    /// How random boxes are drawn.
    pub draws: Draws,
    /// How intervals are found.
    pub bootstrap: BootstrapConfig,
    /// What counts as one lesion.
    pub merge_rule: String,
}

/// No photograph could be measured.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("not one photograph could be measured: {} left out, the first, {}, because {}", .0.len(), first_name(.0), first_reason(.0))]
pub struct NoMaskedPhotograph(pub Vec<Skipped>);

fn first_name(skipped: &[Skipped]) -> &str {
    skipped.first().map_or("none", |skipped| &skipped.name)
}

fn first_reason(skipped: &[Skipped]) -> String {
    skipped
        .first()
        .map_or("there are none".to_owned(), |skipped| {
            skipped.reason.to_string()
        })
}

impl Configuration {
    /// The configuration of a run.
    pub fn new(
        data: String,
        folder: &LesionFolder,
        results: &LesionResults,
        manifest: &ModelManifest,
        draws: Draws,
        bootstrap: BootstrapConfig,
    ) -> Self {
        Self {
            data,
            data_sha256: results.data_sha256.clone(),
            other_masks: folder.other_masks.clone(),
            model: manifest.into(),
            draws,
            bootstrap,
            merge_rule: MERGE_RULE.to_owned(),
        }
    }
}

impl LesionReport {
    /// Computes all figures.
    ///
    /// # Errors
    /// [`NoMaskedPhotograph`].
    pub fn new(
        results: &LesionResults,
        configuration: Configuration,
    ) -> Result<Self, NoMaskedPhotograph> {
        let photographs = &results.photographs;
        if photographs.is_empty() {
            return Err(NoMaskedPhotograph(results.skipped.clone()));
        }
        let config = &configuration.bootstrap;
        let methods: BTreeMap<Method, MethodMetrics> = Method::ALL
            .map(|method| (method, figures_of(method, photographs, config)))
            .into();
        let differences: BTreeMap<Method, Difference> = Method::ALL
            .into_iter()
            .filter(|method| *method != Method::GatedMaps)
            .map(|other| {
                (
                    other,
                    difference_from(other, GOAL_BOXES, GOAL_THRESHOLD, photographs, config),
                )
            })
            .collect();
        let by_kind = |value: &dyn Fn(&[u64; KINDS]) -> [u64; KINDS]| {
            let mut sums = [0; KINDS];
            for photograph in photographs {
                for (sum, value) in sums.iter_mut().zip(value(&photograph.lesion_pixels)) {
                    *sum += value;
                }
            }
            LesionKind::ALL.into_iter().zip(sums)
        };
        Ok(Self {
            goals: goals(
                &methods[&Method::GatedMaps],
                &differences[&Method::RandomBoxes],
            ),
            n_photographs: photographs.len(),
            n_lesions: photographs
                .iter()
                .map(|photograph| photograph.lesions)
                .sum(),
            photographs_with_kind: by_kind(&|pixels| pixels.map(|pixels| u64::from(pixels > 0)))
                .map(|(kind, count)| (kind, count as usize))
                .collect(),
            lesion_pixels: by_kind(&|pixels| *pixels).collect(),
            thresholds: (0..THRESHOLDS).map(threshold).collect(),
            methods,
            differences,
            skipped_counts: counts(&results.skipped),
            skipped: results.skipped.clone(),
            configuration,
        })
    }
}

fn goals(ours: &MethodMetrics, over_random: &Difference) -> Vec<Goal> {
    let with_four = &ours.by_number[&GOAL_BOXES];
    let at_least = |goal: &str, min: f64, figure: Estimate| Goal {
        goal: goal.to_owned(),
        min,
        figure,
        reached: figure.value().is_some_and(|value| value >= min),
    };
    let above_random = |goal: &str, figure: Estimate| Goal {
        goal: goal.to_owned(),
        min: 0.0,
        figure,
        reached: figure.interval().is_some_and(|interval| interval.low > 0.0),
    };
    vec![
        at_least(
            "Four boxes find .76 of the lesions at IoM 0.3",
            GOAL_RECALL,
            with_four.recall_of_lesions[GOAL_THRESHOLD],
        ),
        at_least(
            "Four boxes cover 80 % of the lesion pixels",
            GOAL_COVERAGE,
            with_four.coverage,
        ),
        above_random(
            "They find more lesions than random boxes (difference above 0 with all of its interval)",
            over_random.recall_of_lesions,
        ),
        above_random(
            "They cover more lesion pixels than random boxes (likewise)",
            over_random.coverage,
        ),
    ]
}

fn counts(skipped: &[Skipped]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for Skipped { reason, .. } in skipped {
        let code = match reason {
            SkipReason::NoMask => "no_mask",
            SkipReason::NoLesion => "no_lesion",
            SkipReason::MaskOfAnotherSize { .. } => "mask_of_another_size",
            SkipReason::UnreadableMask { .. } => "unreadable_mask",
            SkipReason::UnusablePhotograph { .. } => "unusable_photograph",
            SkipReason::NoPhotograph => "no_photograph",
        };
        *counts.entry(code.to_owned()).or_insert(0) += 1;
    }
    counts
}
