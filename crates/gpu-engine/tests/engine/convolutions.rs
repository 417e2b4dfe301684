//! Convolutions of all kinds, with every kernel that computes them.

use proptest::prelude::*;
use zoom_in_net_gpu_engine::KernelChoice;
use zoom_in_net_graph::{Convolution, Count, Graph, Padding};

use crate::both::{Batch, check};
use crate::device::gpu;
use crate::random::{Random, activations, channels, fits, paddings, sides};

/// Maps `x` and a convolution of them, with a shortcut of its own where `shortcut`.
fn one(convolution: Convolution, shortcut: bool) -> Graph {
    let mut graph = Graph::default();
    let [read, written] = convolution.channels;
    let x = graph.maps("x", read, Count::Images);
    let made = if shortcut {
        let shortcut = graph.maps("shortcut", written, Count::Images);
        graph.residual(convolution, x, shortcut)
    } else {
        graph.convolution(convolution, x)
    };
    graph.output("made", made);
    graph
}

/// Checks one convolution on maps of `sides`.
fn check_one(
    convolution: Convolution,
    shortcut: bool,
    batch: Batch<'_>,
    sides: [usize; 2],
    seed: u64,
    choices: impl IntoIterator<Item = KernelChoice>,
) -> Result<(), TestCaseError> {
    prop_assume!(fits(sides, convolution.kernel, convolution.padding));
    let [read, written] = convolution.channels;
    let random = &mut Random::new(seed);
    let graph = one(convolution, shortcut);
    let mut inputs = vec![random.maps(batch.images, sides, read)];
    if shortcut {
        let made = graph.shapes(&[sides, sides])[2];
        inputs.push(random.maps(batch.images, [made.height, made.width], written));
    }
    check(&gpu(), &graph, random, &inputs, batch, choices)
}

fn kernels() -> impl Strategy<Value = [usize; 2]> {
    prop_oneof![
        Just([1, 1]),
        Just([3, 3]),
        Just([1, 7]),
        Just([7, 1]),
        [1usize..6, 1usize..6],
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn over_all_channels(
        (read, written) in (channels(), channels()),
        kernel in kernels(),
        stride in 1usize..4,
        padding in paddings(),
        activation in activations(),
        shortcut: bool,
        (images, spare) in (1usize..3, 0usize..2),
        sides in sides(),
        seed: u64,
    ) {
        let convolution = Convolution {
            padding,
            // Without a shortcut it is no part of the convolution.
            scale: 0.3,
            ..Convolution::new("made", [read, written], kernel)
        };
        let convolution = convolution.stride(stride).activation(activation);
        let batch = Batch { spare, ..Batch::of(images) };
        check_one(convolution, shortcut, batch, sides, seed, KernelChoice::variants())?;
    }

    #[test]
    fn of_one_position(
        (read, written) in (channels(), channels()),
        activation in activations(),
        shortcut: bool,
        images in 1usize..4,
        sides in sides(),
        seed: u64,
    ) {
        let convolution = Convolution::new("made", [read, written], [1, 1]).scaled(0.3);
        let convolution = convolution.activation(activation);
        let batch = Batch::of(images);
        check_one(convolution, shortcut, batch, sides, seed, KernelChoice::variants())?;
    }

    #[test]
    fn depthwise(
        channels in channels(),
        (kernel, stride) in prop_oneof![
            (prop_oneof![Just([3, 3]), Just([5, 5])], 1usize..3),
            ([1usize..6, 1usize..6], 1usize..4),
        ],
        padding in prop_oneof![Just(Padding::Same), paddings()],
        activation in activations(),
        shortcut: bool,
        (images, spare) in (1usize..4, 0usize..2),
        sides in sides(),
        seed: u64,
    ) {
        let convolution = Convolution {
            padding,
            scale: 0.3,
            ..Convolution::new("made", [channels; 2], kernel)
        };
        let convolution = convolution.stride(stride).depthwise().activation(activation);
        let batch = Batch { spare, ..Batch::of(images) };
        let choices = [KernelChoice::Suitable];
        check_one(convolution, shortcut, batch, sides, seed, choices)?;
    }
}
