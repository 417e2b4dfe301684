//! A backbone out of a network's description, computed at three depths.

use std::collections::HashMap;

use burn::tensor::{Device, Tensor, TensorData};
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{Count, Graph, Layer, Operation, Value};
use zoom_in_net_training::networks::{Layers, compute};

/// The leading layers of a network, which read images as maps: no number of a golden's input is a pixel.
pub struct Backbone {
    graph: Graph,
    depths: [Value; 3],
}

impl Backbone {
    /// What the last of the `depths` of a network needs.
    pub fn of(network: &Graph, depths: impl Fn(&Graph) -> [Value; 3]) -> Self {
        let wanted = depths(network);
        let mut graph = Graph::default();
        let image = graph.maps("image", 3, Count::Images);
        let mut values = HashMap::from([(network.input_value(0), image)]);
        for layer in network.layers() {
            let made = added(&mut graph, layer, &values);
            values.extend(made.map(|made| (layer.output, made)));
            if layer.output == wanted[2] {
                break;
            }
        }
        let depths = wanted.map(|value| values[&value]);
        for (name, depth) in ["shallow", "middle", "deep"].iter().zip(depths) {
            graph.output(name, depth);
        }
        Self { graph, depths }
    }

    /// The three depths by Burn's layers.
    pub fn by_burn(&self, layers: &Layers, images: &Tensor<4>) -> [Tensor<4>; 3] {
        let image = (self.graph.input_value(0), images.clone());
        compute(&self.graph, layers, [image], &[], self.depths)
    }

    /// The three depths by the engine for the processor, with the same weights.
    pub fn by_engine(&self, layers: &Layers, images: &Tensor<4>) -> [Tensor<4>; 3] {
        let network = Network::new(&self.graph, &layers.weights()).expect("the weights fit");
        let images = maps_of(images.clone());
        let outputs = network.run(&[Input::Maps(&images)], &[]);
        let outputs: Vec<Tensor<4>> = outputs.into_iter().map(tensor_of).collect();
        outputs.try_into().expect("there are three depths")
    }
}

/// What a layer reads first.
pub fn input_of(graph: &Graph, layer: &str) -> Value {
    let mut layers = graph.layers().iter();
    let layer = layers.find(|one| one.operation.name() == Some(layer));
    layer.expect("the layer is there").inputs[0]
}

/// The maps whose mean is taken over all positions.
pub fn averaged(graph: &Graph) -> Value {
    let mut layers = graph.layers().iter();
    let layer = layers.find(|layer| layer.operation == Operation::GlobalAverage);
    layer.expect("the maps are averaged").inputs[0]
}

/// What `layer` makes in `graph`; `None` where it reads what is not there.
fn added(graph: &mut Graph, layer: &Layer, values: &HashMap<Value, Value>) -> Option<Value> {
    let inputs = layer.inputs.iter().map(|input| values.get(input).copied());
    let inputs: Vec<Value> = inputs.collect::<Option<_>>()?;
    Some(match (&layer.operation, &inputs[..]) {
        (Operation::Convolution(convolution), &[x, shortcut]) => {
            graph.residual(convolution.clone(), x, shortcut)
        }
        (Operation::Convolution(convolution), &[x]) => graph.convolution(convolution.clone(), x),
        (Operation::Pool(pool), &[x]) => graph.pool(*pool, x),
        (Operation::Concatenate, _) => graph.concatenate(inputs),
        (operation, _) => panic!("{operation:?} is no part of a backbone"),
    })
}

/// `[images, channels, height, width]` as the engine reads it.
pub fn maps_of(tensor: Tensor<4>) -> Maps {
    let [images, channels, height, width] = tensor.dims();
    let values = tensor.permute([0, 2, 3, 1]).into_data();
    Maps {
        images,
        height,
        width,
        channels,
        values: values.iter::<f32>().collect(),
    }
}

/// `[images, channels, height, width]` of what the engine made.
pub fn tensor_of(maps: Maps) -> Tensor<4> {
    let shape = [maps.images, maps.height, maps.width, maps.channels];
    let values = TensorData::new(maps.values, shape);
    Tensor::<4>::from_data(values, &Device::flex()).permute([0, 3, 1, 2])
}
