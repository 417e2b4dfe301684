//! EfficientNet-Lite0 (Liu, 2020): EfficientNet-B0 without squeeze-and-excitation and with ReLU6,
//! the backbone of the `lite` configuration.

use std::sync::Arc;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::fused::{FoldedResidual, FusedEfficientNetLite};
use super::layers::{Activation, ConvNorm, ConvNormConfig};

/// Channels of the stem.
pub(super) const STEM_CHANNELS: usize = 32;
/// Channels of the last block, before the head: the narrowest description of a region.
pub const TRUNK_CHANNELS: usize = 320;
/// Channels of the ImageNet-pretrained head.
pub const HEAD_CHANNELS: usize = 1280;

/// (repeats, kernel, stride, expansion, output channels) of the seven stages.
pub(super) const STAGES: [(usize, usize, usize, usize, usize); 7] = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, TRUNK_CHANNELS),
];

/// Inverted residual block: expand 1×1, depthwise k×k, project 1×1, with a shortcut where the
/// shape is unchanged.
#[derive(Module, Debug)]
pub struct InvertedResidual {
    expand: Option<ConvNorm>,
    depthwise: ConvNorm,
    project: ConvNorm,
    shortcut: bool,
}

impl InvertedResidual {
    fn init(
        channels: [usize; 2],
        kernel: usize,
        stride: usize,
        expansion: usize,
        device: &Device,
    ) -> Self {
        let hidden = channels[0] * expansion;
        Self {
            expand: (expansion > 1).then(|| {
                ConvNormConfig::new([channels[0], hidden], [1, 1])
                    .activation(Activation::Relu6)
                    .init(device)
            }),
            depthwise: ConvNormConfig::new([hidden, hidden], [kernel, kernel])
                .stride(stride)
                .same()
                .depthwise()
                .activation(Activation::Relu6)
                .init(device),
            project: ConvNormConfig::new([hidden, channels[1]], [1, 1])
                .activation(Activation::Identity)
                .init(device),
            shortcut: stride == 1 && channels[0] == channels[1],
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let hidden = match &self.expand {
            Some(expand) => expand.forward(x.clone()),
            None => x.clone(),
        };
        let y = self.project.forward(self.depthwise.forward(hidden));
        if self.shortcut { x + y } else { y }
    }

    fn folded_residual(&self) -> FoldedResidual {
        FoldedResidual {
            expand: self.expand.as_ref().map(ConvNorm::folded_convolution),
            depthwise: self.depthwise.folded_convolution(),
            project: self.project.folded_convolution(),
            shortcut: self.shortcut,
        }
    }

    fn folded(self) -> Self {
        Self {
            expand: self.expand.map(ConvNorm::folded),
            depthwise: self.depthwise.folded(),
            project: self.project.folded(),
            ..self
        }
    }
}

/// Everything of EfficientNet-Lite0 up to, and where asked for including, the 1×1 head; stride 32.
#[derive(Module, Debug)]
pub struct EfficientNetLite {
    stem: ConvNorm,
    blocks: Vec<InvertedResidual>,
    head: Option<ConvNorm>,
    #[module(skip)]
    fused: Option<Arc<FusedEfficientNetLite>>,
    #[module(skip)]
    frozen_front: Option<FrozenFront>,
}

/// The stem and leading blocks whose weights training leaves alone.
#[derive(Clone, Debug)]
struct FrozenFront {
    blocks: usize,
    layers: Arc<FusedEfficientNetLite>,
}

impl EfficientNetLite {
    /// Random weights; `with_head` adds the 1×1 convolution to [`HEAD_CHANNELS`].
    pub fn init(with_head: bool, device: &Device) -> Self {
        let stem = ConvNormConfig::new([3, STEM_CHANNELS], [3, 3])
            .stride(2)
            .same()
            .activation(Activation::Relu6)
            .init(device);
        let mut blocks = Vec::new();
        let mut channels_in = STEM_CHANNELS;
        for (repeats, kernel, stride, expansion, channels_out) in STAGES {
            for repeat in 0..repeats {
                let stride = if repeat == 0 { stride } else { 1 };
                let channels = [channels_in, channels_out];
                blocks.push(InvertedResidual::init(
                    channels, kernel, stride, expansion, device,
                ));
                channels_in = channels_out;
            }
        }
        let head = with_head.then(|| {
            ConvNormConfig::new([TRUNK_CHANNELS, HEAD_CHANNELS], [1, 1])
                .activation(Activation::Relu6)
                .init(device)
        });
        Self {
            stem,
            blocks,
            head,
            fused: None,
            frozen_front: None,
        }
    }

