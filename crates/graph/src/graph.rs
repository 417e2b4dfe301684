//! A network: inputs, layers in the order in which they are computed, and outputs.

use serde::Serialize;

use crate::layer::{Convolution, Count, Linear, Operation, Pool};
use crate::shape::{Shape, Span};
use crate::weights::{Parameter, UnfitWeights, Weights};

/// A value of a graph: first its inputs, then what each layer makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Value(usize);

impl Value {
    /// Its place among the values of its graph.
    pub fn index(self) -> usize {
        self.0
    }
}

/// What an input holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InputContent {
    /// 8-bit RGB images, of which the network reads (value − mean) / scale.
    Pixels {
        /// What is subtracted.
        mean: f32,
        /// What is then divided by.
        scale: f32,
    },
    /// Maps that another network made.
    Maps {
        /// Their channels.
        channels: usize,
    },
}

/// Something that a network is given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub content: InputContent,
    /// How many there are in a batch.
    pub count: Count,
}

/// A layer and what it reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layer {
    /// What it computes.
    #[serde(flatten)]
    pub operation: Operation,
    /// What it reads; a convolution's second input is its shortcut.
    pub inputs: Vec<Value>,
    /// What it makes.
    pub output: Value,
}

/// Something that a network gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// What it is called.
    pub name: String,
    /// Which value it is.
    pub value: Value,
}

/// A network.
///
/// It is built from its inputs on; every method that adds a layer returns what the layer makes.
///
/// # Panics
/// Methods that add a layer, where the layer does not fit what it is to read: a description is code, and this
/// is a fault in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Graph {
    inputs: Vec<Input>,
    layers: Vec<Layer>,
    outputs: Vec<Output>,
    /// Of every value: channels, and how many there are.
    #[serde(skip)]
    values: Vec<(usize, Count)>,
}

impl Graph {
    /// Adds 8-bit RGB images. Inputs come before all layers.
    pub fn pixels(&mut self, name: &str, mean: f32, scale: f32) -> Value {
        self.input(name, InputContent::Pixels { mean, scale }, 3, Count::Images)
    }

    /// Adds maps that another network made. Inputs come before all layers.
    pub fn maps(&mut self, name: &str, channels: usize, count: Count) -> Value {
        self.input(name, InputContent::Maps { channels }, channels, count)
    }

    fn input(&mut self, name: &str, content: InputContent, channels: usize, count: Count) -> Value {
        assert!(self.layers.is_empty(), "{name} comes after a layer");
        self.inputs.push(Input {
            name: name.to_owned(),
            content,
            count,
        });
        self.value(channels, count)
    }

    fn value(&mut self, channels: usize, count: Count) -> Value {
        self.values.push((channels, count));
        Value(self.values.len() - 1)
    }

    fn layer(
        &mut self,
        operation: Operation,
        inputs: Vec<Value>,
        channels: usize,
        count: Count,
    ) -> Value {
        let output = self.value(channels, count);
        self.layers.push(Layer {
            operation,
            inputs,
            output,
        });
        output
    }

    /// Adds a convolution.
    pub fn convolution(&mut self, convolution: Convolution, x: Value) -> Value {
        self.convolution_of(convolution, vec![x])
    }

    /// Adds a convolution to whose result `shortcut` is added before the activation.
    pub fn residual(&mut self, convolution: Convolution, x: Value, shortcut: Value) -> Value {
        let channels = convolution.channels[1];
        assert_eq!(self.channels(shortcut), channels, "{}", convolution.name);
        self.convolution_of(convolution, vec![x, shortcut])
    }

    fn convolution_of(&mut self, convolution: Convolution, inputs: Vec<Value>) -> Value {
        let [read, written] = convolution.channels;
        assert_eq!(self.channels(inputs[0]), read, "{}", convolution.name);
        let count = self.count(inputs[0]);
        self.layer(Operation::Convolution(convolution), inputs, written, count)
    }

    /// Adds a fully connected layer.
    pub fn linear(&mut self, linear: Linear, x: Value) -> Value {
        let [read, written] = linear.channels;
        assert_eq!(self.channels(x), read, "{}", linear.name);
        let count = self.count(x);
        self.layer(Operation::Linear(linear), vec![x], written, count)
    }

    /// Adds a pooling.
    pub fn pool(&mut self, pool: Pool, x: Value) -> Value {
        let (channels, count) = self.values[x.0];
        self.layer(Operation::Pool(pool), vec![x], channels, count)
    }

    /// Adds the mean over all positions.
    pub fn global_average(&mut self, x: Value) -> Value {
        let (channels, count) = self.values[x.0];
        self.layer(Operation::GlobalAverage, vec![x], channels, count)
    }

