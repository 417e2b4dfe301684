//! Convolutions of all kinds, and chains of them, against the reference.

use proptest::prelude::*;
use zoom_in_net_cpu_engine::Input;
use zoom_in_net_graph::{Activation, Convolution, Count, Graph, Padding, Value};

use crate::random::{Random, activations, channels, check, fits, paddings};

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
    images: usize,
    sides: [usize; 2],
    seed: u64,
) -> Result<(), TestCaseError> {
    prop_assume!(fits(sides, convolution.kernel, convolution.padding));
    let [read, written] = convolution.channels;
    let random = &mut Random::new(seed);
    let graph = one(convolution, shortcut);
    let x = random.maps(images, sides, read);
    let made = match shortcut {
        true => graph.shapes(&[sides, sides])[2],
        false => graph.shapes(&[sides])[1],
    };
    let other = random.maps(images, [made.height, made.width], written);
    let inputs = [Input::Maps(&x), Input::Maps(&other)];
    check(&graph, random, &inputs[..1 + usize::from(shortcut)], &[])
}

fn kernels() -> impl Strategy<Value = [usize; 2]> {
    prop_oneof![
        Just([1, 1]),
        Just([3, 3]),
        Just([5, 5]),
        Just([1, 7]),
        Just([7, 1]),
        [1usize..6, 1usize..6],
    ]
}

fn sides() -> impl Strategy<Value = [usize; 2]> {
    [1usize..14, 1usize..14]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn over_all_channels(
        (read, written) in (channels(), channels()),
        kernel in kernels(),
        stride in 1usize..4,
        padding in paddings(),
        activation in activations(),
        shortcut: bool,
        images in 1usize..3,
        sides in sides(),
        seed: u64,
    ) {
        let convolution = Convolution {
            padding,
            stride,
            ..Convolution::new("of", [read, written], kernel)
        };
        let convolution = convolution.scaled(0.3).activation(activation);
        check_one(convolution, shortcut, images, sides, seed)?;
    }

    #[test]
    fn of_each_channel(
        channels in channels(),
        kernel in kernels(),
        stride in 1usize..4,
        padding in paddings(),
        activation in activations(),
        shortcut: bool,
        images in 1usize..3,
        sides in sides(),
        seed: u64,
    ) {
        let convolution = Convolution {
            padding,
            stride,
            ..Convolution::new("of", [channels; 2], kernel)
        };
        let convolution = convolution.depthwise().biased().scaled(1.7).activation(activation);
        check_one(convolution, shortcut, images, sides, seed)?;
    }

    #[test]
    fn chained(chain in chains(), images in 1usize..3, sides in sides(), seed: u64) {
        prop_assume!(fits(sides, chain.kernel, chain.padding));
        let graph = chain.graph();
        let random = &mut Random::new(seed);
        let x = random.maps(images, sides, chain.channels[0]);
        check(&graph, random, &[Input::Maps(&x)], &[])?;
    }
}

/// Expand, depthwise, project, each but the second at will.
#[derive(Clone, Debug)]
struct Chain {
    /// Read, hidden, and written.
    channels: [usize; 3],
    expand: bool,
    kernel: [usize; 2],
    stride: usize,
    padding: Padding,
    project: bool,
    /// Where the shape allows it.
    shortcut: bool,
    /// Outputs besides the last value: the expanded and the filtered maps.
    also: [bool; 2],
    /// How often it is repeated where the channels allow it.
    repeats: usize,
}

fn chains() -> impl Strategy<Value = Chain> {
    let filters = prop_oneof![3 => Just([3, 3]), 3 => Just([5, 5]), 1 => kernels()];
    let channels = [channels(), channels(), channels()];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let also = prop_oneof![3 => Just([false, false]), 1 => any::<[bool; 2]>()];
    let layout = (filters, 1usize..4, paddings());
    (channels, flags, layout, also, 1usize..3).prop_map(
        |(channels, flags, layout, also, repeats)| {
            let [read, hidden, written] = channels;
            let (expand, project, shortcut, same_channels) = flags;
            let hidden = if expand { hidden } else { read };
            let written = match (project, same_channels) {
                (true, true) => read,
                (true, false) => written,
                (false, _) => hidden,
            };
            let (kernel, stride, padding) = layout;
            Chain {
                channels: [read, hidden, written],
                expand,
                kernel,
                stride,
                padding,
                project,
                shortcut,
                also,
                repeats: if padding == Padding::Same && read == written {
                    repeats
                } else {
                    1
                },
            }
        },
    )
}

