//! The report of an evaluation: all stages, all datasets, the gains, and where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bootstrap::BootstrapConfig;
use crate::both_eyes::BothEyes;
use crate::cohort::Metric;
use crate::interval::Estimate;
use crate::oedema::OedemaMetrics;
use crate::prediction::{EvaluationError, StagePredictions};
use crate::stage_metrics::{StageMetrics, evaluate, paired_difference};

/// Something for each of the three stages. In JSON, what is for the whole network stands at the top level.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stages<T> {
    /// The whole network: the logits of M-Net, A-Net and C-Net added.
    #[serde(flatten)]
    pub whole: T,
    /// M-Net alone.
    pub m_net: T,
    /// M-Net and A-Net.
    pub m_a_net: T,
}

impl<T> Stages<T> {
    /// The stages with their names, the whole network first.
    pub fn named(&self) -> [(&'static str, &T); 3] {
        [
            ("Zoom-in-Net", &self.whole),
            ("M-Net + A-Net", &self.m_a_net),
            ("M-Net", &self.m_net),
        ]
    }

    /// Something else for each stage.
    ///
    /// # Errors
    /// Those of `f`.
    pub fn try_map<U>(
        &self,
        mut f: impl FnMut(&T) -> Result<U, EvaluationError>,
    ) -> Result<Stages<U>, EvaluationError> {
        Ok(Stages {
            whole: f(&self.whole)?,
            m_net: f(&self.m_net)?,
            m_a_net: f(&self.m_a_net)?,
        })
    }
}

/// What one stage gains over another, as paired differences.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// The difference in quadratic weighted kappa of the grades.
    pub qwk: Estimate,
    /// The difference in the area under the ROC curve for referable retinopathy.
    pub referable_auc: Estimate,
}

/// What each step of the network adds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gains {
    /// Attention, over M-Net alone.
    pub m_a_net_over_m_net: Gain,
    /// Zooming in, over M-Net and A-Net.
    pub whole_over_m_a_net: Gain,
    /// Both together, over M-Net alone.
    pub whole_over_m_net: Gain,
}

impl Gain {
    /// What `a` gains over `b`.
    pub(crate) fn of(
        a: &StagePredictions,
        b: &StagePredictions,
        config: &BootstrapConfig,
    ) -> Result<Self, EvaluationError> {
        let of = |metric| paired_difference(a, b, metric, config);
        Ok(Self {
            qwk: of(Metric::Qwk)?,
            referable_auc: of(Metric::ReferableAuc)?,
        })
    }
}

impl Gains {
    /// The gains with their names.
    pub fn named(&self) -> [(&'static str, &Gain); 3] {
        [
            ("M-Net + A-Net over M-Net", &self.m_a_net_over_m_net),
            ("Zoom-in-Net over M-Net + A-Net", &self.whole_over_m_a_net),
            ("Zoom-in-Net over M-Net", &self.whole_over_m_net),
        ]
    }

    fn new(
        stages: &Stages<StagePredictions>,
        config: &BootstrapConfig,
    ) -> Result<Self, EvaluationError> {
        let gain = |a, b| Gain::of(a, b, config);
        Ok(Self {
            m_a_net_over_m_net: gain(&stages.m_a_net, &stages.m_net)?,
            whole_over_m_a_net: gain(&stages.whole, &stages.m_a_net)?,
            whole_over_m_net: gain(&stages.whole, &stages.m_net)?,
        })
    }
}

/// What is needed to say where figures come from, and to compute them again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The SHA-256 of each file of weights, by the file's name.
    pub weights: BTreeMap<String, String>,
    /// The settings of the training and the evaluation.
    pub config: serde_json::Value,
    /// How many rows or files of each dataset could not be used, by kind.
    pub dataset_problems: BTreeMap<String, BTreeMap<String, usize>>,
    /// Which split of the patients was used.
    pub split: String,
    /// Which part of the split is reported on.
    pub part: String,
    /// When the evaluation was run.
    pub date: Option<String>,
}

/// All figures of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluationReport {
    /// The figures over all datasets.
    #[serde(flatten)]
    pub metrics: Stages<StageMetrics>,
    /// The figures within each dataset, by its name.
    pub by_dataset: BTreeMap<String, Stages<StageMetrics>>,
    /// What each step of the network adds, over all datasets.
    pub gains: Gains,
    /// What both eyes add, where there are patients with both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub both_eyes: Option<Stages<BothEyes>>,
    /// Macular oedema, where it was judged and is assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oedema: Option<OedemaMetrics>,
    /// How the intervals were computed.
    pub bootstrap: BootstrapConfig,
    /// Where the figures come from.
    pub provenance: Provenance,
}

impl EvaluationReport {
    /// Computes all figures.
    ///
    /// # Errors
    ///
    /// As for [`evaluate`], and if the stages were not evaluated on the same photographs.
    pub fn new(
        stages: &Stages<StagePredictions>,
        config: &BootstrapConfig,
        provenance: Provenance,
    ) -> Result<Self, EvaluationError> {
        // First, for it is here that stages with other photographs are refused.
        let gains = Gains::new(stages, config)?;
        let metrics = stages.try_map(|stage| evaluate(stage, config))?;
        let datasets: BTreeSet<&str> = stages
            .whole
            .predictions
            .iter()
            .map(|prediction| prediction.dataset.as_str())
            .collect();
        let mut by_dataset = BTreeMap::new();
        for dataset in datasets {
            let within = stages.try_map(|stage| evaluate(&of_dataset(stage, dataset), config))?;
            by_dataset.insert(dataset.to_owned(), within);
        }
        Ok(Self {
            metrics,
            by_dataset,
            gains,
            both_eyes: None,
            oedema: None,
            bootstrap: *config,
            provenance,
        })
    }
}

fn of_dataset(stage: &StagePredictions, dataset: &str) -> StagePredictions {
    stage.only(|prediction| prediction.dataset == dataset)
}
