//! What both Inceptions are made of: the stem, and branches that read the same maps and whose
//! outputs are concatenated.

use burn::module::Module;
use burn::nn::PaddingConfig2d;
use burn::nn::pool::{AvgPool2dConfig, MaxPool2dConfig};
use burn::tensor::{Device, Tensor};

use super::layers::{ConvNorm, ConvNormConfig};

/// Channels after the [`Stem`].
pub(crate) const STEM_CHANNELS: usize = 192;

/// Pooling over 3×3 windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// Mean, at stride 1 with one pixel of zero padding.
    Average {
        /// Whether the padding counts as values.
        count_padding: bool,
    },
    /// Maximum, at stride 2 without padding.
    Maximum,
}

impl Pool {
    fn forward(self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Average { count_padding } => AvgPool2dConfig::new([3, 3])
                .with_strides([1, 1])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .with_count_include_pad(count_padding)
                .init()
                .forward(x),
            Self::Maximum => MaxPool2dConfig::new([3, 3])
                .with_strides([2, 2])
                .init()
                .forward(x),
        }
    }
}

/// The first five convolutions and two poolings, unpadded but for the third convolution.
#[derive(Module, Debug)]
pub struct Stem {
    convs: Vec<ConvNorm>,
}

impl Stem {
    pub(crate) fn init(device: &Device) -> Self {
        let convs = [
            ConvNormConfig::new([3, 32], [3, 3]).stride(2),
            ConvNormConfig::new([32, 32], [3, 3]),
            ConvNormConfig::new([32, 64], [3, 3]).pad([1, 1]),
            ConvNormConfig::new([64, 80], [1, 1]),
            ConvNormConfig::new([80, STEM_CHANNELS], [3, 3]),
        ];
        Self {
            convs: convs.iter().map(|conv| conv.init(device)).collect(),
        }
    }

    /// `[batch, 3, height, width]` → `[batch, 192, height', width']`, a little less than an eighth
    /// of the sides.
    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let (first, second) = self.convs.split_at(3);
        let x = Pool::Maximum.forward(in_turn(first, x));
        Pool::Maximum.forward(in_turn(second, x))
    }

    pub(crate) fn folded(self) -> Self {
        Self {
            convs: folded(self.convs),
        }
    }
}

/// One branch of a [`Mixed`] block: a pooling, convolutions in turn, and last the split, whose
/// convolutions all read what came before and are concatenated. Each of the three may be absent.
#[derive(Module, Debug)]
pub struct Branch {
    #[module(skip)]
    pool: Option<Pool>,
    convs: Vec<ConvNorm>,
    split: Vec<ConvNorm>,
}

/// Shape of a [`Branch`].
#[derive(Clone, Debug)]
pub(crate) struct BranchConfig {
    channels: usize,
    pool: Option<Pool>,
    convs: Vec<ConvNormConfig>,
    split: Vec<ConvNormConfig>,
}

impl BranchConfig {
    /// A branch that reads so many channels and, as yet, returns them as they are.
    pub(crate) fn new(channels: usize) -> Self {
        Self {
            channels,
            pool: None,
            convs: Vec::new(),
            split: Vec::new(),
        }
    }

    pub(crate) fn pool(mut self, pool: Pool) -> Self {
        self.pool = Some(pool);
        self
    }

    /// A convolution to so many channels, padded to keep the size.
    pub(crate) fn conv(mut self, channels: usize, [rows, columns]: [usize; 2]) -> Self {
        let shape = ConvNormConfig::new([self.channels, channels], [rows, columns]);
        self.convs.push(shape.pad([rows / 2, columns / 2]));
        self.channels = channels;
        self
    }

    /// An unpadded 3×3 convolution at stride 2.
    pub(crate) fn halve(mut self, channels: usize) -> Self {
        let shape = ConvNormConfig::new([self.channels, channels], [3, 3]);
        self.convs.push(shape.stride(2));
        self.channels = channels;
        self
    }

    /// A row and a column of three side by side, each to so many channels.
    pub(crate) fn split(mut self, channels: usize) -> Self {
        let shape = |kernel| ConvNormConfig::new([self.channels, channels], kernel);
        self.split = vec![shape([1, 3]).pad([0, 1]), shape([3, 1]).pad([1, 0])];
        self.channels = 2 * channels;
        self
    }

    fn init(&self, device: &Device) -> Branch {
        let all =
            |shapes: &[ConvNormConfig]| shapes.iter().map(|shape| shape.init(device)).collect();
        Branch {
            pool: self.pool,
            convs: all(&self.convs),
            split: all(&self.split),
        }
    }
}

impl Branch {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = match self.pool {
            Some(pool) => pool.forward(x),
            None => x,
        };
        let x = in_turn(&self.convs, x);
        if self.split.is_empty() {
            return x;
        }
        let outputs = self.split.iter().map(|conv| conv.forward(x.clone()));
        Tensor::cat(outputs.collect(), 1)
    }

    fn folded(self) -> Self {
        Self {
            convs: folded(self.convs),
            split: folded(self.split),
            ..self
        }
    }
}

/// Branches that read the same maps; the outputs are concatenated.
#[derive(Module, Debug)]
pub struct Mixed {
    branches: Vec<Branch>,
}

impl Mixed {
    pub(crate) fn init(branches: &[BranchConfig], device: &Device) -> Self {
        Self {
            branches: branches.iter().map(|shape| shape.init(device)).collect(),
        }
    }

    pub(crate) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let outputs = self.branches.iter().map(|branch| branch.forward(x.clone()));
        Tensor::cat(outputs.collect(), 1)
    }

    pub(crate) fn folded(self) -> Self {
        Self {
            branches: self.branches.into_iter().map(Branch::folded).collect(),
        }
    }
}

/// Channels of the concatenated outputs.
pub(crate) fn channels_of(branches: &[BranchConfig]) -> usize {
    branches.iter().map(|branch| branch.channels).sum()
}

fn in_turn(convs: &[ConvNorm], x: Tensor<4>) -> Tensor<4> {
    convs.iter().fold(x, |x, conv| conv.forward(x))
}

fn folded(convs: Vec<ConvNorm>) -> Vec<ConvNorm> {
    convs.into_iter().map(ConvNorm::folded).collect()
}
