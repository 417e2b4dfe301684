//! Inception-ResNet-v2 (Szegedy et al., 2016, arXiv 1602.07261), M-Net's trunk in the `paper`
//! configuration. Layout of TensorFlow-Slim and of timm's `inception_resnet_v2`, whose numbers
//! follow the paper's "A", "B" and "C" blocks by the side of their maps at 299 pixels: 35, 17, 8.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use super::inception::{BranchConfig, Mixed, Pool, STEM_CHANNELS, Stem, channels_of};
use super::layers::{ConvNorm, ConvNormConfig};

/// Channels of the output.
pub const CHANNELS: usize = 1536;

const CHANNELS_35: usize = 320;
const CHANNELS_17: usize = 1088;
const CHANNELS_8: usize = 2080;

/// Branches whose concatenation, projected by a biased 1×1 convolution and scaled down, is added
/// to the input; the shape stays.
#[derive(Module, Debug)]
pub struct Residual {
    mixed: Mixed,
    project: Conv2d,
    scale: f64,
    rectified: bool,
}

impl Residual {
    fn init(
        channels: usize,
        branches: &[BranchConfig],
        scale: f64,
        rectified: bool,
        device: &Device,
    ) -> Self {
        Self {
            mixed: Mixed::init(branches, device),
            project: Conv2dConfig::new([channels_of(branches), channels], [1, 1]).init(device),
            scale,
            rectified,
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let change = self.project.forward(self.mixed.forward(x.clone()));
        let y = x + change * self.scale;
        if self.rectified { relu(y) } else { y }
    }

    fn folded(self) -> Self {
        Self {
            mixed: self.mixed.folded(),
            ..self
        }
    }
}

/// Everything of Inception-ResNet-v2 before the global pooling; stride 32.
#[derive(Module, Debug)]
pub struct InceptionResNetV2 {
    stem: Stem,
    mixed_5b: Mixed,
    blocks_35: Vec<Residual>,
    mixed_6a: Mixed,
    blocks_17: Vec<Residual>,
    mixed_7a: Mixed,
    blocks_8: Vec<Residual>,
    head: ConvNorm,
}

impl InceptionResNetV2 {
    /// Random weights.
    pub fn init(device: &Device) -> Self {
        Self {
            stem: Stem::init(device),
            mixed_5b: Mixed::init(&mixed_5b(), device),
            blocks_35: (0..10)
                .map(|_| Residual::init(CHANNELS_35, &branches_35(), 0.17, true, device))
                .collect(),
            mixed_6a: Mixed::init(&mixed_6a(), device),
            blocks_17: (0..20)
                .map(|_| Residual::init(CHANNELS_17, &branches_17(), 0.10, true, device))
                .collect(),
            mixed_7a: Mixed::init(&mixed_7a(), device),
            blocks_8: (0..9)
                .map(|_| Residual::init(CHANNELS_8, &branches_8(), 0.20, true, device))
                .chain([Residual::init(
                    CHANNELS_8,
                    &branches_8(),
                    1.0,
                    false,
                    device,
                )])
                .collect(),
            head: ConvNormConfig::new([CHANNELS_8, CHANNELS], [1, 1]).init(device),
        }
    }

    /// Channels of the output of [`forward`](Self::forward).
    pub fn channels(&self) -> usize {
        CHANNELS
    }

    /// `[batch, 3, height, width]` → `[batch, 1536, height', width']`: nothing of the stem and of
    /// the reductions is padded, so 492 pixels become 14 and 299 become 8.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.end(self.middle(self.stem.forward(x)))
    }

    /// The outputs at three depths, for comparison with a reference implementation: after the
    /// stem, after the blocks at stride 16, and at the end.
    pub fn forward_at_depths(&self, x: Tensor<4>) -> [Tensor<4>; 3] {
        let shallow = self.stem.forward(x);
        let middle = self.middle(shallow.clone());
        let deep = self.end(middle.clone());
        [shallow, middle, deep]
    }

    fn middle(&self, x: Tensor<4>) -> Tensor<4> {
        let x = in_turn(&self.blocks_35, self.mixed_5b.forward(x));
        in_turn(&self.blocks_17, self.mixed_6a.forward(x))
    }

    fn end(&self, x: Tensor<4>) -> Tensor<4> {
        let x = in_turn(&self.blocks_8, self.mixed_7a.forward(x));
        self.head.forward(x)
    }

    /// See [`ConvNorm::folded`].
    pub fn folded(self) -> Self {
        Self {
            stem: self.stem.folded(),
            mixed_5b: self.mixed_5b.folded(),
            blocks_35: folded(self.blocks_35),
            mixed_6a: self.mixed_6a.folded(),
            blocks_17: folded(self.blocks_17),
            mixed_7a: self.mixed_7a.folded(),
            blocks_8: folded(self.blocks_8),
            head: self.head.folded(),
        }
    }
}

fn in_turn(blocks: &[Residual], x: Tensor<4>) -> Tensor<4> {
    blocks.iter().fold(x, |x, block| block.forward(x))
}

fn folded(blocks: Vec<Residual>) -> Vec<Residual> {
    blocks.into_iter().map(Residual::folded).collect()
}

/// 192 → 320 channels.
fn mixed_5b() -> [BranchConfig; 4] {
    let branch = || BranchConfig::new(STEM_CHANNELS);
    let average = Pool::Average {
        count_padding: false,
    };
    [
        branch().conv(96, [1, 1]),
        branch().conv(48, [1, 1]).conv(64, [5, 5]),
        branch().conv(64, [1, 1]).conv(96, [3, 3]).conv(96, [3, 3]),
        branch().pool(average).conv(64, [1, 1]),
    ]
}

fn branches_35() -> [BranchConfig; 3] {
    let branch = || BranchConfig::new(CHANNELS_35);
    [
        branch().conv(32, [1, 1]),
        branch().conv(32, [1, 1]).conv(32, [3, 3]),
        branch().conv(32, [1, 1]).conv(48, [3, 3]).conv(64, [3, 3]),
    ]
}

/// 320 → 1088 channels, half the sides.
fn mixed_6a() -> [BranchConfig; 3] {
    let branch = || BranchConfig::new(CHANNELS_35);
    [
        branch().halve(384),
        branch().conv(256, [1, 1]).conv(256, [3, 3]).halve(384),
        branch().pool(Pool::Maximum),
    ]
}

fn branches_17() -> [BranchConfig; 2] {
    let branch = || BranchConfig::new(CHANNELS_17);
    [
        branch().conv(192, [1, 1]),
        branch()
            .conv(128, [1, 1])
            .conv(160, [1, 7])
            .conv(192, [7, 1]),
    ]
}

/// 1088 → 2080 channels, half the sides.
fn mixed_7a() -> [BranchConfig; 4] {
    let branch = || BranchConfig::new(CHANNELS_17);
    [
        branch().conv(256, [1, 1]).halve(384),
        branch().conv(256, [1, 1]).halve(288),
        branch().conv(256, [1, 1]).conv(288, [3, 3]).halve(320),
        branch().pool(Pool::Maximum),
    ]
}

fn branches_8() -> [BranchConfig; 2] {
    let branch = || BranchConfig::new(CHANNELS_8);
    [
        branch().conv(192, [1, 1]),
        branch()
            .conv(192, [1, 1])
            .conv(224, [1, 3])
            .conv(256, [3, 1]),
    ]
}