    /// Adds the maximum over the images of each group.
    pub fn group_max(&mut self, x: Value) -> Value {
        assert_eq!(self.count(x), Count::Images);
        let channels = self.channels(x);
        self.layer(Operation::GroupMax, vec![x], channels, Count::Groups)
    }

    /// Adds the channels of several values side by side.
    pub fn concatenate(&mut self, inputs: Vec<Value>) -> Value {
        let count = self.count(inputs[0]);
        assert!(inputs.iter().all(|&input| self.count(input) == count));
        let channels = inputs.iter().map(|&input| self.channels(input)).sum();
        self.layer(Operation::Concatenate, inputs, channels, count)
    }

    /// Makes a value an output.
    pub fn output(&mut self, name: &str, value: Value) {
        self.outputs.push(Output {
            name: name.to_owned(),
            value,
        });
    }

    /// What it is given, in order.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Its layers, in the order in which they are computed.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// What it gives, in order.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// The input of this index.
    pub fn input_value(&self, index: usize) -> Value {
        assert!(index < self.inputs.len());
        Value(index)
    }

    /// How many values it has: inputs and what the layers make.
    pub fn value_count(&self) -> usize {
        self.values.len()
    }

    /// Channels of a value.
    pub fn channels(&self, value: Value) -> usize {
        self.values[value.0].0
    }

    /// How many there are of a value in a batch.
    pub fn count(&self, value: Value) -> Count {
        self.values[value.0].1
    }

    /// What the layer whose parameters' names begin with `name` makes.
    pub fn value_of(&self, name: &str) -> Option<Value> {
        let layer = self
            .layers
            .iter()
            .find(|layer| layer.operation.name() == Some(name));
        layer.map(|layer| layer.output)
    }

    /// The output of this name.
    pub fn output_value(&self, name: &str) -> Option<Value> {
        let mut outputs = self.outputs.iter();
        let output = outputs.find(|output| output.name == name);
        output.map(|output| output.value)
    }

    /// The layers that `value` needs, with it as the only output.
    pub fn until(&self, value: Value) -> Self {
        let mut needed = vec![false; self.values.len()];
        needed[value.0] = true;
        for layer in self.layers.iter().rev() {
            if needed[layer.output.0] {
                layer.inputs.iter().for_each(|input| needed[input.0] = true);
            }
        }
        let mut until = Self {
            inputs: self.inputs.clone(),
            ..Self::default()
        };
        let mut renamed = Vec::with_capacity(self.values.len());
        for (index, &(channels, count)) in self.values.iter().enumerate() {
            let wanted = index < self.inputs.len() || needed[index];
            renamed.push(wanted.then(|| until.value(channels, count)));
        }
        let renamed = |value: Value| renamed[value.0].expect("it is needed");
        for layer in &self.layers {
            if needed[layer.output.0] {
                until.layers.push(Layer {
                    operation: layer.operation.clone(),
                    inputs: layer.inputs.iter().map(|&input| renamed(input)).collect(),
                    output: renamed(layer.output),
                });
            }
        }
        until.output("value", renamed(value));
        until
    }

    /// All parameters, batch norms folded, in the order of the layers.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let layers = self.layers.iter();
        layers.flat_map(|layer| layer.operation.parameters())
    }

    /// Whether every parameter is among `weights`, in its shape.
    ///
    /// # Errors
    /// The first one that is not.
    pub fn check(&self, weights: &Weights) -> Result<(), UnfitWeights> {
        self.parameters()
            .try_for_each(|parameter| weights.get(&parameter).map(|_| ()))
    }

    /// The shape of every value, where `sides` are the rows and columns of each input.
    pub fn shapes(&self, sides: &[[usize; 2]]) -> Vec<Shape> {
        assert_eq!(sides.len(), self.inputs.len(), "a size for each input");
        let mut shapes: Vec<Shape> = Vec::with_capacity(self.values.len());
        for (&[height, width], &(channels, _)) in sides.iter().zip(&self.values) {
            shapes.push(Shape {
                height,
                width,
                channels,
            });
        }
        for layer in &self.layers {
            let Shape { height, width, .. } = shapes[layer.inputs[0].0];
            let [height, width] = match &layer.operation {
                Operation::Convolution(Convolution {
                    kernel,
                    stride,
                    padding,
                    ..
                }) => Span::of_window([height, width], *kernel, *stride, *padding)
                    .map(|span| span.result),
                Operation::Pool(Pool {
                    kernel,
                    stride,
                    padding,
                    ..
                }) => [height, width]
                    .map(|side| Span::explicit(side, *kernel, *stride, *padding).result),
                Operation::GlobalAverage => [1, 1],
                Operation::Linear(_) | Operation::GroupMax | Operation::Concatenate => {
                    [height, width]
                }
            };
            shapes.push(Shape {
                height,
                width,
                channels: self.channels(layer.output),
            });
        }
        shapes
    }
}
