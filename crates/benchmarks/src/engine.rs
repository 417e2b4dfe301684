//! What is computed, and by what.

use anyhow::Result;
use clap::ValueEnum;
use pollster::block_on;
use serde::{Deserialize, Serialize};
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::composition::{self, Attended};
use zoom_in_net::networks::regions::find_regions;
use zoom_in_net::networks::{CropsOfPhotograph, Networks};
use zoom_in_net::preparation::PreparedPhotograph;

use crate::onnx_networks::Pool;
use crate::photograph::{Sample, regions};

/// What computes the networks: this project's engine, or ONNX Runtime with one of its ways to wait for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// This project's engine for the processor.
    Ours,
    /// One pool of threads for all three sessions; idle threads spin before they sleep.
    OnnxSharedSpinning,
    /// One pool of threads for all three sessions; idle threads sleep at once.
    OnnxSharedSleeping,
    /// A pool for each session, whose idle threads spin: ONNX Runtime's default.
    OnnxOwnSpinning,
    /// A pool for each session, whose idle threads sleep at once.
    OnnxOwnSleeping,
}

impl EngineName {
    /// All that can differ with so many threads. A single thread needs no pool, so that ONNX Runtime's settings are one.
    pub fn all(threads: usize) -> &'static [Self] {
        match threads {
            1 => &[Self::Ours, Self::OnnxOwnSpinning],
            _ => Self::value_variants(),
        }
    }

    /// ONNX Runtime's threads; `None` for this project's engine.
    pub fn pool(self) -> Option<Pool> {
        let (shared, spinning) = match self {
            Self::Ours => return None,
            Self::OnnxSharedSpinning => (true, true),
            Self::OnnxSharedSleeping => (true, false),
            Self::OnnxOwnSpinning => (false, true),
            Self::OnnxOwnSleeping => (false, false),
        };
        Some(Pool { shared, spinning })
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
    /// A-Net on one M, with its gate.
    ANet,
    /// The search for regions in the gated maps.
    Search,
    /// C-Net on all crops of one photograph, which are cut for it.
    CNet,
    /// All of these in one go, as a person waits for it.
    Screening,
}

impl Task {
    /// The parts of a screening, in its order.
    pub const PARTS: [Self; 5] = [
        Self::Preparation,
        Self::MNet,
        Self::ANet,
        Self::Search,
        Self::CNet,
    ];

    /// The parts, then the whole.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::PARTS.into_iter().chain([Self::Screening])
    }
}

/// One way to compute the networks, with the inputs of each. What is returned is compared between engines.
pub trait Engine {
    /// M, d_M and y_M of the prepared photograph's input, which stay where they are.
    fn m_net(&mut self) -> Result<Vec<f32>>;
    /// y_M, and y_A of that photograph's M.
    fn a_net(&mut self) -> Result<Vec<f32>>;
    /// The corners of that photograph's regions.
    fn search(&mut self) -> Result<Vec<f32>>;
    /// y_C of that photograph's crops.
    fn c_net(&mut self) -> Result<Vec<f32>>;
    /// y of a photograph just prepared.
    fn screen(&mut self, prepared: &PreparedPhotograph) -> Result<Vec<f32>>;
}

/// The composition of a screening on any networks.
pub struct ComposedEngine<'a, N: Networks> {
    networks: N,
    m: N::OnDevice,
    attended: Attended,
    sample: &'a Sample,
}

impl<'a, N: Networks> ComposedEngine<'a, N> {
    /// Computes M and the gated maps once, for the parts that read them.
    pub fn new(networks: N, sample: &'a Sample) -> Result<Self> {
        let photographs = [&sample.prepared];
        let (m, attended) = block_on(composition::attend(&networks, &photographs, |_| {}))?;
        let [attended] = attended
            .try_into()
            .expect("one photograph gives one result");
        Ok(Self {
            networks,
            m,
            attended,
            sample,
        })
    }
}

impl<N: Networks> Engine for ComposedEngine<'_, N> {
    fn m_net(&mut self) -> Result<Vec<f32>> {
        self.m = block_on(self.networks.m_net(&[&self.sample.prepared.input]))?;
        Ok(Vec::new())
    }

    fn a_net(&mut self) -> Result<Vec<f32>> {
        let read = block_on(self.networks.a_net(&self.m))?;
        let in_field: Vec<bool> = self
            .sample
            .prepared
            .positions_in_field(read[0].side, 0.0)
            .collect();
        let gated = composition::gate(&read[0], &in_field);
        Ok([read[0].m_net_logits, gated.logits].concat())
    }

    fn search(&mut self) -> Result<Vec<f32>> {
        let found = find_regions(&self.attended.maps, &self.sample.prepared, &regions());
        let corners = found.iter().map(|region| region.box_in_high_resolution.min);
        Ok(corners
            .flat_map(|corner| [corner.x as f32, corner.y as f32])
            .collect())
    }

    fn c_net(&mut self) -> Result<Vec<f32>> {
        let crops = CropsOfPhotograph {
            high_resolution: &self.sample.prepared.high_resolution,
            boxes: self.sample.boxes.clone(),
        };
        Ok(block_on(self.networks.c_net(&self.m, &[crops]))?.concat())
    }

    fn screen(&mut self, prepared: &PreparedPhotograph) -> Result<Vec<f32>> {
        let photographs = [prepared];
        let settings = regions();
        let read = composition::read(&self.networks, &photographs, &settings, |_| {});
        let reading = &block_on(read)?[0];
        let sum = |grade| reading.m_net[grade] + reading.a_net[grade] + reading.c_net[grade];
        Ok((0..GRADES).map(|grade| sum(grade) as f32).collect())
    }
}
