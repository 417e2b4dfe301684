//! M-Net's heads on d_M besides that of one eye: of both eyes (paper, section 3.3), and of macular oedema.

use zoom_in_net_graph::{Graph, Linear, Operation, UnfitWeights, Weights};

use super::architecture::Architecture;
use super::description;
use crate::grade::GRADES;

/// The heads, computed here whatever engine computes M-Net: each is one small layer, and d_M is read back anyway.
#[derive(Clone, Debug)]
pub struct Heads {
    pair: LinearHead,
    oedema: LinearHead,
}

impl Heads {
    /// Of M-Net's weights.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn new(architecture: Architecture, m_net: &Weights) -> Result<Self, UnfitWeights> {
        Ok(Self {
            pair: LinearHead::new(&description::pair_head(architecture), m_net)?,
            oedema: LinearHead::new(&description::oedema_head(architecture), m_net)?,
        })
    }

    /// y_M of an eye from its d_M and that of its fellow.
    ///
    /// # Panics
    /// Where either is of another length than the network's d_M.
    pub fn logits_of_pair(&self, features: &[f32], features_of_fellow: &[f32]) -> [f64; GRADES] {
        let logits = self.pair.outputs(&[features, features_of_fellow]);
        logits.try_into().expect("the head has one logit a grade")
    }

    /// The logit of macular oedema from d_M.
    ///
    /// # Panics
    /// Where it is of another length than the network's d_M.
    pub fn oedema_logit(&self, features: &[f32]) -> f64 {
        self.oedema.outputs(&[features])[0]
    }
}

/// The one fully connected layer that a head is, on all that it reads, side by side.
#[derive(Clone, Debug)]
struct LinearHead {
    /// `[in, out]`.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl LinearHead {
    fn new(graph: &Graph, weights: &Weights) -> Result<Self, UnfitWeights> {
        let mut layers = graph.layers().iter();
        let linear: &Linear = layers
            .find_map(|layer| match &layer.operation {
                Operation::Linear(linear) => Some(linear),
                _ => None,
            })
            .expect("a head is a fully connected layer");
        Ok(Self {
            weight: weights.get(&linear.weight())?.to_vec(),
            bias: weights.get(&linear.bias())?.to_vec(),
        })
    }

    fn outputs(&self, inputs: &[&[f32]]) -> Vec<f64> {
        let mut outputs: Vec<f64> = self.bias.iter().map(|&bias| f64::from(bias)).collect();
        let rows = self.weight.chunks_exact(outputs.len());
        let values = inputs.iter().copied().flatten();
        assert_eq!(
            values.clone().count(),
            rows.len(),
            "the values that the head reads"
        );
        for (value, row) in values.zip(rows) {
            for (output, weight) in outputs.iter_mut().zip(row) {
                *output += f64::from(*value) * f64::from(*weight);
            }
        }
        outputs
    }
}

#[cfg(all(test, feature = "cpu"))]
mod tests {
    use proptest::prelude::*;
    use zoom_in_net_cpu_engine::{Input, Maps, Network};

    use super::*;

    fn drawn(length: usize, seed: u32) -> Vec<f32> {
        let mix = |index: usize| (index as u32 ^ seed).wrapping_mul(0x9E37_79B9) >> 8;
        (0..length)
            .map(|index| mix(index) as f32 / (1 << 23) as f32 - 1.0)
            .collect()
    }

    fn maps(values: &[f32]) -> Maps {
        Maps {
            images: 1,
            height: 1,
            width: 1,
            channels: values.len(),
            values: values.to_vec(),
        }
    }

    proptest! {
        /// Fails when a head is not the layer that its description says, or mixes up an eye and its fellow.
        #[test]
        fn heads_are_what_their_descriptions_say(seed: u32) {
            let architecture = Architecture::Lite;
            let graphs = [description::pair_head(architecture), description::oedema_head(architecture)];
            let mut weights = Weights::default();
            for parameter in graphs.iter().flat_map(Graph::parameters) {
                let values = drawn(parameter.shape.iter().product(), seed ^ parameter.name.len() as u32);
                weights.insert(parameter.name, &parameter.shape, values);
            }
            let heads = Heads::new(architecture, &weights).expect("all weights are there");
            let channels = architecture.map_channels();
            let [own, fellow] = [1, 2].map(|eye| drawn(channels, seed.wrapping_add(eye)));
            let by_engine = |graph: &Graph, inputs: &[Maps]| {
                let network = Network::new(graph, &weights).expect("all weights are there");
                let inputs: Vec<Input<'_>> = inputs.iter().map(Input::Maps).collect();
                network.run(&inputs, &[]).remove(0).values
            };
            let pair = by_engine(&graphs[0], &[maps(&own), maps(&fellow)]);
            let oedema = by_engine(&graphs[1], &[maps(&own)]);
            let found = heads.logits_of_pair(&own, &fellow);
            for (found, expected) in found.into_iter().zip(pair) {
                prop_assert!((found - f64::from(expected)).abs() < 1e-3, "{found} {expected}");
            }
            prop_assert!((heads.oedema_logit(&own) - f64::from(oedema[0])).abs() < 1e-3);
        }
    }
}
