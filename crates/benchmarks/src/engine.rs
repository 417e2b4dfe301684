//! What is computed, and by what.

use anyhow::Result;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use zoom_in_net::preparation::PreparedPhotograph;

/// What computes the networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Burn's backend for the processor.
    Burn,
    /// ONNX Runtime.
    OnnxRuntime,
}

impl EngineName {
    /// As the command line calls it.
    pub fn argument(self) -> &'static str {
        match self {
            Self::Burn => "burn",
            Self::OnnxRuntime => "onnx-runtime",
        }
    }
}

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// From the decoded photograph to the images.
    Preparation,
    /// M-Net on one input.
    MNet,
    /// A-Net on one M.
    ANet,
    /// C-Net on all crops of one photograph.
    CNet,
    /// All of these and the search for regions, as a person waits for it.
    Screening,
}

impl Task {
    /// In the order of a screening.
    pub const ALL: [Self; 5] = [
        Self::Preparation,
        Self::MNet,
        Self::ANet,
        Self::CNet,
        Self::Screening,
    ];
}

/// One way to compute the networks; it holds the inputs of each.
pub trait Engine {
    /// y_M of the prepared photograph's input.
    fn m_net(&mut self) -> Result<Vec<f32>>;
    /// y_A of that photograph's M.
    fn a_net(&mut self) -> Result<Vec<f32>>;
    /// y_C of that photograph's crops.
    fn c_net(&mut self) -> Result<Vec<f32>>;
    /// y of a photograph just prepared.
    fn screen(&mut self, prepared: &PreparedPhotograph) -> Result<Vec<f32>>;
}
