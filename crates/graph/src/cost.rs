//! What a layer costs at the least, whatever computes it.

use crate::graph::{Graph, Layer};
use crate::layer::Operation;
use crate::shape::Shape;

/// Operations and values of one layer on one image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Floating-point operations; a multiplication and an addition are two.
    pub operations: usize,
    /// Values of maps that are read and written.
    pub values: usize,
    /// Parameters that are read, once for a whole batch.
    pub parameters: usize,
}

impl Graph {
    /// The cost of a layer, where `shapes` are those of [`Graph::shapes`].
    pub fn cost(&self, layer: &Layer, shapes: &[Shape]) -> Cost {
        let output = shapes[layer.output.index()];
        let input = shapes[layer.inputs[0].index()];
        let operations = match &layer.operation {
            Operation::Convolution(convolution) => {
                let of_filter: usize = convolution.weight().shape[1..].iter().product();
                2 * output.values() * of_filter
            }
            Operation::Linear(linear) => 2 * linear.channels[0] * output.values(),
            Operation::Pool(pool) => output.values() * pool.kernel * pool.kernel,
            Operation::GlobalAverage | Operation::GroupMax => input.values(),
            Operation::Concatenate => 0,
        };
        let read: usize = layer
            .inputs
            .iter()
            .map(|input| shapes[input.index()].values())
            .sum();
        let parameters = layer.operation.parameters();
        Cost {
            operations,
            values: read + output.values(),
            parameters: parameters
                .iter()
                .map(|parameter| parameter.shape.iter().product::<usize>())
                .sum(),
        }
    }
}
