//! Inception-v3 (Szegedy et al., 2015, arXiv 1512.00567), C-Net's trunk in the `paper`
//! configuration. Layout of torchvision's `inception_v3`, which timm's follows, without the
//! auxiliary classifier. Zero padding counts in its average poolings, as in torchvision; timm
//! runs the weights that TensorFlow trained (`tf_in1k`) in this layout too.

use zoom_in_net_graph::{Graph, Pool, Value};

use super::inception::{Branch, MAX, average, mixed, stem};

const NAME: &str = "backbone.InceptionV3";
const AVERAGE: Pool = average(true);

/// `image` → 2048 channels; nothing of the stem and of the reductions is padded, so that 384 pixels become 10
/// and 299 become 8.
pub fn trunk(graph: &mut Graph, image: Value) -> Value {
    let blocks: [Vec<Branch>; 11] = [
        block_a(32),
        block_a(64),
        block_a(64),
        block_b(),
        block_c(128),
        block_c(160),
        block_c(160),
        block_c(192),
        block_d(),
        block_e(),
        block_e(),
    ];
    let stem = stem(graph, image, NAME);
    let blocks = blocks.iter().enumerate();
    blocks.fold(stem, |x, (index, branches)| {
        mixed(graph, x, &format!("{NAME}.blocks.{index}"), branches)
    })
}

/// To 224 + `pooled` channels.
fn block_a(pooled: usize) -> Vec<Branch> {
    let branch = Branch::default;
    vec![
        branch().conv(64, [1, 1]),
        branch().conv(48, [1, 1]).conv(64, [5, 5]),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).conv(96, [3, 3]),
        branch().pool(AVERAGE).conv(pooled, [1, 1]),
    ]
}

/// 288 → 768 channels, half the sides.
fn block_b() -> Vec<Branch> {
    let branch = Branch::default;
    vec![
        branch().halve(384),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).halve(96),
        branch().pool(MAX),
    ]
}

/// 768 → 768 channels; the 7×7 convolutions, as rows and columns, are `narrow` within.
fn block_c(narrow: usize) -> Vec<Branch> {
    let branch = Branch::default;
    vec![
        branch().conv(192, [1, 1]),
        branch()
            .conv(narrow, [1, 1])
            .conv(narrow, [1, 7])
            .conv(192, [7, 1]),
        branch()
            .conv(narrow, [1, 1])
            .conv(narrow, [7, 1])
            .conv(narrow, [1, 7])
            .conv(narrow, [7, 1])
            .conv(192, [1, 7]),
        branch().pool(AVERAGE).conv(192, [1, 1]),
    ]
}

/// 768 → 1280 channels, half the sides.
fn block_d() -> Vec<Branch> {
    let branch = Branch::default;
    vec![
        branch().conv(192, [1, 1]).halve(320),
        branch()
            .conv(192, [1, 1])
            .conv(192, [1, 7])
            .conv(192, [7, 1])
            .halve(192),
        branch().pool(MAX),
    ]
}

/// To 2048 channels.
fn block_e() -> Vec<Branch> {
    let branch = Branch::default;
    vec![
        branch().conv(320, [1, 1]),
        branch().conv(384, [1, 1]).split(384),
        branch().conv(448, [1, 1]).conv(384, [3, 3]).split(384),
        branch().pool(AVERAGE).conv(192, [1, 1]),
    ]
}
