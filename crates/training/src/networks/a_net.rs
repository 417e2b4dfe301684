//! A-Net: which positions made the photograph suspicious (paper, section 2.2).

use burn::tensor::{Device, Tensor};
use zoom_in_net::networks::{Architecture, description};
use zoom_in_net_graph::{Graph, UnfitWeights, Weights};

use super::compute::{compute, output};
use super::gate::{ANetOutput, gate};
use super::layers::Layers;

/// How A-Net is computed.
#[derive(Debug)]
pub struct ANet {
    graph: Graph,
}

impl ANet {
    /// All of it on the device of its layers.
    pub fn new(architecture: Architecture) -> Self {
        Self {
            graph: description::a_net(architecture),
        }
    }

    /// Random weights.
    pub fn init(&self, device: &Device) -> Layers {
        Layers::init(&[&self.graph], device)
    }

    /// Weights whose batch norms are folded.
    ///
    /// # Errors
    /// [`UnfitWeights`].
    pub fn of_weights(&self, weights: &Weights, device: &Device) -> Result<Layers, UnfitWeights> {
        Layers::of_weights(&[&self.graph], weights, device)
    }

    /// M-Net's `attended_maps`, `[photographs, channels, height, width]` → S and the logits of A, both
    /// `[photographs, 5, height, width]`.
    pub fn scores_and_attention_logits(&self, layers: &Layers, maps: Tensor<4>) -> [Tensor<4>; 2] {
        let given = (self.graph.input_value(0), maps);
        let wanted = ["scores", "attention_logits"].map(|name| output(&self.graph, name));
        compute(&self.graph, layers, [given], &[], wanted)
    }

    /// M-Net's `attended_maps`, `[photographs, channels, height, width]` → A, G and y_A, where `beyond_field` is what
    /// [`beyond_field`](super::gate::beyond_field) makes.
    pub fn forward(&self, layers: &Layers, maps: Tensor<4>, beyond_field: Tensor<4>) -> ANetOutput {
        let [scores, attention_logits] = self.scores_and_attention_logits(layers, maps);
        gate(scores, attention_logits + beyond_field)
    }
}
