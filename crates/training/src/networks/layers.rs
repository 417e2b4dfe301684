//! The parameters of a network: its layers by name, as files of weights hold them.

use burn::module::{Module, Param};
use burn::nn::conv::Conv2d;
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use zoom_in_net_graph::{Convolution, Graph, Operation, Parameter, UnfitWeights, Weights};

use super::conv_norm::{ConvNorm, configuration};

/// The layers of one or several graphs that have parameters, by name and in the order in which they are computed.
///
/// A layer's parameters lie under its name: `backbone.EfficientNetLite.stem.conv.weight`, `grade.bias`.
#[derive(Clone, Debug)]
pub struct Layers(pub(super) Vec<Layer>);

/// A layer with parameters.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// What its parameters' names begin with.
    pub name: String,
    /// What holds them.
    pub module: LayerModule,
}

/// What holds the parameters of a layer.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a network has some hundred layers, whose tensors dwarf these handles"
)]
pub(super) enum LayerModule {
    ConvNorm(ConvNorm),
    Convolution(Conv2d),
    Linear(Linear),
}

impl Layers {
    /// Random weights for all layers of `graphs`.
    pub fn init(graphs: &[&Graph], device: &Device) -> Self {
        let operations = operations(graphs);
        let layers = operations.filter_map(|operation| Layer::init(operation, device));
        Self(layers.collect())
    }

    /// Weights whose batch norms are folded, for all layers of `graphs`.
    ///
    /// # Errors
    /// The first parameter that is not among the weights, or has another shape there.
    pub fn of_weights(
        graphs: &[&Graph],
        weights: &Weights,
        device: &Device,
    ) -> Result<Self, UnfitWeights> {
        let layers = operations(graphs)
            .filter_map(|operation| Layer::of_weights(operation, weights, device).transpose());
        Ok(Self(layers.collect::<Result<_, _>>()?))
    }

    /// The layers whose names begin with `beginning`.
    pub fn within(&self, beginning: &str) -> Self {
        let layers = self.0.iter();
        let within = layers.filter(|layer| layer.name.starts_with(beginning));
        Self(within.cloned().collect())
    }

    /// These layers, but for those that `other` has by the same name: they are taken from there.
    pub fn with_layers_of(self, other: &Self) -> Self {
        let layers = self.0.into_iter();
        let replaced = layers.map(|layer| match other.find(&layer.name) {
            Some(module) => Layer {
                module: module.clone(),
                ..layer
            },
            None => layer,
        });
        Self(replaced.collect())
    }

    /// The same function with all batch norms folded into their convolutions.
    pub fn folded(self) -> Self {
        let layers = self.0.into_iter().map(|layer| match layer.module {
            LayerModule::ConvNorm(conv_norm) => Layer {
                module: LayerModule::ConvNorm(conv_norm.folded()),
                ..layer
            },
            LayerModule::Convolution(_) | LayerModule::Linear(_) => layer,
        });
        Self(layers.collect())
    }

    /// The values of all parameters, batch norms folded.
    pub fn weights(&self) -> Weights {
        let mut weights = Weights::default();
        // Running statistics are brought up to date by `valid` only.
        for Layer { name, module } in self.valid().folded().0 {
            match module {
                LayerModule::ConvNorm(layer) => {
                    insert_convolution(&mut weights, &format!("{name}.conv"), layer.convolution());
                }
                LayerModule::Convolution(layer) => insert_convolution(&mut weights, &name, &layer),
                LayerModule::Linear(Linear { weight, bias }) => {
                    insert(&mut weights, format!("{name}.weight"), &weight);
                    insert_bias(&mut weights, &name, bias.as_ref());
                }
            }
        }
        weights
    }

    pub(super) fn find(&self, name: &str) -> Option<&LayerModule> {
        let layer = self.0.iter().find(|layer| layer.name == name)?;
        Some(&layer.module)
    }
}

fn operations<'a>(graphs: &'a [&Graph]) -> impl Iterator<Item = &'a Operation> {
    let layers = graphs.iter().flat_map(|graph| graph.layers());
    layers.map(|layer| &layer.operation)
}

impl Layer {
    /// Random weights; `None` for an operation without parameters.
    fn init(operation: &Operation, device: &Device) -> Option<Self> {
        let module = match operation {
            Operation::Convolution(convolution) => match convolution.norm_epsilon {
                Some(epsilon) => {
                    LayerModule::ConvNorm(ConvNorm::init(convolution, epsilon, device))
                }
                None => LayerModule::Convolution(configuration(convolution).init(device)),
            },
            Operation::Linear(linear) => {
                let [read, written] = linear.channels;
                LayerModule::Linear(LinearConfig::new(read, written).init(device))
            }
            Operation::Pool(_)
            | Operation::GlobalAverage
            | Operation::GroupMax
            | Operation::Concatenate => return None,
        };
        let name = operation.name()?.to_owned();
        Some(Self { name, module })
    }

    /// Folded weights; `None` for an operation without parameters.
    fn of_weights(
        operation: &Operation,
        weights: &Weights,
        device: &Device,
    ) -> Result<Option<Self>, UnfitWeights> {
        let module = match operation {
            Operation::Convolution(layer) => {
                let conv = convolution_of(layer, weights, device)?;
                match layer.norm_epsilon {
                    Some(_) => LayerModule::ConvNorm(ConvNorm::without_norm(conv)),
                    None => LayerModule::Convolution(conv),
                }
            }
            Operation::Linear(linear) => LayerModule::Linear(Linear {
                weight: param(&linear.weight(), weights, device)?,
                bias: Some(param(&linear.bias(), weights, device)?),
            }),
            Operation::Pool(_)
            | Operation::GlobalAverage
            | Operation::GroupMax
            | Operation::Concatenate => return Ok(None),
        };
        let name = operation.name().map(str::to_owned);
        Ok(name.map(|name| Self { name, module }))
    }
}

fn convolution_of(
    layer: &Convolution,
    weights: &Weights,
    device: &Device,
) -> Result<Conv2d, UnfitWeights> {
    Ok(Conv2d {
        weight: param(&layer.weight(), weights, device)?,
        bias: Some(param(&layer.bias(), weights, device)?),
        ..configuration(layer).init(device)
    })
}

fn param<const D: usize>(
    parameter: &Parameter,
    weights: &Weights,
    device: &Device,
) -> Result<Param<Tensor<D>>, UnfitWeights> {
    let values = weights.get(parameter)?.to_vec();
    let data = TensorData::new(values, parameter.shape.clone());
    Ok(Param::from_tensor(Tensor::from_data(data, device)))
}

fn insert_convolution(weights: &mut Weights, name: &str, layer: &Conv2d) {
    insert(weights, format!("{name}.weight"), &layer.weight);
    insert_bias(weights, name, layer.bias.as_ref());
}

fn insert_bias(weights: &mut Weights, name: &str, bias: Option<&Param<Tensor<1>>>) {
    let bias = bias.expect("every layer has a bias once batch norms are folded");
    insert(weights, format!("{name}.bias"), bias);
}

fn insert<const D: usize>(weights: &mut Weights, name: String, param: &Param<Tensor<D>>) {
    let tensor = param.val();
    let shape = tensor.dims();
    weights.insert(name, &shape, tensor.into_data().iter::<f32>().collect());
}
