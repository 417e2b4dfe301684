//! EfficientNet-Lite0 (Liu, 2020): EfficientNet-B0 without squeeze-and-excitation and with ReLU6,
//! the backbone of the `lite` configuration; stride 32.

use zoom_in_net_graph::{Activation, Convolution, Graph, Value};

const NAME: &str = "backbone.EfficientNetLite";
const STEM_CHANNELS: usize = 32;
/// Of the ImageNet-pretrained head.
const HEAD_CHANNELS: usize = 1280;

/// (repeats, kernel, stride, expansion, output channels) of the seven stages.
const STAGES: [(usize, usize, usize, usize, usize); 7] = [
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
];

/// Of the last stage at stride 16.
pub const CHANNELS_AT_STRIDE_16: usize = 112;

/// What the trunk makes of an image.
pub struct Trunk {
    /// 320 channels, sides divided by 32 and rounded up.
    pub maps: Value,
    /// [`CHANNELS_AT_STRIDE_16`], sides divided by 16 and rounded up: what the last stage with a stride reads.
    pub at_stride_16: Value,
}

/// Of `image`.
pub fn trunk(graph: &mut Graph, image: Value) -> Trunk {
    let stem = Convolution::new(format!("{NAME}.stem"), [3, STEM_CHANNELS], [3, 3]);
    let stem = stem.stride(2).same().activation(Activation::Relu6);
    let mut x = graph.convolution(stem, image);
    let mut at_stride_16 = x;
    let mut block = 0;
    for (repeats, kernel, stride, expansion, channels) in STAGES {
        for repeat in 0..repeats {
            let residual = InvertedResidual {
                kernel,
                stride: if repeat == 0 { stride } else { 1 },
                expansion,
                channels,
            };
            if residual.stride > 1 {
                at_stride_16 = x;
            }
            x = residual.added(graph, x, &format!("{NAME}.blocks.{block}"));
            block += 1;
        }
    }
    Trunk {
        maps: x,
        at_stride_16,
    }
}

/// `image` → 1280 channels: the trunk and the 1×1 head.
pub fn with_head(graph: &mut Graph, image: Value) -> Value {
    let trunk = trunk(graph, image).maps;
    let channels = [graph.channels(trunk), HEAD_CHANNELS];
    let head = Convolution::new(format!("{NAME}.head"), channels, [1, 1]);
    graph.convolution(head.activation(Activation::Relu6), trunk)
}

/// Expand 1×1, depthwise k×k, project 1×1, with a shortcut where the shape is unchanged.
struct InvertedResidual {
    kernel: usize,
    stride: usize,
    expansion: usize,
    channels: usize,
}

impl InvertedResidual {
    fn added(&self, graph: &mut Graph, x: Value, name: &str) -> Value {
        let channels = graph.channels(x);
        let hidden = channels * self.expansion;
        let expanded = if self.expansion > 1 {
            let expand = Convolution::new(format!("{name}.expand"), [channels, hidden], [1, 1]);
            graph.convolution(expand.activation(Activation::Relu6), x)
        } else {
            x
        };
        let depthwise = Convolution::new(
            format!("{name}.depthwise"),
            [hidden; 2],
            [self.kernel, self.kernel],
        )
        .stride(self.stride)
        .same()
        .depthwise()
        .activation(Activation::Relu6);
        let filtered = graph.convolution(depthwise, expanded);
        let project = [hidden, self.channels];
        let project = Convolution::new(format!("{name}.project"), project, [1, 1])
            .activation(Activation::Identity);
        if self.stride == 1 && channels == self.channels {
            graph.residual(project, filtered, x)
        } else {
            graph.convolution(project, filtered)
        }
    }
}