impl Chain {
    fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        let mut x = graph.maps("x", self.channels[0], Count::Images);
        for index in 0..self.repeats {
            x = self.added(&mut graph, x, index);
        }
        graph.output("made", x);
        graph
    }

    fn added(&self, graph: &mut Graph, x: Value, index: usize) -> Value {
        let [read, hidden, written] = self.channels;
        let name = |layer: &str| format!("{index}.{layer}");
        let expanded = if self.expand {
            let expand = Convolution::new(name("expand"), [read, hidden], [1, 1]);
            graph.convolution(expand.activation(Activation::Relu6), x)
        } else {
            x
        };
        let depthwise = Convolution {
            padding: self.padding,
            stride: self.stride,
            ..Convolution::new(name("depthwise"), [hidden; 2], self.kernel)
        };
        let filtered = graph.convolution(depthwise.depthwise(), expanded);
        for (value, also) in [expanded, filtered].into_iter().zip(self.also) {
            if also {
                graph.output("also", value);
            }
        }
        if !self.project {
            return filtered;
        }
        let project = Convolution::new(name("project"), [hidden, written], [1, 1]);
        let project = project.scaled(0.5).activation(Activation::Identity);
        if self.shortcut && self.stride == 1 && self.padding == Padding::Same && read == written {
            graph.residual(project, filtered, x)
        } else {
            graph.convolution(project, filtered)
        }
    }
}

#[test]
fn bands_of_rows_fit_together() -> Result<(), TestCaseError> {
    // Wide enough that neither the patches nor the hidden maps fit in one band.
    let random = &mut Random::new(3);
    let sides = [40, 190];
    for stride in [1, 2] {
        let chain = Chain {
            channels: [16, 96, 24],
            expand: true,
            kernel: [5, 5],
            stride,
            padding: Padding::Same,
            project: true,
            shortcut: false,
            also: [false, false],
            repeats: 1,
        };
        let x = random.maps(1, sides, 16);
        check(&chain.graph(), random, &[Input::Maps(&x)], &[])?;
        let patches = Convolution::new("of", [16, 5], [5, 5])
            .stride(stride)
            .same();
        check_one(patches, false, 1, sides, 4)?;
    }
    check_one(Convolution::new("of", [40, 24], [1, 1]), true, 1, sides, 5)
}

#[test]
fn a_projection_that_would_also_expand_is_computed_once() -> Result<(), TestCaseError> {
    let mut graph = Graph::default();
    let mut x = graph.maps("x", 24, Count::Images);
    for index in 0..3 {
        let pointwise = Convolution::new(format!("{index}.pointwise"), [24, 24], [1, 1]);
        x = graph.convolution(pointwise, x);
        let filters = Convolution::new(format!("{index}.filters"), [24, 24], [3, 3]);
        x = graph.convolution(filters.same().depthwise(), x);
    }
    graph.output("made", x);
    let random = &mut Random::new(1);
    let maps = random.maps(2, [9, 7], 24);
    check(&graph, random, &[Input::Maps(&maps)], &[])
}

#[test]
fn filtered_maps_that_are_their_own_shortcut_exist() -> Result<(), TestCaseError> {
    let mut graph = Graph::default();
    let x = graph.maps("x", 20, Count::Images);
    let filters = Convolution::new("filters", [20, 20], [3, 3])
        .same()
        .depthwise();
    let filtered = graph.convolution(filters, x);
    let project = Convolution::new("project", [20, 20], [1, 1]);
    let made = graph.residual(project, filtered, filtered);
    graph.output("made", made);
    let random = &mut Random::new(2);
    let maps = random.maps(1, [6, 5], 20);
    check(&graph, random, &[Input::Maps(&maps)], &[])
}
