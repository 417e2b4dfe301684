//! What plans promise: where values lie, what a batch may be, and what is refused.

use std::time::Instant;

use zoom_in_net_cpu_engine::Maps;
use zoom_in_net_gpu_engine::{
    AdapterChoice, Gpu, GpuError, KernelChoice, NetworkOnGpu, Plan, PlanInput,
};
use zoom_in_net_graph::{
    Activation, Convolution, Count, Graph, Linear, Pool, PoolKind, UnfitWeights, Value, Weights,
};

use crate::both::{Batch, compare, computed, expected, hold, plan};
use crate::device::gpu;
use crate::random::Random;

fn convolve(graph: &mut Graph, name: &str, written: usize, kernel: [usize; 2], x: Value) -> Value {
    let channels = [graph.channels(x), written];
    graph.convolution(Convolution::new(name, channels, kernel).same(), x)
}

/// Branches that are concatenated, then projected and added to what they read; `blocks` times.
fn residual_blocks(blocks: usize) -> Graph {
    let mut graph = Graph::default();
    let mut x = graph.maps("x", 12, Count::Images);
    for block in 0..blocks {
        let name = |part: &str| format!("{block}.{part}");
        let a = convolve(&mut graph, &name("a"), 8, [1, 1], x);
        let b = convolve(&mut graph, &name("b"), 20, [1, 1], x);
        let b = convolve(&mut graph, &name("b2"), 4, [1, 3], b);
        let max = Pool {
            kind: PoolKind::Max,
            kernel: 3,
            stride: 1,
            padding: 1,
        };
        let c = graph.pool(max, x);
        let all = graph.concatenate(vec![a, b, c]);
        let project = Convolution::new(name("project"), [graph.channels(all), 12], [1, 1]);
        x = graph.residual(project.scaled(0.2).activation(Activation::Identity), all, x);
    }
    graph.output("made", x);
    graph
}

/// Means of images, their maxima over groups beside features of the groups, and a linear layer.
fn head() -> Graph {
    let mut graph = Graph::default();
    let x = graph.maps("x", 16, Count::Images);
    let features = graph.maps("features", 6, Count::Groups);
    let mean = graph.global_average(x);
    let merged = graph.group_max(mean);
    let both = graph.concatenate(vec![merged, features]);
    let made = graph.linear(Linear::new("grade", [22, 5]), both);
    graph.output("merged", merged);
    graph.output("made", made);
    graph
}

#[test]
fn branches_and_shortcuts() {
    let x = Random::new(1).maps(2, [5, 7], 12);
    hold(&gpu(), &residual_blocks(3), &[x], Batch::of(2));
}

#[test]
fn a_concatenation_in_a_concatenation() {
    let mut graph = Graph::default();
    let x = graph.maps("x", 4, Count::Images);
    let parts = ["a", "b", "c"].map(|name| convolve(&mut graph, name, 8, [3, 3], x));
    let inner = graph.concatenate(vec![parts[0], parts[1]]);
    let outer = graph.concatenate(vec![parts[2], inner, x]);
    let made = convolve(&mut graph, "made", 5, [1, 1], outer);
    for (name, value) in [("inner", inner), ("outer", outer), ("made", made)] {
        graph.output(name, value);
    }
    let x = Random::new(2).maps(1, [4, 4], 4);
    hold(&gpu(), &graph, &[x], Batch::of(1));
}

#[test]
fn a_value_in_two_concatenations() {
    let mut graph = Graph::default();
    let x = graph.maps("x", 8, Count::Images);
    let a = convolve(&mut graph, "a", 8, [1, 1], x);
    let b = convolve(&mut graph, "b", 4, [1, 1], x);
    let first = graph.concatenate(vec![a, b]);
    let second = graph.concatenate(vec![b, a]);
    graph.output("first", first);
    graph.output("second", second);
    let x = Random::new(3).maps(2, [3, 3], 8);
    hold(&gpu(), &graph, &[x], Batch::of(2));
}

/// Layers of which each reads what is concatenated with its own result.
#[test]
fn a_layer_that_is_concatenated_with_what_it_reads() {
    let mut graph = Graph::default();
    let x = graph.maps("x", 4, Count::Images);
    let a = convolve(&mut graph, "a", 8, [1, 1], x);
    let b = convolve(&mut graph, "b", 4, [3, 3], a);
    let both = graph.concatenate(vec![a, b]);
    let c = convolve(&mut graph, "c", 4, [1, 1], both);
    let all = graph.concatenate(vec![both, c]);
    graph.output("all", all);
    let x = Random::new(14).maps(2, [3, 4], 4);
    hold(&gpu(), &graph, &[x], Batch::of(2));
}

