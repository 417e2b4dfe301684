//! M-Net's head of both eyes (paper, section 3.3): y_M of an eye whose fellow was photographed too.

use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{UnfitWeights, Weights};

use super::architecture::Architecture;
use super::description;
use super::interface::NotComputed;
use super::on_cpu::outputs;
use super::pixels::logits_of;
use crate::grade::GRADES;

/// The head of both eyes, computed on the processor wherever M-Net is: it is one small layer.
#[derive(Debug)]
pub struct PairHead {
    network: Network,
}

impl PairHead {
    /// Of M-Net's weights.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn new(architecture: Architecture, m_net: &Weights) -> Result<Self, UnfitWeights> {
        let network = Network::new(&description::pair_head(architecture), m_net)?;
        Ok(Self { network })
    }

    /// y_M of an eye from its d_M and that of its fellow.
    ///
    /// # Errors
    /// [`NotComputed`], where the head is another's.
    pub fn logits(
        &self,
        features: &[f32],
        features_of_fellow: &[f32],
    ) -> Result<[f32; GRADES], NotComputed> {
        let [own, fellow] = [features, features_of_fellow].map(|features| Maps {
            images: 1,
            height: 1,
            width: 1,
            channels: features.len(),
            values: features.to_vec(),
        });
        let inputs = [Input::Maps(&own), Input::Maps(&fellow)];
        let [logits] = outputs(&self.network, &inputs, &[])?;
        logits_of(&logits.values)
    }
}
