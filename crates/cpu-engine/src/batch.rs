//! A batch on its way through a network: image by image, then group by group.

use zoom_in_net_graph::{Count, Graph, InputContent, Output, Pixels, Shape, Value};

use crate::maps::{Input, Maps, View};
use crate::plan::{Step, group_maxima, kept_values};
use crate::pool::max_of;
use crate::scratch::{Spare, Spares, sized};
use crate::threads::collect;

/// What was computed of a batch so far.
pub struct Batch<'a> {
    graph: &'a Graph,
    steps: &'a [Step],
    inputs: &'a [Input<'a>],
    spares: &'a Spares,
    /// By value: the maps of all images, or of all groups.
    gathered: Vec<Option<Maps>>,
}

/// The maps of one image, or of one group, while it is computed.
enum Slot<'a> {
    Given(View<'a>),
    /// More values than the shape needs where the buffer had another use before.
    Made(Shape, Vec<f32>),
}

impl Slot<'_> {
    fn view(&self) -> View<'_> {
        match self {
            Self::Given(view) => *view,
            Self::Made(shape, values) => View {
                shape: *shape,
                values: &values[..shape.values()],
            },
        }
    }
}

impl<'a> Batch<'a> {
    /// A batch of which nothing is computed.
    pub fn new(
        graph: &'a Graph,
        steps: &'a [Step],
        inputs: &'a [Input<'a>],
        spares: &'a Spares,
    ) -> Self {
        Self {
            graph,
            steps,
            inputs,
            spares,
            gathered: vec![None; graph.value_count()],
        }
    }

    /// Takes all steps of each image, or of each group, and gathers what is to be kept.
    pub fn run(&mut self, of: Count, count: usize) {
        let mut kept: Vec<Value> = Vec::new();
        for value in kept_values(self.graph) {
            if self.graph.count(value) == of && !kept.contains(&value) {
                kept.push(value);
            }
        }
        let of_none = kept.iter().map(|&value| Maps {
            channels: self.graph.channels(value),
            ..Maps::default()
        });
        let mut all: Vec<Maps> = of_none.collect();
        for each in collect(count, |index| self.one(of, index, &kept)) {
            for (all, one) in all.iter_mut().zip(each) {
                all.append(one, count);
            }
        }
        for (value, all) in kept.into_iter().zip(all) {
            self.gathered[value.index()] = Some(all);
        }
    }

    /// The values to be kept of one image, or of one group.
    fn one(&self, of: Count, index: usize, kept: &[Value]) -> Vec<Maps> {
        let mut spare = self.spares.take();
        let mut slots: Vec<Option<Slot<'_>>> = Vec::new();
        slots.resize_with(self.graph.value_count(), || None);
        for (input, slot) in slots[..self.inputs.len()].iter_mut().enumerate() {
            if self.graph.inputs()[input].count == of {
                *slot = Some(self.input(input, index, &mut spare));
            }
        }
        for [_, merged] in group_maxima(self.graph).filter(|_| of == Count::Groups) {
            let maps = self.gathered[merged.index()].as_ref();
            slots[merged.index()] = maps.map(|maps| Slot::Given(maps.image(index)));
        }
        for step in self.steps.iter().filter(|step| step.count == of) {
            let inputs = step.inputs.iter();
            let inputs: Vec<View<'_>> = inputs.map(|&input| view(&slots, input)).collect();
            let shape = step.kernel.shape(&inputs);
            let mut values = spare.take(shape.values());
            step.kernel
                .fill(&inputs, sized(&mut values, shape.values()));
            for done in &step.done {
                if let Some(Slot::Made(_, values)) = slots[done.index()].take() {
                    spare.give(values);
                }
            }
            slots[step.output.index()] = Some(Slot::Made(shape, values));
        }
        let kept = kept.iter().map(|&value| view(&slots, value).to_maps());
        let kept = kept.collect();
        for slot in slots.into_iter().flatten() {
            if let Slot::Made(_, values) = slot {
                spare.give(values);
            }
        }
        self.spares.give(spare);
        kept
    }

    /// One image of an input.
    fn input(&self, input: usize, index: usize, spare: &mut Spare) -> Slot<'_> {
        match (&self.inputs[input], &self.graph.inputs()[input].content) {
            (Input::Pixels(images), &InputContent::Pixels { mean, scale }) => {
                normalised(images[index], mean, scale, spare)
            }
            (Input::Maps(maps), _) => Slot::Given(maps.image(index)),
            _ => unreachable!("inputs were checked"),
        }
    }

    /// The maxima over the images of each group.
    pub fn merge(&mut self, groups: &[usize]) {
        for [input, output] in group_maxima(self.graph) {
            let maps = self.gathered[input.index()].as_ref();
            let merged = group_max(maps.expect("kept for the groups"), groups);
            self.gathered[output.index()] = Some(merged);
        }
    }

    /// The outputs of the graph.
    pub fn outputs(mut self) -> Vec<Maps> {
        let outputs = self.graph.outputs();
        let mut made = Vec::with_capacity(outputs.len());
        for (index, output) in outputs.iter().enumerate() {
            let maps = &mut self.gathered[output.value.index()];
            let again = |later: &Output| later.value == output.value;
            let maps = match outputs[index + 1..].iter().any(again) {
                true => maps.clone(),
                false => maps.take(),
            };
            made.push(maps.expect("outputs are kept"));
        }
        made
    }
}

fn view<'a>(slots: &'a [Option<Slot<'_>>], value: Value) -> View<'a> {
    let slot = slots[value.index()].as_ref();
    slot.expect("values are made before they are read").view()
}

/// (value − mean) / scale of every colour.
fn normalised<'a>(image: Pixels<'_>, mean: f32, scale: f32, spare: &mut Spare) -> Slot<'a> {
    let Pixels { width, height, rgb } = image;
    let shape = Shape {
        height,
        width,
        channels: 3,
    };
    assert_eq!(rgb.len(), shape.values(), "bytes of an image");
    let mut values = spare.take(rgb.len());
    for (value, &byte) in values.iter_mut().zip(rgb) {
        *value = (f32::from(byte) - mean) / scale;
    }
    Slot::Made(shape, values)
}

/// The maximum of each value over the images of each group.
fn group_max(maps: &Maps, groups: &[usize]) -> Maps {
    // Without a single image nothing says how large the maps are.
    let [height, width] = match maps.images {
        0 => [1, 1],
        _ => [maps.height, maps.width],
    };
    let length = height * width * maps.channels;
    let mut values = vec![0.0; groups.len() * length];
    let mut first = 0;
    for (&images, max) in groups.iter().zip(values.chunks_exact_mut(length)) {
        max_of((first..first + images).map(|image| maps.image(image)), max);
        first += images;
    }
    Maps {
        images: groups.len(),
        height,
        width,
        channels: maps.channels,
        values,
    }
}