#[test]
fn groups_with_and_without_images() {
    let random = &mut Random::new(4);
    for groups in [&[2, 1][..], &[0, 3], &[3, 0, 1], &[1]] {
        let images = groups.iter().sum();
        let inputs = [
            random.maps(images, [3, 2], 16),
            random.maps(groups.len(), [1, 1], 6),
        ];
        for spare in [0, 2] {
            let batch = Batch {
                images,
                groups,
                spare,
            };
            hold(&gpu(), &head(), &inputs, batch);
        }
    }
}

#[test]
fn groups_of_no_image_at_all_have_the_maximum_zero() {
    let gpu = gpu();
    let graph = head();
    let random = &mut Random::new(5);
    let weights = random.weights(&graph);
    let full = [random.maps(2, [3, 2], 16), random.maps(1, [1, 1], 6)];
    let two = Batch {
        images: 2,
        groups: &[2],
        spare: 0,
    };
    let plan = plan(&gpu, &graph, &weights, &full, two, KernelChoice::Suitable);
    computed(&gpu, &graph, &plan, &full, two);
    let none = Batch {
        images: 0,
        groups: &[0],
        spare: 0,
    };
    let mut run = gpu.run();
    run.compute(&plan, 0, none.groups);
    let merged = plan.output("merged");
    let read = pollster::block_on(run.submit_and_read(&[&merged])).expect("the device computes");
    assert_eq!(read[0], [0.0; 16]);
}

#[test]
fn one_batch_leaves_nothing_to_the_next() {
    let gpu = gpu();
    let graph = residual_blocks(2);
    let random = &mut Random::new(6);
    let weights = random.weights(&graph);
    let large = Batch::of(3);
    let sizes = [3, 1, 2, 3, 0];
    let batches = sizes.map(|images| (Batch::of(images), [random.maps(images, [4, 6], 12)]));
    let plan = plan(
        &gpu,
        &graph,
        &weights,
        &batches[0].1,
        large,
        KernelChoice::Suitable,
    );
    for (batch, inputs) in &batches {
        let found = computed(&gpu, &graph, &plan, inputs, *batch);
        if batch.images > 0 {
            compare(&found, &expected(&graph, &weights, inputs, *batch)).unwrap();
        } else {
            assert_eq!(found, [Vec::<f32>::new()]);
        }
    }
}

#[test]
fn plans_read_values_of_each_other() {
    let gpu = gpu();
    let random = &mut Random::new(8);
    let mut first = Graph::default();
    let x = first.maps("x", 4, Count::Images);
    let a = convolve(&mut first, "a", 8, [3, 3], x);
    let b = convolve(&mut first, "b", 12, [3, 3], x);
    let whole = first.concatenate(vec![a, b]);
    first.output("b", b);
    first.output("whole", whole);
    let mut second = Graph::default();
    let read = second.maps("read", 12, Count::Images);
    let c = convolve(&mut second, "c", 8, [3, 3], read);
    // The shortcut is another plan's, too, and lies among the channels of the whole.
    let d = second.residual(Convolution::new("d", [8, 12], [1, 1]), c, read);
    let e = second.concatenate(vec![d, read]);
    second.output("e", e);
    let weights = [&first, &second].map(|graph| random.weights(graph));
    let inputs = [random.maps(2, [4, 5], 4)];
    let batch = Batch::of(2);

    let plan_of_first = plan(
        &gpu,
        &first,
        &weights[0],
        &inputs,
        batch,
        KernelChoice::Suitable,
    );
    let b = plan_of_first.output("b");
    let network = NetworkOnGpu::new(&gpu, second.clone(), &weights[1]).expect("they fit");
    let plan_of_second = Plan::new(&gpu, &network, &[PlanInput::Value(&b)], 2, 0).expect("it fits");
    plan_of_first.write_maps(&gpu, 0, &inputs[0].values);
    let mut run = gpu.run();
    run.compute(&plan_of_first, 2, &[]);
    run.compute(&plan_of_second, 2, &[]);
    let e = plan_of_second.output("e");
    let found = pollster::block_on(run.submit_and_read(&[&b, &e])).expect("the device computes");

    let of_first = expected(&first, &weights[0], &inputs, batch);
    let between = Maps {
        channels: 12,
        values: of_first[0].clone(),
        ..inputs[0].clone()
    };
    let of_second = expected(&second, &weights[1], &[between], batch);
    compare(&found, &[of_first[0].clone(), of_second[0].clone()]).unwrap();
}

