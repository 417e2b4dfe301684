//! Random weights and maps, and the engine's outputs beside the reference's.

use proptest::prelude::*;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{Activation, Graph, Padding, Weights};

use crate::reference;

/// Numbers of channels: of less than a vector, of several, and with what is left of one.
pub fn channels() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1, 3, 5, 16, 17, 40, 64])
}

pub fn activations() -> impl Strategy<Value = Activation> {
    prop::sample::select(vec![
        Activation::Identity,
        Activation::Relu,
        Activation::Relu6,
    ])
}

pub fn paddings() -> impl Strategy<Value = Padding> {
    let explicit = (0usize..4, 0usize..4);
    prop_oneof![
        Just(Padding::Same),
        Just(Padding::VALID),
        explicit.prop_map(|(rows, columns)| Padding::Explicit { rows, columns }),
    ]
}

/// Whether a window fits on maps of these sides.
pub fn fits(sides: [usize; 2], kernel: [usize; 2], padding: Padding) -> bool {
    match padding {
        Padding::Same => true,
        Padding::Explicit { rows, columns } => {
            sides[0] + 2 * rows >= kernel[0] && sides[1] + 2 * columns >= kernel[1]
        }
    }
}

/// A generator of numbers between −1 and 1.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> f32 {
        // Knuth's multiplier; the upper bits are the random ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// For every parameter of a graph, small enough that the maps do not grow.
    pub fn weights(&mut self, graph: &Graph) -> Weights {
        let mut weights = Weights::default();
        for parameter in graph.parameters() {
            let count: usize = parameter.shape.iter().product();
            let of_filter = count.div_ceil(parameter.shape[0]) as f32;
            let scale = (3.0 / of_filter).sqrt();
            let values = (0..count).map(|_| self.next() * scale).collect();
            weights.insert(parameter.name, &parameter.shape, values);
        }
        weights
    }

    pub fn maps(&mut self, images: usize, [height, width]: [usize; 2], channels: usize) -> Maps {
        let count = images * height * width * channels;
        Maps {
            images,
            height,
            width,
            channels,
            values: (0..count).map(|_| 4.0 * self.next()).collect(),
        }
    }

    /// Bytes of an RGB image.
    pub fn rgb(&mut self, [height, width]: [usize; 2]) -> Vec<u8> {
        let count = height * width * 3;
        (0..count)
            .map(|_| (127.5 + 127.5 * self.next()) as u8)
            .collect()
    }
}

/// Runs a graph with random weights, and holds its outputs to the reference.
pub fn check(
    graph: &Graph,
    random: &mut Random,
    inputs: &[Input<'_>],
    groups: &[usize],
) -> Result<(), TestCaseError> {
    let weights = random.weights(graph);
    let network = Network::new(graph, &weights).expect("all weights are there");
    let outputs = network.run(inputs, groups);
    let expected = reference::run(graph, &weights, inputs, groups);
    prop_assert_eq!(outputs.len(), expected.len());
    for (maps, exact) in outputs.iter().zip(&expected) {
        let shape = [maps.images, maps.height, maps.width, maps.channels];
        prop_assert_eq!(
            shape,
            [exact.images, exact.height, exact.width, exact.channels]
        );
        prop_assert_eq!(maps.values.len(), exact.values.len());
        for (at, (&value, &exact)) in maps.values.iter().zip(&exact.values).enumerate() {
            let difference = (f64::from(value) - exact).abs();
            prop_assert!(
                difference <= 1e-4 * exact.abs().max(1.0),
                "{value} for {exact} at {at}"
            );
        }
    }
    Ok(())
}
