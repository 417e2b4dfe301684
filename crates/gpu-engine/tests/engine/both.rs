//! A graph on both engines.

use proptest::prelude::*;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_gpu_engine::{DeviceValue, Gpu, KernelChoice, NetworkOnGpu, Plan, PlanInput};
use zoom_in_net_graph::{Count, Graph, Weights};

use crate::random::Random;

/// How many images a batch has, and in which groups.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    pub images: usize,
    pub groups: &'a [usize],
    /// Images and groups beyond these that the plan has room for.
    pub spare: usize,
}

impl Batch<'_> {
    /// Without groups, and without room for more.
    pub fn of(images: usize) -> Self {
        Self {
            images,
            groups: &[],
            spare: 0,
        }
    }
}

/// A plan of a graph whose inputs are maps, with room for `batch`.
pub fn plan(
    gpu: &Gpu,
    graph: &Graph,
    weights: &Weights,
    inputs: &[Maps],
    batch: Batch<'_>,
    choice: KernelChoice,
) -> Plan {
    let network = NetworkOnGpu::new(gpu, graph.clone(), weights).expect("all weights are there");
    let sides = |maps: &Maps| PlanInput::Maps {
        sides: [maps.height, maps.width],
    };
    let inputs: Vec<PlanInput<'_>> = inputs.iter().map(sides).collect();
    let images = batch.images + batch.spare;
    let groups = batch.groups.len() + batch.spare;
    Plan::with_kernels(gpu, &network, &inputs, images, groups, choice).expect("it fits")
}

/// All outputs of a plan whose inputs are maps.
pub fn computed(
    gpu: &Gpu,
    graph: &Graph,
    plan: &Plan,
    inputs: &[Maps],
    batch: Batch<'_>,
) -> Vec<Vec<f32>> {
    for (index, maps) in inputs.iter().enumerate() {
        plan.write_maps(gpu, index, &maps.values);
    }
    let mut run = gpu.run();
    run.compute(plan, batch.images, batch.groups);
    let outputs = graph.outputs().iter();
    let values: Vec<DeviceValue> = outputs.map(|output| plan.output(&output.name)).collect();
    let values: Vec<&DeviceValue> = values.iter().collect();
    pollster::block_on(run.submit_and_read(&values)).expect("the device computes")
}

/// All outputs of a graph whose inputs are maps, on the processor.
pub fn expected(
    graph: &Graph,
    weights: &Weights,
    inputs: &[Maps],
    batch: Batch<'_>,
) -> Vec<Vec<f32>> {
    let network = Network::new(graph, weights).expect("all weights are there");
    let inputs: Vec<Input<'_>> = inputs.iter().map(Input::Maps).collect();
    let outputs = network.run(&inputs, batch.groups).into_iter();
    outputs.map(|maps| maps.values).collect()
}

/// Whether outputs are those that are expected, but for rounding.
pub fn compare(found: &[Vec<f32>], expected: &[Vec<f32>]) -> Result<(), TestCaseError> {
    prop_assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        prop_assert_eq!(found.len(), expected.len());
        for (at, (&value, &exact)) in found.iter().zip(expected).enumerate() {
            let difference = (value - exact).abs();
            prop_assert!(
                difference <= 2e-4 * exact.abs().max(1.0),
                "{value} for {exact} at {at}"
            );
        }
    }
    Ok(())
}

/// Holds a graph with random weights to the processor engine, with the kernels of all `choices`.
pub fn check(
    gpu: &Gpu,
    graph: &Graph,
    random: &mut Random,
    inputs: &[Maps],
    batch: Batch<'_>,
    choices: impl IntoIterator<Item = KernelChoice>,
) -> Result<(), TestCaseError> {
    for (input, maps) in graph.inputs().iter().zip(inputs) {
        let number = match input.count {
            Count::Images => batch.images,
            Count::Groups => batch.groups.len(),
        };
        assert_eq!(maps.images, number, "{}", input.name);
    }
    let weights = random.weights(graph);
    let expected = expected(graph, &weights, inputs, batch);
    for choice in choices {
        let plan = plan(gpu, graph, &weights, inputs, batch, choice);
        let found = computed(gpu, graph, &plan, inputs, batch);
        compare(&found, &expected).map_err(|error| match error {
            TestCaseError::Fail(reason) => TestCaseError::fail(format!("{choice:?}: {reason}")),
            reject => reject,
        })?;
    }
    Ok(())
}

/// [`check`] of a plain test.
pub fn hold(gpu: &Gpu, graph: &Graph, inputs: &[Maps], batch: Batch<'_>) {
    let choices = [KernelChoice::Suitable];
    let checked = check(gpu, graph, &mut Random::new(7), inputs, batch, choices);
    checked.unwrap_or_else(|error| panic!("{error}"));
}