#[test]
#[should_panic(expected = "read is another")]
fn a_value_of_fewer_images_is_refused() {
    let gpu = gpu();
    let random = &mut Random::new(15);
    let mut graph = Graph::default();
    let read = graph.maps("read", 12, Count::Images);
    let made = convolve(&mut graph, "made", 4, [1, 1], read);
    graph.output("made", made);
    let weights = random.weights(&graph);
    let first = residual_blocks(1);
    let of_first = random.weights(&first);
    let inputs = [random.maps(2, [3, 3], 12)];
    let first = plan(
        &gpu,
        &first,
        &of_first,
        &inputs,
        Batch::of(2),
        KernelChoice::Suitable,
    );
    let network = NetworkOnGpu::new(&gpu, graph, &weights).expect("they fit");
    let _ = Plan::new(
        &gpu,
        &network,
        &[PlanInput::Value(&first.output("made"))],
        3,
        0,
    );
}

#[test]
fn what_the_device_has_no_room_for_is_refused() {
    let gpu = gpu();
    let graph = residual_blocks(1);
    let weights = Random::new(9).weights(&graph);
    let network = NetworkOnGpu::new(&gpu, graph, &weights).expect("they fit");
    let input = PlanInput::Maps { sides: [2048; 2] };
    match Plan::new(&gpu, &network, &[input], 4, 0) {
        Err(error @ GpuError::TooLarge { limit, .. }) => {
            assert_eq!(limit, 128 << 20, "WebGPU's default");
            assert!(
                error.to_string().contains("fewer or smaller images"),
                "{error}"
            );
        }
        other => panic!("{:?}", other.map(|_| "a plan")),
    }
}

#[test]
fn weights_of_another_network_are_refused() {
    let refused = NetworkOnGpu::new(&gpu(), head(), &Weights::default());
    let missing = UnfitWeights::Missing("grade.weight".to_owned());
    assert_eq!(refused.map(|_| ()), Err(missing));
}

#[test]
fn an_adapter_that_is_not_there_is_refused() {
    let opened = pollster::block_on(Gpu::open(AdapterChoice::Index(1000), |_, _| {}));
    let error = opened.expect_err("there are not so many").to_string();
    assert!(error.contains("1000"), "{error}");
}

#[test]
fn progress_ends_with_all_kernels() {
    let mut told = Vec::new();
    let opened = pollster::block_on(Gpu::open(AdapterChoice::Software, |done, total| {
        told.push((done, total));
    }));
    assert!(opened.expect("there is an adapter").adapter().is_software);
    let total = told[0].1;
    assert!(
        told.iter()
            .copied()
            .eq((0..=total).map(|done| (done, total))),
        "{told:?}"
    );
}

#[test]
fn a_dispatch_is_timed_alone() {
    let gpu = gpu();
    let graph = residual_blocks(1);
    let weights = Random::new(10).weights(&graph);
    let inputs = [Random::new(11).maps(1, [4, 4], 12)];
    let plan = plan(
        &gpu,
        &graph,
        &weights,
        &inputs,
        Batch::of(1),
        KernelChoice::Suitable,
    );
    let began = Instant::now();
    let clock = || began.elapsed().as_secs_f64();
    let seconds = pollster::block_on(gpu.time_dispatch(&plan, 0, 1, 0.02, clock));
    let seconds = seconds.expect("the device computes");
    assert!(seconds > 0.0 && seconds < 10.0, "{seconds}");
}

#[test]
fn dispatches_say_what_they_cost() {
    let gpu = gpu();
    let graph = residual_blocks(1);
    let weights = Random::new(12).weights(&graph);
    let inputs = [Random::new(13).maps(1, [4, 4], 12)];
    let plan = plan(
        &gpu,
        &graph,
        &weights,
        &inputs,
        Batch::of(1),
        KernelChoice::Suitable,
    );
    let dispatches = plan.dispatches();
    // Three branches of four layers, and the projection: a concatenation takes none.
    assert_eq!(dispatches.len(), 5);
    let first = &dispatches[0];
    assert_eq!(first.layer, "0.a");
    assert_eq!(first.operations, 2 * 16 * 12 * 8);
    assert_eq!(first.map_bytes, 4 * 16 * (12 + 8));
    assert_eq!(first.weight_bytes, 2 * (12 * 8 + 8));
}
