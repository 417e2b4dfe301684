//! What a stage gains by M-Net seeing the fellow eye too.

use serde::{Deserialize, Serialize};

use crate::bootstrap::BootstrapConfig;
use crate::prediction::{EvaluationError, StagePredictions};
use crate::report::Gain;
use crate::stage_metrics::{StageMetrics, evaluate};

/// A stage with either of M-Net's heads on the same photographs: those of patients whose eyes were both photographed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BothEyes {
    /// By the head that sees one eye.
    pub one_eye: StageMetrics,
    /// By the head that sees both.
    pub both_eyes: StageMetrics,
    /// Both over one.
    pub gain: Gain,
}

impl BothEyes {
    /// Computes the figures. Of `one_eye`, only the photographs of `both_eyes` count.
    ///
    /// # Errors
    ///
    /// As for [`evaluate`], and if a photograph of `both_eyes` is not among those of `one_eye`.
    pub fn new(
        one_eye: &StagePredictions,
        both_eyes: &StagePredictions,
        config: &BootstrapConfig,
    ) -> Result<Self, EvaluationError> {
        let of_pairs: std::collections::HashSet<_> = both_eyes
            .predictions
            .iter()
            .map(|prediction| (&prediction.dataset, &prediction.photograph))
            .collect();
        let one_eye = one_eye
            .only(|prediction| of_pairs.contains(&(&prediction.dataset, &prediction.photograph)));
        Ok(Self {
            gain: Gain::of(both_eyes, &one_eye, config)?,
            one_eye: evaluate(&one_eye, config)?,
            both_eyes: evaluate(both_eyes, config)?,
        })
    }
}
