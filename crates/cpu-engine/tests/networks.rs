//! Layers without filters, groups, inputs and weights.

use proptest::prelude::*;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{
    Activation, Convolution, Count, Graph, Linear, Pixels, Pool, PoolKind, UnfitWeights, Weights,
};

use crate::random::{Random, channels, check};

fn pools() -> impl Strategy<Value = Pool> {
    let kinds = vec![
        PoolKind::Max,
        PoolKind::Average {
            count_padding: false,
        },
        PoolKind::Average {
            count_padding: true,
        },
    ];
    let kinds = prop::sample::select(kinds);
    let sizes = (1usize..6, 1usize..4, 0usize..3);
    (kinds, sizes).prop_map(|(kind, (kernel, stride, padding))| Pool {
        kind,
        kernel,
        stride,
        // Every window sees a value.
        padding: padding.min(kernel / 2),
    })
}

/// Images to a vector each, whose maximum over groups is read beside a vector of each group.
fn merging(pool: Pool) -> Graph {
    let mut graph = Graph::default();
    let images = graph.pixels("images", 127.0, 128.0);
    let features = graph.maps("features", 5, Count::Groups);
    let stem = Convolution::new("stem", [3, 17], [3, 3]).stride(2).same();
    let x = graph.convolution(stem.activation(Activation::Identity), images);
    let pooled = graph.pool(pool, x);
    let both = graph.concatenate(vec![pooled, pooled]);
    let averages = graph.global_average(both);
    let merged = graph.group_max(averages);
    let all = graph.concatenate(vec![merged, features]);
    let logits = graph.linear(Linear::new("grade", [39, 5]), all);
    graph.output("pooled", pooled);
    graph.output("merged", merged);
    graph.output("logits", logits);
    graph
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn pooled(
        pool in pools(),
        channels in channels(),
        images in 1usize..3,
        sides in [1usize..12, 1usize..12],
        seed: u64,
    ) {
        prop_assume!(sides.iter().all(|side| side + 2 * pool.padding >= pool.kernel));
        let mut graph = Graph::default();
        let x = graph.maps("x", channels, Count::Images);
        let pooled = graph.pool(pool, x);
        let average = graph.global_average(x);
        graph.output("pooled", pooled);
        graph.output("average", average);
        let random = &mut Random::new(seed);
        let maps = random.maps(images, sides, channels);
        check(&graph, random, &[Input::Maps(&maps)], &[])?;
    }

    #[test]
    fn concatenated_and_linear(
        widths in prop::collection::vec(channels(), 1..4),
        written in channels(),
        images in 1usize..4,
        sides in [1usize..4, 1usize..4],
        seed: u64,
    ) {
        let mut graph = Graph::default();
        let parts: Vec<_> =
            widths.iter().map(|&width| graph.maps("part", width, Count::Images)).collect();
        let all = graph.concatenate(parts);
        let linear = Linear::new("linear", [widths.iter().sum(), written]);
        let made = graph.linear(linear, all);
        graph.output("made", made);
        graph.output("all", all);
        graph.output("again", made);
        let random = &mut Random::new(seed);
        let maps: Vec<Maps> =
            widths.iter().map(|&width| random.maps(images, sides, width)).collect();
        let inputs: Vec<Input<'_>> = maps.iter().map(Input::Maps).collect();
        check(&graph, random, &inputs, &[])?;
    }

    #[test]
    fn grouped(
        groups in prop::collection::vec(0usize..4, 0..4),
        sides in [6usize..12, 6usize..12],
        seed: u64,
    ) {
        let graph = merging(Pool { kind: PoolKind::Max, kernel: 3, stride: 2, padding: 0 });
        prop_assume!(groups.iter().sum::<usize>() > 0);
        let random = &mut Random::new(seed);
        let images: Vec<Vec<u8>> =
            (0..groups.iter().sum()).map(|_| random.rgb(sides)).collect();
        let [height, width] = sides;
        let pixels: Vec<Pixels<'_>> =
            images.iter().map(|rgb| Pixels { width, height, rgb }).collect();
        let features = random.maps(groups.len(), [1, 1], 5);
        let inputs = [Input::Pixels(&pixels), Input::Maps(&features)];
        check(&graph, random, &inputs, &groups)?;
    }
}

