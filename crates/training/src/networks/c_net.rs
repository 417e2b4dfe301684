//! C-Net: classifies the crops of the suspicious regions (paper, section 2.3).

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use zoom_in_net::networks::{Architecture, description};
use zoom_in_net_graph::{Graph, Operation, UnfitWeights, Value, Weights};

use super::compute::{compute, flattened, output, unflattened};
use super::front::{FrozenFront, given};
use super::layers::Layers;

/// How C-Net is computed.
#[derive(Debug)]
pub struct CNet {
    graph: Graph,
    front: Option<FrozenFront>,
}

/// What C-Net says of a batch of photographs.
#[derive(Clone, Debug)]
pub struct CNetOutput {
    /// y_C: `[photographs, 5]`.
    pub logits: Tensor<2>,
    /// What the features of a photograph's crops come to: `[photographs, channels]`.
    pub of_crops: Tensor<2>,
}

impl CNet {
    /// All of it on the device of its layers.
    pub fn new(architecture: Architecture) -> Self {
        Self {
            graph: description::c_net(architecture),
            front: None,
        }
    }

    /// With its leading layers computed by `front`, if there is one.
    pub fn with_front(self, front: Option<FrozenFront>) -> Self {
        Self { front, ..self }
    }

    /// The network.
    pub fn graph(&self) -> &Graph {
        &self.graph
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

    /// Reads the square crops of all photographs, in order, and d_M, `[photographs, map_channels]`. `crops_of` is how
    /// many crops each photograph has.
    pub fn forward(
        &self,
        layers: &Layers,
        crops: &[&RgbImage],
        crops_of: &[usize],
        features: Tensor<2>,
    ) -> CNetOutput {
        let graph = &self.graph;
        let device = features.device();
        let merged = merged(graph);
        let of_crops = if crops.is_empty() {
            // There are no tensors of no images.
            Tensor::zeros([crops_of.len(), graph.channels(merged), 1, 1], &device)
        } else {
            let crops = given(graph, self.front.as_ref(), crops, &device);
            let [of_crops] = compute(graph, layers, [crops], crops_of, [merged]);
            of_crops
        };
        let of_crops = flattened(of_crops);
        CNetOutput {
            logits: self.logits(layers, of_crops.clone(), features),
            of_crops,
        }
    }

    /// y_C, `[photographs, 5]`, from what a photograph's crops come to and d_M, `[photographs, map_channels]`.
    pub fn logits(&self, layers: &Layers, of_crops: Tensor<2>, features: Tensor<2>) -> Tensor<2> {
        let graph = &self.graph;
        let given = [
            (merged(graph), unflattened(of_crops)),
            (graph.input_value(1), unflattened(features)),
        ];
        let [logits] = compute(graph, layers, given, &[], [output(graph, "logits")]);
        flattened(logits)
    }
}

/// The maximum over each photograph's crops, which is zero where there are none.
fn merged(graph: &Graph) -> Value {
    let mut layers = graph.layers().iter();
    let merge = layers.find(|layer| layer.operation == Operation::GroupMax);
    merge.expect("C-Net merges crops").output
}
