//! The two configurations, which share every line but the backbones and the widths.

use serde::{Deserialize, Serialize};

/// Which backbones the networks are built on, and what A-Net reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// The paper's: Inception-ResNet-v2 for M-Net, Inception-v3 for C-Net, 1024 map channels.
    Paper,
    /// For the browser: EfficientNet-Lite0 for M-Net and C-Net, 256 map channels; A-Net reads finer maps than M.
    Lite,
}

impl Architecture {
    /// Channels of M and of d_M.
    pub fn map_channels(self) -> usize {
        match self {
            Self::Paper => 1024,
            Self::Lite => 256,
        }
    }
}
