//! Inception-ResNet-v2 (Szegedy et al., 2016, arXiv 1602.07261), M-Net's trunk in the `paper`
//! configuration. Layout of TensorFlow-Slim and of timm's `inception_resnet_v2`, whose numbers
//! follow the paper's "A", "B" and "C" blocks by the side of their maps at 299 pixels: 35, 17, 8.

use zoom_in_net_graph::{Activation, Convolution, Graph, Value};

use super::inception::{Branch, MAX, average, mixed, stem};

const NAME: &str = "backbone.InceptionResNetV2";

/// `image` → 1536 channels; nothing of the stem and of the reductions is padded, so that 492 pixels become 14
/// and 299 become 8.
pub fn trunk(graph: &mut Graph, image: Value) -> Value {
    let name = |block: &str| format!("{NAME}.{block}");
    let mut x = stem(graph, image, NAME);
    x = mixed(graph, x, &name("mixed_5b"), &mixed_5b());
    for block in 0..10 {
        let name = name(&format!("blocks_35.{block}"));
        x = residual(graph, x, &name, &branches_35(), 0.17, Activation::Relu);
    }
    x = mixed(graph, x, &name("mixed_6a"), &mixed_6a());
    for block in 0..20 {
        let name = name(&format!("blocks_17.{block}"));
        x = residual(graph, x, &name, &branches_17(), 0.10, Activation::Relu);
    }
    x = mixed(graph, x, &name("mixed_7a"), &mixed_7a());
    for block in 0..10 {
        let name = name(&format!("blocks_8.{block}"));
        let (scale, activation) = match block {
            9 => (1.0, Activation::Identity),
            _ => (0.20, Activation::Relu),
        };
        x = residual(graph, x, &name, &branches_8(), scale, activation);
    }
    let head = Convolution::new(name("head"), [graph.channels(x), 1536], [1, 1]);
    graph.convolution(head, x)
}

/// Branches whose concatenation, projected by a biased 1×1 convolution and scaled down, is added to the input.
fn residual(
    graph: &mut Graph,
    x: Value,
    name: &str,
    branches: &[Branch],
    scale: f32,
    activation: Activation,
) -> Value {
    let change = mixed(graph, x, &format!("{name}.mixed"), branches);
    let channels = [graph.channels(change), graph.channels(x)];
    let project = Convolution::new(format!("{name}.project"), channels, [1, 1])
        .biased()
        .scaled(scale)
        .activation(activation);
    graph.residual(project, change, x)
}

/// 192 → 320 channels.
fn mixed_5b() -> [Branch; 4] {
    let branch = Branch::default;
    [
        branch().conv(96, [1, 1]),
        branch().conv(48, [1, 1]).conv(64, [5, 5]),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).conv(96, [3, 3]),
        branch().pool(average(false)).conv(64, [1, 1]),
    ]
}

fn branches_35() -> [Branch; 3] {
    let branch = Branch::default;
    [
        branch().conv(32, [1, 1]),
        branch().conv(32, [1, 1]).conv(32, [3, 3]),
        branch().conv(32, [1, 1]).conv(48, [3, 3]).conv(64, [3, 3]),
    ]
}

/// 320 → 1088 channels, half the sides.
fn mixed_6a() -> [Branch; 3] {
    let branch = Branch::default;
    [
        branch().halve(384),
        branch().conv(256, [1, 1]).conv(256, [3, 3]).halve(384),
        branch().pool(MAX),
    ]
}

fn branches_17() -> [Branch; 2] {
    let branch = Branch::default;
    [
        branch().conv(192, [1, 1]),
        branch()
            .conv(128, [1, 1])
            .conv(160, [1, 7])
            .conv(192, [7, 1]),
    ]
}

/// 1088 → 2080 channels, half the sides.
fn mixed_7a() -> [Branch; 4] {
    let branch = Branch::default;
    [
        branch().conv(256, [1, 1]).halve(384),
        branch().conv(256, [1, 1]).halve(288),
        branch().conv(256, [1, 1]).conv(288, [3, 3]).halve(320),
        branch().pool(MAX),
    ]
}

fn branches_8() -> [Branch; 2] {
    let branch = Branch::default;
    [
        branch().conv(192, [1, 1]),
        branch()
            .conv(192, [1, 1])
            .conv(224, [1, 3])
            .conv(256, [3, 1]),
    ]
}