    /// Channels of the output of [`forward`](Self::forward).
    pub fn channels(&self) -> usize {
        if self.head.is_some() {
            HEAD_CHANNELS
        } else {
            TRUNK_CHANNELS
        }
    }

    /// `[batch, 3, height, width]` → `[batch, channels, ceil(height / 32), ceil(width / 32)]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if let Some(fused) = &self.fused {
            return fused.forward(x);
        }
        let (x, done) = match &self.frozen_front {
            Some(front) => (front.layers.forward(x), front.blocks),
            None => (self.stem.forward(x), 0),
        };
        let x = self.blocks[done..]
            .iter()
            .fold(x, |x, block| block.forward(x));
        match &self.head {
            Some(head) => head.forward(x),
            None => x,
        }
    }

    /// This network for training that leaves the stem and `blocks` leading blocks as they are now:
    /// they are computed by layers for the processor and pass no gradients.
    pub fn with_frozen_front(self, blocks: usize) -> Self {
        let front = FusedEfficientNetLite::new(
            self.stem.clone().folded().folded_convolution(),
            self.blocks[..blocks]
                .iter()
                .map(|block| block.clone().folded().folded_residual()),
            None,
        );
        Self {
            frozen_front: Some(FrozenFront {
                blocks,
                layers: Arc::new(front),
            }),
            ..self
        }
    }

    /// The outputs at three depths, for comparison with a reference implementation: after the
    /// stem, after block `middle`, and at the end.
    pub fn forward_at_depths(&self, x: Tensor<4>, middle: usize) -> [Tensor<4>; 3] {
        let shallow = self.stem.forward(x);
        let half = self.blocks[..=middle]
            .iter()
            .fold(shallow.clone(), |x, block| block.forward(x));
        let trunk = self.blocks[middle + 1..]
            .iter()
            .fold(half.clone(), |x, block| block.forward(x));
        let deep = match &self.head {
            Some(head) => head.forward(trunk),
            None => trunk,
        };
        [shallow, half, deep]
    }

    /// This network with the stem and blocks of another; the head stays.
    pub fn with_trunk_of(self, other: &Self) -> Self {
        Self {
            stem: other.stem.clone(),
            blocks: other.blocks.clone(),
            fused: None,
            frozen_front: other.frozen_front.clone(),
            ..self
        }
    }

    /// See [`ConvNorm::folded`].
    pub fn folded(self) -> Self {
        Self {
            stem: self.stem.folded(),
            blocks: self
                .blocks
                .into_iter()
                .map(InvertedResidual::folded)
                .collect(),
            head: self.head.map(ConvNorm::folded),
            fused: None,
            frozen_front: None,
        }
    }

    /// The same function by layers for the processor, several times as fast there. Only for
    /// inference, after [`folded`](Self::folded), with the weights as they are now.
    pub fn fused(self) -> Self {
        let fused = FusedEfficientNetLite::new(
            self.stem.folded_convolution(),
            self.blocks.iter().map(InvertedResidual::folded_residual),
            self.head.as_ref().map(ConvNorm::folded_convolution),
        );
        Self {
            fused: Some(Arc::new(fused)),
            ..self
        }
    }
}
