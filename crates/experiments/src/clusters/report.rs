//! The report: clusters, their purity, and everything that they depend on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use zoom_in_net_evaluation::BootstrapConfig;

use super::columns::{Column, ColumnSettings, PhotographColumns};
use super::experiment::ClusterResults;
use super::grouping::{ColumnIndex, Grouping, GroupingSettings};
use super::purity::{KindPurity, purity_by_kind};
use crate::lesions::{LesionKind, Skipped};
use crate::model_used::ModelUsed;

/// Everything that the experiment says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterReport {
    /// Photographs read.
    pub n_photographs: usize,
    /// Columns clustered.
    pub n_columns: usize,
    /// Whether the exemplars had settled when the rounds ended.
    pub settled: bool,
    /// Rounds of messages.
    pub rounds: usize,
    /// By kind of lesion; absent where there are no masks.
    pub purity: Option<BTreeMap<LesionKind, KindPurity>>,
    /// Share of the clustered patches that show a kind; absent where there are no masks.
    pub share_of_patches: Option<BTreeMap<LesionKind, f64>>,
    /// Share of all positions inside the field that show a kind; absent where there are no masks.
    pub share_of_positions: Option<BTreeMap<LesionKind, f64>>,
    /// The largest first.
    pub clusters: Vec<ClusterMetrics>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// Everything that the figures depend on.
    pub configuration: Configuration,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterMetrics {
    /// Patches in it.
    pub patches: usize,
    /// Photographs that they are from.
    pub photographs: usize,
    /// The photograph that its exemplar is from.
    pub exemplar: String,
    /// Share of its patches that show a kind; absent where there are no masks.
    pub share_of_kind: Option<BTreeMap<LesionKind, f64>>,
}

/// Everything that the figures depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Configuration {
    /// Name of the folder of photographs.
    pub data: String,
    /// SHA-256 over the photographs and masks read.
    pub data_sha256: String,
    /// Photographs in the folder.
    pub photographs_given: usize,
    /// Photographs drawn of them; all, where there was room.
    pub photographs_drawn: usize,
    /// Whether there are masks of lesions.
    pub masks: bool,
    /// The model.
    #[serde(flatten)]
    pub model: ModelUsed,
    /// How many columns were taken.
    pub columns: ColumnSettings,
    /// How they were clustered.
    pub grouping: GroupingSettings,
    /// How intervals were found; its seed drew the photographs too.
    pub bootstrap: BootstrapConfig,
}

impl ClusterReport {
    /// Computes all figures.
    pub fn new(
        results: &ClusterResults,
        grouping: &Grouping,
        configuration: Configuration,
    ) -> Self {
        let photographs = &results.photographs;
        let with_masks = configuration.masks;
        let columns = || {
            photographs
                .iter()
                .flat_map(|photograph| &photograph.columns)
        };
        Self {
            n_photographs: photographs.len(),
            n_columns: columns().count(),
            settled: grouping.settled,
            rounds: grouping.rounds,
            purity: with_masks
                .then(|| purity_by_kind(photographs, grouping, &configuration.bootstrap)),
            share_of_patches: with_masks.then(|| shares(columns())),
            share_of_positions: with_masks.then(|| shares_of_positions(photographs)),
            clusters: grouping
                .clusters
                .iter()
                .map(|members| ClusterMetrics::new(members, photographs, with_masks))
                .collect(),
            skipped: results.skipped.clone(),
            configuration,
        }
    }
}

impl ClusterMetrics {
    fn new(members: &[ColumnIndex], photographs: &[PhotographColumns], with_masks: bool) -> Self {
        let columns = members
            .iter()
            .map(|&(photograph, column)| &photographs[photograph].columns[column]);
        let names: BTreeSet<usize> = members.iter().map(|(photograph, _)| *photograph).collect();
        Self {
            patches: members.len(),
            photographs: names.len(),
            exemplar: photographs[members[0].0].name.clone(),
            share_of_kind: with_masks.then(|| shares(columns)),
        }
    }
}

fn shares<'a>(columns: impl Iterator<Item = &'a Column>) -> BTreeMap<LesionKind, f64> {
    let columns: Vec<&Column> = columns.collect();
    let share = |kind: LesionKind| {
        let showing = columns
            .iter()
            .filter(|column| column.lesion_pixels[kind as usize] > 0);
        showing.count() as f64 / columns.len() as f64
    };
    LesionKind::ALL.map(|kind| (kind, share(kind))).into()
}

fn shares_of_positions(photographs: &[PhotographColumns]) -> BTreeMap<LesionKind, f64> {
    let all: usize = photographs.iter().map(|of| of.positions).sum();
    let share = |kind: LesionKind| {
        let showing: usize = photographs
            .iter()
            .map(|of| of.positions_with_kind[kind as usize])
            .sum();
        showing as f64 / all as f64
    };
    LesionKind::ALL.map(|kind| (kind, share(kind))).into()
}
