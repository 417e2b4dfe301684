//! Random shapes, weights and maps.

use half::f16;
use proptest::prelude::*;
use zoom_in_net_cpu_engine::Maps;
use zoom_in_net_graph::{Activation, Graph, Padding, Weights};

/// Numbers of channels: of less than a quad, of several, with what is left of one, and of more than a tile.
pub fn channels() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1, 3, 4, 5, 16, 17, 40, 100])
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

pub fn sides() -> impl Strategy<Value = [usize; 2]> {
    [1usize..14, 1usize..14]
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

    /// For every parameter of a graph, representable in half precision, and small enough that the maps do not grow.
    pub fn weights(&mut self, graph: &Graph) -> Weights {
        let mut weights = Weights::default();
        for parameter in graph.parameters() {
            let count: usize = parameter.shape.iter().product();
            let of_filter = count.div_ceil(parameter.shape[0]) as f32;
            let scale = (3.0 / of_filter).sqrt();
            let values = (0..count).map(|_| f16::from_f32(self.next() * scale).to_f32());
            weights.insert(parameter.name, &parameter.shape, values.collect());
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

    /// Bytes of an RGB image of so many rows and columns.
    pub fn rgb(&mut self, [height, width]: [usize; 2]) -> Vec<u8> {
        let bytes = (0..3 * height * width).map(|_| (127.5 + 127.5 * self.next()) as u8);
        bytes.collect()
    }
}
