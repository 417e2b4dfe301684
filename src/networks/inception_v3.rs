//! Inception-v3 (Szegedy et al., 2015, arXiv 1512.00567), C-Net's trunk in the `paper`
//! configuration. Layout of torchvision's `inception_v3`, which timm's follows, without the
//! auxiliary classifier. Zero padding counts in its average poolings, as in torchvision; timm
//! runs the weights that TensorFlow trained (`tf_in1k`) in this layout too.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::inception::{BranchConfig, Mixed, Pool, STEM_CHANNELS, Stem};

/// Channels of the output.
pub const CHANNELS: usize = 2048;

/// Blocks before the second reduction.
const BLOCKS_TO_STRIDE_16: usize = 8;

const AVERAGE: Pool = Pool::Average {
    count_padding: true,
};

/// Everything of Inception-v3 before the global pooling; stride 32.
#[derive(Module, Debug)]
pub struct InceptionV3 {
    stem: Stem,
    blocks: Vec<Mixed>,
}

impl InceptionV3 {
    /// Random weights.
    pub fn init(device: &Device) -> Self {
        Self {
            stem: Stem::init(device),
            blocks: vec![
                Mixed::init(&block_a(STEM_CHANNELS, 32), device),
                Mixed::init(&block_a(256, 64), device),
                Mixed::init(&block_a(288, 64), device),
                Mixed::init(&block_b(), device),
                Mixed::init(&block_c(128), device),
                Mixed::init(&block_c(160), device),
                Mixed::init(&block_c(160), device),
                Mixed::init(&block_c(192), device),
                Mixed::init(&block_d(), device),
                Mixed::init(&block_e(1280), device),
                Mixed::init(&block_e(CHANNELS), device),
            ],
        }
    }

    /// Channels of the output of [`forward`](Self::forward).
    pub fn channels(&self) -> usize {
        CHANNELS
    }

    /// `[batch, 3, height, width]` → `[batch, 2048, height', width']`: nothing of the stem and of
    /// the reductions is padded, so 384 pixels become 10 and 299 become 8.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        in_turn(&self.blocks, self.stem.forward(x))
    }

    /// The outputs at three depths, for comparison with a reference implementation: after the
    /// stem, after the blocks at stride 16, and at the end.
    pub fn forward_at_depths(&self, x: Tensor<4>) -> [Tensor<4>; 3] {
        let (first, last) = self.blocks.split_at(BLOCKS_TO_STRIDE_16);
        let shallow = self.stem.forward(x);
        let middle = in_turn(first, shallow.clone());
        let deep = in_turn(last, middle.clone());
        [shallow, middle, deep]
    }

    /// See [`ConvNorm::folded`](super::layers::ConvNorm::folded).
    pub fn folded(self) -> Self {
        Self {
            stem: self.stem.folded(),
            blocks: self.blocks.into_iter().map(Mixed::folded).collect(),
        }
    }
}

fn in_turn(blocks: &[Mixed], x: Tensor<4>) -> Tensor<4> {
    blocks.iter().fold(x, |x, block| block.forward(x))
}

/// To 224 + `pooled` channels.
fn block_a(channels: usize, pooled: usize) -> [BranchConfig; 4] {
    let branch = || BranchConfig::new(channels);
    [
        branch().conv(64, [1, 1]),
        branch().conv(48, [1, 1]).conv(64, [5, 5]),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).conv(96, [3, 3]),
        branch().pool(AVERAGE).conv(pooled, [1, 1]),
    ]
}

/// 288 → 768 channels, half the sides.
fn block_b() -> [BranchConfig; 3] {
    let branch = || BranchConfig::new(288);
    [
        branch().halve(384),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).halve(96),
        branch().pool(Pool::Maximum),
    ]
}

/// 768 → 768 channels; the 7×7 convolutions, as rows and columns, are `narrow` within.
fn block_c(narrow: usize) -> [BranchConfig; 4] {
    let branch = || BranchConfig::new(768);
    [
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
fn block_d() -> [BranchConfig; 3] {
    let branch = || BranchConfig::new(768);
    [
        branch().conv(192, [1, 1]).halve(320),
        branch()
            .conv(192, [1, 1])
            .conv(192, [1, 7])
            .conv(192, [7, 1])
            .halve(192),
        branch().pool(Pool::Maximum),
    ]
}

/// To 2048 channels.
fn block_e(channels: usize) -> [BranchConfig; 4] {
    let branch = || BranchConfig::new(channels);
    [
        branch().conv(320, [1, 1]),
        branch().conv(384, [1, 1]).split(384),
        branch().conv(448, [1, 1]).conv(384, [3, 3]).split(384),
        branch().pool(AVERAGE).conv(192, [1, 1]),
    ]
}
