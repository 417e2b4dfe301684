//! From a graph to the steps that compute it: layers whose maps need not exist as a whole become one.

use zoom_in_net_graph::{
    Convolution, Count, Graph, Layer, Operation, UnfitWeights, Value, Weights,
};

use crate::chain::Chain;
use crate::dense::Dense;
use crate::kernel::Kernel;
use crate::layout;
use crate::patches::Patches;

/// One step, on one image or one group.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it computes.
    pub kernel: Kernel,
    /// What it reads: maps, and the shortcut where there is one.
    pub inputs: Vec<Value>,
    /// What it makes.
    pub output: Value,
    /// Whether it is done for each image or for each group.
    pub count: Count,
    /// What no later step reads, and nothing is to keep.
    pub done: Vec<Value>,
}

/// All steps, in order.
///
/// # Errors
/// Where a parameter is missing or has another shape.
pub fn steps(graph: &Graph, weights: &Weights) -> Result<Vec<Step>, UnfitWeights> {
    let plan = Plan::of(graph);
    let mut steps = Vec::new();
    for (index, layer) in graph.layers().iter().enumerate() {
        if plan.absorbed[index] || matches!(layer.operation, Operation::GroupMax) {
            continue;
        }
        steps.push(Step {
            kernel: plan.kernel(layer, weights)?,
            inputs: plan.inputs(layer),
            output: layer.output,
            count: graph.count(layer.output),
            done: Vec::new(),
        });
    }
    note_done(graph, &mut steps);
    Ok(steps)
}

/// Tells each step after which values it reads for the last time.
fn note_done(graph: &Graph, steps: &mut [Step]) {
    let mut kept = vec![false; graph.value_count()];
    for value in kept_values(graph) {
        kept[value.index()] = true;
    }
    for step in steps.iter_mut().rev() {
        for &input in &step.inputs {
            if !std::mem::replace(&mut kept[input.index()], true) {
                step.done.push(input);
            }
        }
    }
}

/// Values that all images, or all groups, are to be gathered of: outputs, and what is merged into groups.
pub fn kept_values(graph: &Graph) -> impl Iterator<Item = Value> {
    let outputs = graph.outputs().iter().map(|output| output.value);
    outputs.chain(group_maxima(graph).map(|[input, _]| input))
}

/// Input and output of each maximum over groups.
pub fn group_maxima(graph: &Graph) -> impl Iterator<Item = [Value; 2]> {
    let layers = graph.layers().iter();
    let maxima = layers.filter(|layer| matches!(layer.operation, Operation::GroupMax));
    maxima.map(|layer| [layer.inputs[0], layer.output])
}

/// Which layers are computed together.
struct Plan<'a> {
    /// By layer: whether the step of a later one computes it.
    absorbed: Vec<bool>,
    /// By value: the layer that makes it and that the step of its reader computes.
    inner: Vec<Option<&'a Layer>>,
}

impl<'a> Plan<'a> {
    fn of(graph: &'a Graph) -> Self {
        let mut plan = Self {
            absorbed: vec![false; graph.layers().len()],
            inner: vec![None; graph.value_count()],
        };
        let readers = readers(graph);
        let mut makers = vec![None; graph.value_count()];
        for (index, layer) in graph.layers().iter().enumerate() {
            makers[layer.output.index()] = Some(index);
            // What the layer reads first can be its own to compute where nothing else reads it.
            let read = layer.inputs[0].index();
            let Some(maker) = makers[read].filter(|_| readers[read] == 1) else {
                continue;
            };
            let before = &graph.layers()[maker];
            let expands = pointwise(before).is_some() && depthwise(layer).is_some();
            let projects = depthwise(before).is_some() && pointwise(layer).is_some();
            // What expands here may end the chain before.
            let expands = expands && plan.before(before).is_none();
            if before.inputs.len() == 1 && (expands || projects) {
                plan.absorbed[maker] = true;
                plan.inner[read] = Some(before);
            }
        }
        plan
    }

    /// The layer that is computed with `layer` and makes what it reads.
    fn before(&self, layer: &Layer) -> Option<&'a Layer> {
        self.inner[layer.inputs[0].index()]
    }

    /// What the step of `layer` reads.
    fn inputs(&self, layer: &Layer) -> Vec<Value> {
        let mut inputs = layer.inputs.clone();
        while let Some(before) = self.inner[inputs[0].index()] {
            inputs[0] = before.inputs[0];
        }
        inputs
    }

    fn kernel(&self, layer: &Layer, weights: &Weights) -> Result<Kernel, UnfitWeights> {
        Ok(match &layer.operation {
            Operation::Convolution(convolution) => {
                let before = self.before(layer);
                if convolution.depthwise {
                    return self.chain(layer, None, weights);
                }
                let dense = layout::dense(convolution, scale(layer), weights)?;
                match before {
                    Some(depthwise) => return self.chain(depthwise, Some(dense), weights),
                    None if pointwise(layer).is_some() => Kernel::Dense(dense),
                    None => Kernel::Patches(Patches {
                        dense,
                        window: layout::window(convolution),
                    }),
                }
            }
            Operation::Linear(linear) => Kernel::Dense(layout::linear(linear, weights)?),
            Operation::Pool(pool) => Kernel::Pool(*pool),
            Operation::GlobalAverage => Kernel::GlobalAverage,
            Operation::Concatenate => Kernel::Concatenate,
            Operation::GroupMax => unreachable!("no step of one image or one group"),
        })
    }

    /// A depthwise layer, what is expanded for it and what projects its result.
    fn chain(
        &self,
        layer: &Layer,
        project: Option<Dense>,
        weights: &Weights,
    ) -> Result<Kernel, UnfitWeights> {
        let filters = depthwise(layer).expect("a chain has a depthwise layer");
        let expand = self.before(layer).and_then(pointwise);
        let expand = expand.map(|expand| layout::dense(expand, 1.0, weights));
        Ok(Kernel::Chain(Chain {
            expand: expand.transpose()?,
            depthwise: layout::depthwise(filters, scale(layer), weights)?,
            window: layout::window(filters),
            project,
        }))
    }
}

/// How many layers and outputs read each value.
fn readers(graph: &Graph) -> Vec<usize> {
    let mut readers = vec![0; graph.value_count()];
    let of_layers = graph.layers().iter().flat_map(|layer| &layer.inputs);
    let outputs = graph.outputs().iter().map(|output| &output.value);
    for value in of_layers.chain(outputs) {
        readers[value.index()] += 1;
    }
    readers
}

/// The convolution of a layer that is a 1×1 convolution of every position.
fn pointwise(layer: &Layer) -> Option<&Convolution> {
    match &layer.operation {
        Operation::Convolution(convolution) => convolution.is_pointwise().then_some(convolution),
        _ => None,
    }
}

/// The convolution of a layer that is a depthwise one.
fn depthwise(layer: &Layer) -> Option<&Convolution> {
    match &layer.operation {
        Operation::Convolution(convolution) => convolution.depthwise.then_some(convolution),
        _ => None,
    }
}

/// The factor on a convolution: there is one only where there is a shortcut.
fn scale(layer: &Layer) -> f32 {
    match &layer.operation {
        Operation::Convolution(convolution) if layer.inputs.len() > 1 => convolution.scale,
        _ => 1.0,
    }
}
