//! The report: figures of every network, what each step adds, and where they come from.

use std::collections::BTreeMap;

use serde::Serialize;
use zoom_in_net_evaluation::{
    BootstrapConfig, Estimate, EvaluationError, Metric, StageMetrics, StagePredictions, evaluate,
    paired_difference, published,
};

/// Something that grades photographs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reader {
    /// Which network.
    pub network: Network,
    /// Its seed; absent for the mean of all seeds.
    pub seed: Option<u64>,
}

/// A network of the paper's table, or the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// M-Net alone.
    MNet,
    /// M-Net and A-Net.
    MAndANet,
    /// All three, C-Net trained on and shown random regions.
    RandomRegions,
    /// All three, as in the paper.
    ZoomInNet,
}

impl Network {
    /// All, in the order of the table.
    pub const ALL: [Self; 4] = [
        Self::MNet,
        Self::MAndANet,
        Self::RandomRegions,
        Self::ZoomInNet,
    ];

    /// What it is called on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::MNet => "M-Net",
            Self::MAndANet => "M-Net + A-Net",
            Self::RandomRegions => "Random regions",
            Self::ZoomInNet => "Zoom-in-Net",
        }
    }

    /// Quadratic weighted kappa on the validation and the test part of Kaggle EyePACS, as published
    /// by Wang et al. 2017: of one network, and of three together.
    pub(super) fn published(self, together: bool) -> Option<published::Kappas> {
        match (self, together) {
            (Self::MNet, false) => Some(published::M_NET),
            (Self::MAndANet, false) => Some(published::M_A_NET),
            (Self::ZoomInNet, false) => Some(published::ZOOM_IN_NET),
            (Self::ZoomInNet, true) => Some(published::THREE_TOGETHER),
            _ => None,
        }
    }
}

/// Steps whose gain is told: the network with it, and the one without.
const STEPS: [(Network, Network); 4] = [
    (Network::MAndANet, Network::MNet),
    (Network::ZoomInNet, Network::MAndANet),
    (Network::ZoomInNet, Network::MNet),
    (Network::ZoomInNet, Network::RandomRegions),
];

/// Everything that the experiment says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EyepacsReport {
    /// Every network of every seed, and all seeds together.
    pub readers: Vec<ReaderMetrics>,
    /// What each step adds, and what several seeds add to one.
    pub gains: Vec<GainMetrics>,
    /// Everything that the figures depend on.
    pub configuration: Configuration,
}

/// One network on the test part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReaderMetrics {
    /// Which.
    #[serde(flatten)]
    pub reader: Reader,
    /// Published kappas on validation and test, where there are any.
    pub published_qwk: Option<[f64; 2]>,
    /// Its figures.
    pub figures: StageMetrics,
}

/// A paired difference on the test part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GainMetrics {
    /// With the step.
    pub of: Reader,
    /// Without it.
    pub over: Reader,
    /// In quadratic weighted kappa.
    pub qwk: Estimate,
    /// In the area under the ROC curve for referable retinopathy.
    pub referable_auc: Estimate,
}

/// Everything that the figures depend on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Configuration {
    /// The photographs.
    pub data: Vec<DatasetUsed>,
    /// The split, and its SHA-256.
    pub split: [String; 2],
    /// Patients to train, to validate and to test.
    pub patients: [usize; 3],
    /// The models, two for each seed.
    pub models: Vec<TrainedModel>,
    /// How intervals were found.
    pub bootstrap: BootstrapConfig,
}

/// A dataset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DatasetUsed {
    /// Its name.
    pub name: String,
    /// Usable photographs.
    pub n_photographs: usize,
    /// Rows and files that were not used, by kind.
    pub left_out: BTreeMap<String, usize>,
}

/// A model that was trained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrainedModel {
    /// Its seed.
    pub seed: u64,
    /// SHA-256 of each file of weights.
    pub weights: BTreeMap<String, String>,
    /// The settings that it was trained with.
    pub training: serde_json::Value,
}

impl EyepacsReport {
    /// Computes all figures.
    ///
    /// # Errors
    /// [`EvaluationError`], where there is nothing to test on or the readers saw different photographs.
    pub fn new(
        readers: &[(Reader, StagePredictions)],
        configuration: Configuration,
    ) -> Result<Self, EvaluationError> {
        let bootstrap = &configuration.bootstrap;
        let figures = readers.iter().map(|(reader, predictions)| {
            Ok(ReaderMetrics {
                reader: *reader,
                published_qwk: reader.network.published(reader.seed.is_none()),
                figures: evaluate(predictions, bootstrap)?,
            })
        });
        let figures = figures.collect::<Result<_, EvaluationError>>()?;
        Ok(Self {
            readers: figures,
            gains: gains(readers, bootstrap)?,
            configuration,
        })
    }
}

fn gains(
    readers: &[(Reader, StagePredictions)],
    bootstrap: &BootstrapConfig,
) -> Result<Vec<GainMetrics>, EvaluationError> {
    let mut gains = Vec::new();
    for (of, with) in readers {
        for (over, without) in readers {
            let step = of.seed == over.seed && STEPS.contains(&(of.network, over.network));
            let together = of.seed.is_none() && over.seed.is_some() && of.network == over.network;
            if step || together {
                gains.push(GainMetrics {
                    of: *of,
                    over: *over,
                    qwk: paired_difference(with, without, Metric::Qwk, bootstrap)?,
                    referable_auc: paired_difference(
                        with,
                        without,
                        Metric::ReferableAuc,
                        bootstrap,
                    )?,
                });
            }
        }
    }
    Ok(gains)
}
