//! A network: its weights laid out once, and what it is given checked.

use zoom_in_net_graph::{Count, Graph, InputContent, Pixels, UnfitWeights, Weights};

use crate::batch::Batch;
use crate::maps::{Input, Maps};
use crate::plan::{Step, group_maxima, steps};
use crate::scratch::Spares;

/// A graph with its weights, laid out for this processor.
#[derive(Clone, Debug)]
pub struct Network {
    graph: Graph,
    steps: Vec<Step>,
    spares: Spares,
}

impl Network {
    /// Lays out the weights.
    ///
    /// # Errors
    /// Where a parameter of the graph is not among the weights, or has another shape.
    pub fn new(graph: &Graph, weights: &Weights) -> Result<Self, UnfitWeights> {
        Ok(Self {
            graph: graph.clone(),
            steps: steps(graph, weights)?,
            spares: Spares::default(),
        })
    }

    /// What it computes.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The outputs in the graph's order, for inputs in the graph's order.
    ///
    /// `groups` are the numbers of images of each group, which lie one after the other; none where the graph
    /// has no groups. The maximum over a group without images is 0, and a vector where no group has any.
    ///
    /// # Panics
    /// Where the inputs are not those of the graph, differ in number, or are not as many as the groups have.
    pub fn run(&self, inputs: &[Input<'_>], groups: &[usize]) -> Vec<Maps> {
        let images = self.checked(inputs, groups);
        let mut batch = Batch::new(&self.graph, &self.steps, inputs, &self.spares);
        batch.run(Count::Images, images);
        batch.merge(groups);
        batch.run(Count::Groups, groups.len());
        batch.outputs()
    }

    /// The number of images, where inputs and groups fit.
    fn checked(&self, inputs: &[Input<'_>], groups: &[usize]) -> usize {
        let expected = self.graph.inputs();
        assert_eq!(inputs.len(), expected.len(), "inputs");
        let mut images = None;
        for (input, given) in expected.iter().zip(inputs) {
            let name = &input.name;
            match (given, &input.content) {
                (Input::Pixels(images), InputContent::Pixels { .. }) => {
                    let sides = |image: &Pixels<'_>| [image.height, image.width];
                    let first = images.first().map(sides);
                    let same = images.iter().all(|image| Some(sides(image)) == first);
                    assert!(same, "{name}: images of several sizes");
                }
                (Input::Maps(maps), InputContent::Maps { channels }) => {
                    assert_eq!(maps.channels, *channels, "channels of {name}");
                    let length = maps.images * maps.height * maps.width * channels;
                    assert_eq!(maps.values.len(), length, "values of {name}");
                }
                _ => panic!("{name}: maps for pixels, or pixels for maps"),
            }
            let count = match input.count {
                Count::Images => *images.get_or_insert(given.count()),
                Count::Groups => groups.len(),
            };
            assert_eq!(given.count(), count, "{name}: how many");
        }
        let images = images.unwrap_or(0);
        if group_maxima(&self.graph).next().is_some() {
            assert_eq!(groups.iter().sum::<usize>(), images, "images of all groups");
        }
        images
    }
}
