//! Windows of uploaded images.

use proptest::prelude::*;
use zoom_in_net_cpu_engine::{Input, Network};
use zoom_in_net_gpu_engine::{Gpu, NetworkOnGpu, Plan, PlanInput, Window};
use zoom_in_net_graph::{Convolution, Graph, Pixels};

use crate::both::compare;
use crate::device::gpu;
use crate::random::Random;

/// The pixels themselves, and a convolution of them.
fn graph() -> Graph {
    let mut graph = Graph::default();
    let image = graph.pixels("image", 127.0, 128.0);
    let convolution = Convolution::new("made", [3, 8], [3, 3]).same();
    let made = graph.convolution(convolution, image);
    graph.output("image", image);
    graph.output("made", made);
    graph
}

fn cut(rgb: &[u8], [_, width]: [usize; 2], window: &Window, sides: [usize; 2]) -> Vec<u8> {
    let rows = (window.y..window.y + sides[0])
        .flat_map(|row| &rgb[3 * (row * width + window.x)..][..3 * sides[1]]);
    rows.copied().collect()
}

/// Checks windows of `sides` of images of `source`, in a plan for one more of each.
fn check(
    gpu: &Gpu,
    source: [usize; 2],
    sides: [usize; 2],
    images: &[Vec<u8>],
    windows: &[Window],
) -> Result<(), TestCaseError> {
    let graph = graph();
    let weights = Random::new(3).weights(&graph);
    let network = NetworkOnGpu::new(gpu, graph.clone(), &weights).expect("the weights fit");
    let input = PlanInput::Pixels {
        source,
        window: sides,
        sources: images.len() + 1,
    };
    let plan = Plan::new(gpu, &network, &[input], windows.len() + 1, 0).expect("it fits");
    for (index, rgb) in images.iter().enumerate() {
        let [height, width] = source;
        plan.write_source(gpu, index, Pixels { width, height, rgb });
    }
    plan.write_windows(gpu, windows);
    let mut run = gpu.run();
    run.compute(&plan, windows.len(), &[]);
    let values = [plan.output("image"), plan.output("made")];
    let found = pollster::block_on(run.submit_and_read(&[&values[0], &values[1]]));

    let cuts = windows
        .iter()
        .map(|window| cut(&images[window.source], source, window, sides));
    let cuts: Vec<Vec<u8>> = cuts.collect();
    let [height, width] = sides;
    let pixels: Vec<Pixels<'_>> = cuts
        .iter()
        .map(|rgb| Pixels { width, height, rgb })
        .collect();
    let network = Network::new(&graph, &weights).expect("the weights fit");
    let expected = network.run(&[Input::Pixels(&pixels)], &[]).into_iter();
    let expected: Vec<Vec<f32>> = expected.map(|maps| maps.values).collect();
    compare(&found.expect("the device computes"), &expected)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn windows_are_cut_from_any_place(
        // Of any number of bytes, whole words or not.
        (rows, columns) in (3usize..12, 4usize..20),
        sides in [1usize..4, 1usize..5],
        sources in 1usize..3,
        places in prop::collection::vec((0usize..3, 0usize..20, 0usize..20), 1..5),
        seed: u64,
    ) {
        let source = [rows, columns];
        let random = &mut Random::new(seed);
        let images: Vec<Vec<u8>> = (0..sources).map(|_| random.rgb(source)).collect();
        let windows: Vec<Window> = places
            .into_iter()
            .map(|(index, x, y)| Window {
                source: index % sources,
                x: x % (columns - sides[1] + 1),
                y: y % (rows - sides[0] + 1),
            })
            .collect();
        check(&gpu(), source, sides, &images, &windows)?;
    }
}
