//! EfficientNet-Lite, image by image.

use burn::tensor::{Tensor, TensorData};
use image::RgbImage;

use super::dense::Dense;
use super::depthwise::Depthwise;
use super::layers::{Convolution, InvertedResidual};
use super::maps::{Bounds, Maps, fill_chunks, sized};
use super::tensors::Tensors;
use super::{convolution, dense};
use crate::networks::architecture::Architecture;
use crate::networks::efficientnet_lite::{HEAD_CHANNELS, STAGES, STEM_CHANNELS, TRUNK_CHANNELS};
use crate::networks::layers::{Activation, FoldedConvolution};

/// A trunk with fixed weights.
#[derive(Clone, Debug)]
pub(crate) struct FusedEfficientNetLite {
    stem: Convolution,
    blocks: Vec<InvertedResidual>,
    head: Option<Dense>,
}

/// One inverted residual, batch norms folded.
pub(crate) struct FoldedResidual {
    /// 1×1, to the hidden channels.
    pub expand: Option<FoldedConvolution>,
    /// Over the hidden channels.
    pub depthwise: FoldedConvolution,
    /// 1×1, to the output's channels.
    pub project: FoldedConvolution,
    /// Whether the input is added.
    pub shortcut: bool,
}

impl FusedEfficientNetLite {
    /// Takes over the weights.
    pub fn new(
        stem: FoldedConvolution,
        blocks: impl IntoIterator<Item = FoldedResidual>,
        head: Option<FoldedConvolution>,
    ) -> Self {
        Self {
            stem: convolution(stem),
            blocks: blocks
                .into_iter()
                .map(|block| InvertedResidual {
                    expand: block.expand.map(dense),
                    depthwise: depthwise(block.depthwise),
                    project: dense(block.project),
                    shortcut: block.shortcut,
                })
                .collect(),
            head: head.map(dense),
        }
    }

    /// The trunk among the tensors of a network.
    pub fn in_tensors(tensors: &Tensors) -> Result<Self, String> {
        const RELU6: Activation = Activation::Relu6;
        let field = |name: &str| format!("backbone.EfficientNetLite.{name}");
        let stem = tensors.convolution(&field("stem.conv"), [3, STEM_CHANNELS], 3, 2, RELU6)?;
        let mut blocks = Vec::new();
        let mut inputs = STEM_CHANNELS;
        for (repeats, kernel, stride, expansion, outputs) in STAGES {
            for repeat in 0..repeats {
                let stride = if repeat == 0 { stride } else { 1 };
                let of_block =
                    |layer: &str| field(&format!("blocks.{}.{layer}.conv", blocks.len()));
                let hidden = inputs * expansion;
                let expand = (expansion > 1).then(|| {
                    tensors.convolution(&of_block("expand"), [inputs, hidden], 1, 1, RELU6)
                });
                let project = [hidden, outputs];
                let linear = Activation::Identity;
                let block = FoldedResidual {
                    expand: expand.transpose()?,
                    depthwise: tensors.convolution(
                        &of_block("depthwise"),
                        [1, hidden],
                        kernel,
                        stride,
                        RELU6,
                    )?,
                    project: tensors.convolution(&of_block("project"), project, 1, 1, linear)?,
                    shortcut: stride == 1 && inputs == outputs,
                };
                blocks.push(block);
                inputs = outputs;
            }
        }
        let head = field("head.conv");
        let channels = [TRUNK_CHANNELS, HEAD_CHANNELS];
        let head = tensors
            .has(&head)
            .then(|| tensors.convolution(&head, channels, 1, 1, RELU6));
        Ok(Self::new(stem, blocks, head.transpose()?))
    }

    /// The maps of an image.
    pub fn maps_of(&self, image: &RgbImage) -> Maps {
        let image = Maps::from_image(image, Architecture::Lite);
        let [height, width, channels] = self.shape_of([image.height, image.width]);
        let mut values = vec![0.0; height * width * channels];
        self.run(&image, &mut values);
        Maps {
            height,
            width,
            channels,
            values,
        }
    }

    /// `[batch, 3, height, width]` → `[batch, channels, ceil(height / 32), ceil(width / 32)]`.
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let device = images.device();
        let [batch, channels, height, width] = images.dims();
        let data = images.into_data().convert::<f32>();
        let planes = data.as_slice::<f32>().expect("converted to that type");
        let [rows, columns, outputs] = self.shape_of([height, width]);
        let mut values = vec![0.0; batch * rows * columns * outputs];
        fill_chunks(&mut values, rows * columns * outputs, |image, target| {
            let length = channels * height * width;
            let planes = &planes[image * length..][..length];
            let image = Maps::from_planes(planes, [channels, height, width]);
            self.run(&image, target);
        });
        let shape = [batch, rows, columns, outputs];
        Tensor::<4>::from_data(TensorData::new(values, shape), &device).permute([0, 3, 1, 2])
    }

    /// One image to pixels × channels.
    fn run(&self, image: &Maps, target: &mut [f32]) {
        let mut maps = self.stem.run(image);
        let mut spare = Vec::new();
        for block in &self.blocks {
            let next = block.run(&maps, spare);
            spare = maps.values;
            maps = next;
        }
        let pixels = sized(&mut maps.values, maps.height * maps.width * maps.channels);
        match &self.head {
            Some(head) => head.fill(pixels, target),
            None => target.copy_from_slice(pixels),
        }
    }

    /// Rows, columns and channels of the result.
    fn shape_of(&self, sides: [usize; 2]) -> [usize; 3] {
        let strides = self.blocks.iter().map(|block| block.depthwise.stride());
        let halved = |side: usize| {
            let strides = std::iter::once(self.stem.stride).chain(strides.clone());
            strides.fold(side, usize::div_ceil)
        };
        let last = self.blocks.last().map(|block| &block.project);
        let last = self.head.as_ref().or(last).unwrap_or(&self.stem.dense);
        [halved(sides[0]), halved(sides[1]), last.outputs()]
    }
}

fn depthwise(convolution: FoldedConvolution) -> Depthwise {
    let FoldedConvolution {
        weight,
        bias,
        kernel,
        stride,
        activation,
    } = convolution;
    Depthwise::new(&weight, &bias, [kernel, stride], Bounds::of(activation))
}
