//! The leading layers of a network whose weights stay as they are, computed on the processor.

use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;
use zoom_in_net::networks::pixels_of;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{Graph, Pixels, Value};

use super::compute::Given;
use super::images::tensor_of_images;
use super::layers::Layers;

/// All layers that one value of a network needs, computed by the engine for the processor from the weights that they
/// have now. No gradients pass through them.
#[derive(Debug)]
pub struct FrozenFront {
    value: Value,
    network: Network,
}

impl FrozenFront {
    /// The layers of `graph` that `value` needs, of images only.
    ///
    /// # Panics
    /// Where `layers` are not those of `graph`.
    pub fn until(value: Value, graph: &Graph, layers: &Layers) -> Self {
        let network = Network::new(&graph.until(value), &layers.weights());
        Self {
            value,
            network: network.expect("the layers are those of the graph"),
        }
    }

    /// The leading layers of `graph` whose names are frozen, as far as a single value goes on from them; `None` where
    /// there are none.
    pub fn of_frozen(
        graph: &Graph,
        layers: &Layers,
        is_frozen: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        let value = last_frozen(graph, is_frozen)?;
        Some(Self::until(value, graph, layers))
    }

    /// What the front makes of images.
    fn run(&self, images: &[&RgbImage], device: &Device) -> Tensor<4> {
        let graph = self.network.graph();
        // None of a network's other inputs is read by what images alone make.
        let unread = (1..graph.inputs().len()).map(|input| Maps {
            height: 1,
            width: 1,
            channels: graph.channels(graph.input_value(input)),
            ..Maps::default()
        });
        let unread: Vec<Maps> = unread.collect();
        let pixels: Vec<Pixels> = images.iter().copied().map(pixels_of).collect();
        let mut inputs = vec![Input::Pixels(&pixels)];
        inputs.extend(unread.iter().map(Input::Maps));
        let made = self.network.run(&inputs, &[]);
        let [made] = made
            .try_into()
            .expect("a graph until a value has one output");
        tensor_of_maps(&made, device)
    }
}

/// What a network is given of images: themselves, or what its front makes of them.
pub fn given(
    graph: &Graph,
    front: Option<&FrozenFront>,
    images: &[&RgbImage],
    device: &Device,
) -> Given {
    match front {
        Some(front) => (front.value, front.run(images, device)),
        None => (
            graph.input_value(0),
            tensor_of_images(graph, images, device),
        ),
    }
}

/// The last value that only frozen layers make, and through which alone they are read.
fn last_frozen(graph: &Graph, is_frozen: impl Fn(&str) -> bool) -> Option<Value> {
    let mut frozen = vec![false; graph.value_count()];
    frozen[graph.input_value(0).index()] = true;
    for layer in graph.layers() {
        let all = layer.inputs.iter().all(|input| frozen[input.index()]);
        frozen[layer.output.index()] = all && layer.operation.name().is_none_or(&is_frozen);
    }
    let is_only_way = |value: &Value| {
        let is_beyond = |output: Value| output > *value || !frozen[output.index()];
        let layers = graph.layers().iter();
        let beyond = layers.filter(|layer| is_beyond(layer.output));
        let read = beyond.flat_map(|layer| layer.inputs.iter().copied());
        let outputs = graph.outputs().iter().map(|output| output.value);
        let mut read = read.chain(outputs);
        read.all(|read| read >= *value || !frozen[read.index()])
    };
    let made = graph.layers().iter().map(|layer| layer.output);
    let mut made = made.filter(|value| frozen[value.index()]);
    made.rfind(is_only_way)
}

/// Maps with their channels last → `[images, channels, height, width]`.
pub fn tensor_of_maps(maps: &Maps, device: &Device) -> Tensor<4> {
    let &Maps {
        images,
        height,
        width,
        channels,
        ref values,
    } = maps;
    let positions = height * width;
    let mut planes = vec![0.0; values.len()];
    for (values, planes) in values
        .chunks_exact(positions * channels)
        .zip(planes.chunks_exact_mut(positions * channels))
    {
        for (channel, plane) in planes.chunks_exact_mut(positions).enumerate() {
            let of_channel = values[channel..].iter().step_by(channels);
            plane
                .iter_mut()
                .zip(of_channel)
                .for_each(|(to, value)| *to = *value);
        }
    }
    Tensor::from_data(
        TensorData::new(planes, [images, channels, height, width]),
        device,
    )
}

#[cfg(test)]
mod tests {
    use zoom_in_net::networks::{Architecture, description};
    use zoom_in_net_graph::{Operation, PoolKind};

    use super::*;

    /// Fails when the front stops before what may go into it, or takes in what is read past it.
    #[test]
    fn a_front_ends_where_the_frozen_layers_do() {
        let graph = description::m_net(Architecture::Lite);
        let until = |frozen: &'static [&str]| {
            last_frozen(&graph, move |name| {
                let name = format!("{name}.");
                frozen.iter().any(|frozen| name.contains(frozen))
            })
        };
        let made_by = |layer: &str| graph.value_of(&format!("backbone.EfficientNetLite.{layer}"));
        assert_eq!(until(&[]), None);
        assert_eq!(until(&["stem."]), made_by("stem"));
        let two = until(&["stem.", "blocks.0.", "blocks.1."]);
        assert_eq!(two, made_by("blocks.1.project"));
        // The expanded maps of a block with a shortcut are not all that the block's end reads.
        let half = until(&["stem.", "blocks.0.", "blocks.1.", "blocks.2.expand."]);
        assert_eq!(half, two);
        // What is an output must be made after the front, or by its end.
        let all = until(&["backbone.", "reduce.", "grade."]);
        let mut outputs = graph.outputs().iter();
        let attended = outputs.find(|output| output.name == "attended_maps");
        assert_eq!(all, attended.map(|output| output.value));
    }

    /// Fails when a front ends within branches that are read side by side.
    #[test]
    fn the_front_of_an_inception_is_its_stem_with_the_pooling() {
        let graph = description::c_net(Architecture::Paper);
        let value = last_frozen(&graph, |name| name.contains("stem."));
        let layers = graph.layers().iter();
        let mut pools = layers.filter(
            |layer| matches!(&layer.operation, Operation::Pool(pool) if pool.kind == PoolKind::Max),
        );
        assert_eq!(value, pools.nth(1).map(|layer| layer.output));
    }
}