#[test]
fn groups_without_an_image_are_zeros() {
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: 3,
        stride: 2,
        padding: 0,
    };
    let graph = merging(pool);
    let random = &mut Random::new(7);
    let weights = random.weights(&graph);
    let network = Network::new(&graph, &weights).expect("all weights are there");
    let features = random.maps(2, [1, 1], 5);
    let outputs = network.run(&[Input::Pixels(&[]), Input::Maps(&features)], &[0, 0]);
    assert_eq!(outputs[0].images, 0);
    assert_eq!(
        outputs[1],
        Maps {
            images: 2,
            height: 1,
            width: 1,
            channels: 34,
            values: vec![0.0; 68]
        }
    );
    assert_eq!(outputs[2].values.len(), 10);
}

#[test]
fn maps_of_groups_are_merged_where_they_are_inputs() -> Result<(), TestCaseError> {
    let mut graph = Graph::default();
    let x = graph.maps("x", 6, Count::Images);
    let merged = graph.group_max(x);
    graph.output("x", x);
    graph.output("merged", merged);
    let random = &mut Random::new(8);
    let maps = random.maps(5, [2, 3], 6);
    check(&graph, random, &[Input::Maps(&maps)], &[2, 0, 3])
}

#[test]
fn a_network_that_is_run_again_gives_the_same() {
    let pool = Pool {
        kind: PoolKind::Average {
            count_padding: true,
        },
        kernel: 3,
        stride: 1,
        padding: 1,
    };
    let graph = merging(pool);
    let random = &mut Random::new(9);
    let weights = random.weights(&graph);
    let network = Network::new(&graph, &weights).expect("all weights are there");
    let rgb = random.rgb([40, 33]);
    let pixels = [Pixels {
        width: 33,
        height: 40,
        rgb: &rgb,
    }];
    let features = random.maps(1, [1, 1], 5);
    let inputs = [Input::Pixels(&pixels), Input::Maps(&features)];
    let first = network.run(&inputs, &[1]);
    assert_eq!(first, network.run(&inputs, &[1]));
    assert_eq!(network.graph(), &graph);
}

#[test]
fn weights_that_do_not_fit_are_refused_by_name() {
    let pool = Pool {
        kind: PoolKind::Max,
        kernel: 3,
        stride: 2,
        padding: 0,
    };
    let graph = merging(pool);
    let weights = Random::new(10).weights(&graph);
    for parameter in graph.parameters() {
        let mut short = Weights::default();
        let mut other = Weights::default();
        for (name, shape, values) in weights.iter() {
            if name != parameter.name {
                short.insert(name, shape, values.to_vec());
                other.insert(name, shape, values.to_vec());
            }
        }
        let missing = UnfitWeights::Missing(parameter.name.clone());
        assert_eq!(Network::new(&graph, &short).err(), Some(missing));
        other.insert(&parameter.name, &[1, 2], vec![0.0; 2]);
        let misshapen = UnfitWeights::OtherShape {
            name: parameter.name.clone(),
            expected: parameter.shape,
            found: vec![1, 2],
        };
        assert_eq!(Network::new(&graph, &other).err(), Some(misshapen));
    }
}

#[test]
#[should_panic(expected = "channels of x")]
fn maps_of_other_channels_are_a_fault() {
    let mut graph = Graph::default();
    let x = graph.maps("x", 6, Count::Images);
    graph.output("x", x);
    let network = Network::new(&graph, &Weights::default()).expect("there are none");
    network.run(&[Input::Maps(&Random::new(0).maps(1, [2, 3], 5))], &[]);
}
