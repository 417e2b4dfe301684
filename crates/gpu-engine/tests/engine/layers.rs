//! All layers but convolutions.

use proptest::prelude::*;
use zoom_in_net_gpu_engine::KernelChoice;
use zoom_in_net_graph::{Count, Graph, Linear, Padding, Pool, PoolKind, Value};

use crate::both::{Batch, check};
use crate::device::gpu;
use crate::random::{Random, channels, fits, sides};

/// Maps `x` of so many channels, and one layer of them.
fn one(channels: usize, layer: impl FnOnce(&mut Graph, Value) -> Value) -> Graph {
    let mut graph = Graph::default();
    let x = graph.maps("x", channels, Count::Images);
    let made = layer(&mut graph, x);
    graph.output("made", made);
    graph
}

fn check_one(
    graph: &Graph,
    batch: Batch<'_>,
    sides: [usize; 2],
    seed: u64,
) -> Result<(), TestCaseError> {
    let random = &mut Random::new(seed);
    let channels = graph.channels(graph.input_value(0));
    let inputs = [random.maps(batch.images, sides, channels)];
    let choices = [KernelChoice::Suitable];
    check(&gpu(), graph, random, &inputs, batch, choices)
}

fn kinds() -> impl Strategy<Value = PoolKind> {
    prop::sample::select(vec![
        PoolKind::Max,
        PoolKind::Average {
            count_padding: true,
        },
        PoolKind::Average {
            count_padding: false,
        },
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn pools(
        channels in channels(),
        kind in kinds(),
        (kernel, padding) in (1usize..5).prop_flat_map(|kernel| (Just(kernel), 0..kernel)),
        stride in 1usize..4,
        (images, spare) in (1usize..3, 0usize..2),
        sides in sides(),
        seed: u64,
    ) {
        let around = Padding::Explicit { rows: padding, columns: padding };
        // A window beside the maps would have a mean of nothing.
        prop_assume!(fits(sides, [kernel; 2], around) && padding <= kernel / 2);
        let pool = Pool { kind, kernel, stride, padding };
        let graph = one(channels, |graph, x| graph.pool(pool, x));
        check_one(&graph, Batch { spare, ..Batch::of(images) }, sides, seed)?;
    }

    #[test]
    fn means(
        channels in channels(),
        (images, spare) in (1usize..4, 0usize..2),
        sides in sides(),
        seed: u64,
    ) {
        let graph = one(channels, Graph::global_average);
        check_one(&graph, Batch { spare, ..Batch::of(images) }, sides, seed)?;
    }

    #[test]
    fn linear_layers(
        (read, written) in (prop_oneof![channels(), Just(1536)], channels()),
        (images, spare) in (1usize..4, 0usize..2),
        seed: u64,
    ) {
        let linear = Linear::new("made", [read, written]);
        let graph = one(read, |graph, x| graph.linear(linear, x));
        check_one(&graph, Batch { spare, ..Batch::of(images) }, [1, 1], seed)?;
    }

    #[test]
    fn maxima_of_groups(
        channels in channels(),
        groups in prop::collection::vec(0usize..4, 1..4),
        spare in 0usize..2,
        sides in sides(),
        seed: u64,
    ) {
        let images = groups.iter().sum();
        // Of no image the processor engine makes vectors.
        prop_assume!(images > 0);
        let graph = one(channels, Graph::group_max);
        check_one(&graph, Batch { images, groups: &groups, spare }, sides, seed)?;
    }
}
