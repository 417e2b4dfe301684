//! A graph computed on tensors `[images, channels, height, width]`.

use burn::nn::PaddingConfig2d;
use burn::nn::pool::{AvgPool2dConfig, MaxPool2dConfig};
use burn::tensor::Tensor;
use zoom_in_net_graph::{Activation, Convolution, Graph, Linear, Operation, Pool, PoolKind, Value};

use super::conv_norm::activate;
use super::layers::{LayerModule, Layers};

/// A value of a graph: `[images, channels, height, width]`.
pub type Given = (Value, Tensor<4>);

/// The values of `graph` that are `wanted`, from those that are `given`: its inputs, or what some of its layers make.
/// Nothing else is computed than what they need. `groups` are the images of each group.
///
/// # Panics
/// Where what is wanted needs an input that is not given, or a layer that is not among `layers`.
pub fn compute<const N: usize>(
    graph: &Graph,
    layers: &Layers,
    given: impl IntoIterator<Item = Given>,
    groups: &[usize],
    wanted: [Value; N],
) -> [Tensor<4>; N] {
    let mut values: Vec<Option<Tensor<4>>> = vec![None; graph.value_count()];
    for (value, tensor) in given {
        values[value.index()] = Some(tensor);
    }
    let last_reader = last_readers(graph, &values, &wanted);
    for (index, layer) in graph.layers().iter().enumerate() {
        let output = layer.output.index();
        if last_reader[output].is_none() || values[output].is_some() {
            continue;
        }
        let inputs = layer.inputs.iter().map(|input| {
            let value = values[input.index()].clone();
            value.expect("every input is given, and layers come after those that they read")
        });
        let inputs: Vec<Tensor<4>> = inputs.collect();
        // A tensor that nothing else holds is computed in place.
        for input in &layer.inputs {
            if last_reader[input.index()] == Some(Reader::Layer(index)) {
                values[input.index()] = None;
            }
        }
        values[output] = Some(output_of(&layer.operation, layers, inputs, groups));
    }
    wanted.map(|value| {
        let value = values[value.index()].clone();
        value.expect("what is wanted is computed")
    })
}

/// What reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// The layer of this index.
    Layer(usize),
    /// Whoever wanted it.
    Caller,
}

/// The last reader of each value; `None` for one that nobody needs.
fn last_readers(
    graph: &Graph,
    given: &[Option<Tensor<4>>],
    wanted: &[Value],
) -> Vec<Option<Reader>> {
    let mut last = vec![None; given.len()];
    for value in wanted {
        last[value.index()] = Some(Reader::Caller);
    }
    for (index, layer) in graph.layers().iter().enumerate().rev() {
        let output = layer.output.index();
        if last[output].is_none() || given[output].is_some() {
            continue;
        }
        for input in &layer.inputs {
            last[input.index()].get_or_insert(Reader::Layer(index));
        }
    }
    last
}

fn output_of(
    operation: &Operation,
    layers: &Layers,
    inputs: Vec<Tensor<4>>,
    groups: &[usize],
) -> Tensor<4> {
    let mut inputs = inputs.into_iter();
    let x = inputs.next().expect("every layer reads something");
    match operation {
        Operation::Convolution(convolution) => convolved(convolution, layers, x, inputs.next()),
        Operation::Linear(linear) => multiplied(linear, layers, x),
        Operation::Pool(pool) => pooled(pool, x),
        Operation::GlobalAverage => global_average(x),
        Operation::GroupMax => group_max(x, groups),
        Operation::Concatenate => Tensor::cat(std::iter::once(x).chain(inputs).collect(), 1),
    }
}

fn convolved(
    convolution: &Convolution,
    layers: &Layers,
    x: Tensor<4>,
    shortcut: Option<Tensor<4>>,
) -> Tensor<4> {
    let forward = |activation| match module(layers, &convolution.name) {
        LayerModule::ConvNorm(layer) => layer.forward(activation, x),
        LayerModule::Convolution(layer) => activate(activation, layer.forward(x)),
        LayerModule::Linear(_) => unreachable!("{} is no convolution", convolution.name),
    };
    let Some(shortcut) = shortcut else {
        return forward(convolution.activation);
    };
    let change = forward(Activation::Identity);
    let change = match convolution.scale {
        1.0 => change,
        scale => change * scale,
    };
    activate(convolution.activation, shortcut + change)
}

/// `[images, in, 1, 1]` → `[images, out, 1, 1]`.
fn multiplied(linear: &Linear, layers: &Layers, x: Tensor<4>) -> Tensor<4> {
    let LayerModule::Linear(layer) = module(layers, &linear.name) else {
        unreachable!("{} is a fully connected layer", linear.name)
    };
    unflattened(layer.forward(flattened(x)))
}

fn module<'a>(layers: &'a Layers, name: &str) -> &'a LayerModule {
    let module = layers.find(name);
    module.unwrap_or_else(|| panic!("the network has no layer {name}"))
}

fn pooled(pool: &Pool, x: Tensor<4>) -> Tensor<4> {
    let &Pool {
        kind,
        kernel,
        stride,
        padding,
    } = pool;
    let padding = match padding {
        0 => PaddingConfig2d::Valid,
        zeros => PaddingConfig2d::Explicit(zeros, zeros, zeros, zeros),
    };
    match kind {
        PoolKind::Average { count_padding } => AvgPool2dConfig::new([kernel; 2])
            .with_strides([stride; 2])
            .with_padding(padding)
            .with_count_include_pad(count_padding)
            .init()
            .forward(x),
        PoolKind::Max => MaxPool2dConfig::new([kernel; 2])
            .with_strides([stride; 2])
            .with_padding(padding)
            .init()
            .forward(x),
    }
}

/// `[images, channels, height, width]` → `[images, channels, 1, 1]`.
fn global_average(x: Tensor<4>) -> Tensor<4> {
    unflattened(x.flatten::<3>(2, 3).mean_dim(2).squeeze_dim(2))
}

/// `[images, channels, height, width]` → `[groups, channels, height, width]`.
fn group_max(x: Tensor<4>, groups: &[usize]) -> Tensor<4> {
    let [_, channels, height, width] = x.dims();
    let mut first = 0;
    let max_of_groups = groups.iter().map(|&images| {
        if images == 0 {
            return Tensor::zeros([1, channels, height, width], &x.device());
        }
        first += images;
        x.clone().narrow(0, first - images, images).max_dim(0)
    });
    Tensor::cat(max_of_groups.collect(), 0)
}

/// `[images, channels, 1, 1]` → `[images, channels]`.
pub fn flattened(x: Tensor<4>) -> Tensor<2> {
    let [images, channels, _, _] = x.dims();
    x.reshape([images, channels])
}

/// `[images, channels]` → `[images, channels, 1, 1]`.
pub fn unflattened(x: Tensor<2>) -> Tensor<4> {
    let [images, channels] = x.dims();
    x.reshape([images, channels, 1, 1])
}

/// The output of this name.
pub fn output(graph: &Graph, name: &str) -> Value {
    let value = graph.output_value(name);
    value.unwrap_or_else(|| panic!("the network has no output {name}"))
}
