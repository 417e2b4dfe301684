//! What M-Net gains by seeing the fellow eye too.

use serde::{Deserialize, Serialize};

use crate::bootstrap::BootstrapConfig;
use crate::prediction::{EvaluationError, StagePredictions};
use crate::report::Gain;
use crate::stage_figures::{StageFigures, evaluate};

/// M-Net's two heads on the same photographs: those of patients whose eyes were both photographed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BothEyes {
    /// By the head that sees one eye.
    pub one_eye: StageFigures,
    /// By the head that sees both.
    pub both_eyes: StageFigures,
    /// Both over one.
    pub gain: Gain,
}

impl BothEyes {
    /// Computes the figures. Of `m_net`, only the photographs of `both_eyes` count.
    ///
    /// # Errors
    ///
    /// As for [`evaluate`], and if a photograph of `both_eyes` is not among those of `m_net`.
    pub fn new(
        m_net: &StagePredictions,
        both_eyes: &StagePredictions,
        config: &BootstrapConfig,
    ) -> Result<Self, EvaluationError> {
        let of_pairs: std::collections::HashSet<_> = both_eyes
            .predictions
            .iter()
            .map(|prediction| (&prediction.dataset, &prediction.photograph))
            .collect();
        let one_eye = StagePredictions {
            predictions: m_net
                .predictions
                .iter()
                .filter(|prediction| {
                    of_pairs.contains(&(&prediction.dataset, &prediction.photograph))
                })
                .cloned()
                .collect(),
            decision: m_net.decision,
        };
        Ok(Self {
            gain: Gain::of(both_eyes, &one_eye, config)?,
            one_eye: evaluate(&one_eye, config)?,
            both_eyes: evaluate(both_eyes, config)?,
        })
    }
}
