//! M-Net: grades the whole photograph (paper, section 2.1).

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use zoom_in_net::networks::{Architecture, description};
use zoom_in_net_graph::{Graph, UnfitWeights, Value, Weights};

use super::compute::{compute, flattened, output, unflattened};
use super::front::{FrozenFront, given};
use super::layers::Layers;

/// How M-Net is computed, with its head of one eye, that of both, and that of macular oedema.
#[derive(Debug)]
pub struct MNet {
    graph: Graph,
    pair_head: Graph,
    oedema_head: Graph,
    front: Option<FrozenFront>,
}

/// What M-Net says of a batch of photographs.
#[derive(Clone, Debug)]
pub struct MNetOutput {
    /// M: `[photographs, map_channels, height, width]`.
    pub maps: Tensor<4>,
    /// What A-Net reads: `[photographs, channels, height, width]`.
    pub attended_maps: Tensor<4>,
    /// d_M: `[photographs, map_channels]`.
    pub features: Tensor<2>,
    /// y_M by the head of one eye: `[photographs, 5]`.
    pub logits: Tensor<2>,
}

impl MNet {
    /// All of it on the device of its layers.
    pub fn new(architecture: Architecture) -> Self {
        Self {
            graph: description::m_net(architecture),
            pair_head: description::pair_head(architecture),
            oedema_head: description::oedema_head(architecture),
            front: None,
        }
    }

    /// With its leading layers computed by `front`, if there is one.
    pub fn with_front(self, front: Option<FrozenFront>) -> Self {
        Self { front, ..self }
    }

    /// The network without the heads of both eyes and of macular oedema.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// What A-Net reads, among the values of [`MNet::graph`].
    pub fn attended(&self) -> Value {
        output(&self.graph, "attended_maps")
    }

    /// Random weights.
    pub fn init(&self, device: &Device) -> Layers {
        Layers::init(&self.graphs(), device)
    }

    /// Weights whose batch norms are folded.
    ///
    /// # Errors
    /// [`UnfitWeights`].
    pub fn of_weights(&self, weights: &Weights, device: &Device) -> Result<Layers, UnfitWeights> {
        Layers::of_weights(&self.graphs(), weights, device)
    }

    fn graphs(&self) -> [&Graph; 3] {
        [&self.graph, &self.pair_head, &self.oedema_head]
    }

    /// Reads square input images.
    pub fn forward(&self, layers: &Layers, images: &[&RgbImage], device: &Device) -> MNetOutput {
        let given = given(&self.graph, self.front.as_ref(), images, device);
        let wanted = ["maps", "attended_maps", "features", "logits"];
        let wanted = wanted.map(|name| output(&self.graph, name));
        let [maps, attended_maps, features, logits] =
            compute(&self.graph, layers, [given], &[], wanted);
        MNetOutput {
            maps,
            attended_maps,
            features: flattened(features),
            logits: flattened(logits),
        }
    }

    /// What A-Net reads of square input images: `[photographs, channels, height, width]`.
    pub fn attended_maps(
        &self,
        layers: &Layers,
        images: &[&RgbImage],
        device: &Device,
    ) -> Tensor<4> {
        let given = given(&self.graph, self.front.as_ref(), images, device);
        let [maps] = compute(&self.graph, layers, [given], &[], [self.attended()]);
        maps
    }

    /// y_M of eyes whose fellows were photographed too: d_M of both, each `[eyes, map_channels]` → `[eyes, 5]`.
    pub fn logits_of_pair(
        &self,
        layers: &Layers,
        features: Tensor<2>,
        features_of_fellow: Tensor<2>,
    ) -> Tensor<2> {
        let graph = &self.pair_head;
        let given = [
            (graph.input_value(0), unflattened(features)),
            (graph.input_value(1), unflattened(features_of_fellow)),
        ];
        let [logits] = compute(graph, layers, given, &[], [output(graph, "logits")]);
        flattened(logits)
    }

    /// The logit of macular oedema: d_M, `[eyes, map_channels]` → `[eyes, 1]`.
    pub fn oedema_logit(&self, layers: &Layers, features: Tensor<2>) -> Tensor<2> {
        let graph = &self.oedema_head;
        let given = [(graph.input_value(0), unflattened(features))];
        let [logit] = compute(graph, layers, given, &[], [output(graph, "logit")]);
        flattened(logit)
    }
}
