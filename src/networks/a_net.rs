//! A-Net, the attention network: which positions of M made the photograph suspicious (paper,
//! section 2.2).

use std::sync::Arc;

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};

use super::architecture::Architecture;
use super::fused::FusedANet;
use super::layers::{Activation, ConvNorm, ConvNormConfig, FoldedConvolution};
use crate::preparation::PreparedPhotograph;
use crate::screening::grade::GRADES;

/// A logit whose exponential is zero beside any that a network gives.
pub const BEYOND: f32 = -1e4;

/// The attention network.
#[derive(Module, Debug)]
pub struct ANet {
    /// 1×1 convolution to the score maps.
    pub score: Conv2d,
    /// Two 3×3 convolutions that look at the neighbourhood.
    pub look: [ConvNorm; 2],
    /// 1×1 convolution to the logits of attention.
    pub attend: Conv2d,
    #[module(skip)]
    fused: Option<Arc<FusedANet>>,
}

/// What A-Net says of a batch of maps; all maps `[batch, 5, height, width]`.
#[derive(Clone, Debug)]
pub struct ANetOutput {
    /// A: for each grade, a distribution over the positions.
    pub attention: Tensor<4>,
    /// G = S ⊙ A.
    pub gated: Tensor<4>,
    /// y_A: `[batch, 5]`, the sum of G over the positions.
    pub logits: Tensor<2>,
}

impl ANet {
    /// Random weights.
    pub fn init(architecture: Architecture, device: &Device) -> Self {
        let channels = architecture.map_channels();
        let look = || {
            ConvNormConfig::new([channels, channels], [3, 3])
                .pad([1, 1])
                .init(device)
        };
        Self {
            score: Conv2dConfig::new([channels, GRADES], [1, 1]).init(device),
            look: [look(), look()],
            attend: Conv2dConfig::new([channels, GRADES], [1, 1]).init(device),
            fused: None,
        }
    }

    /// Reads M: `[batch, map_channels, height, width]`, and where the field of view is: see
    /// [`beyond_field`].
    pub fn forward(&self, maps: Tensor<4>, beyond_field: Tensor<4>) -> ANetOutput {
        let [scores, attention_logits] = if let Some(fused) = &self.fused {
            fused.forward(maps)
        } else {
            let looked = self
                .look
                .iter()
                .fold(maps.clone(), |x, look| look.forward(x));
            [self.score.forward(maps), self.attend.forward(looked)]
        };
        gate(scores, attention_logits + beyond_field)
    }

    /// See [`ConvNorm::folded`].
    pub fn folded(self) -> Self {
        Self {
            look: self.look.map(ConvNorm::folded),
            fused: None,
            ..self
        }
    }

    /// See [`EfficientNetLite::fused`](super::efficientnet_lite::EfficientNetLite::fused).
    pub fn fused(self) -> Self {
        let fused = FusedANet::new(
            FoldedConvolution::new(&self.score, Activation::Identity),
            self.look.each_ref().map(ConvNorm::folded_convolution),
            FoldedConvolution::new(&self.attend, Activation::Identity),
        );
        Self {
            fused: Some(Arc::new(fused)),
            ..self
        }
    }
}

/// What A-Net adds to the logits of attention, `[photographs, 1, cells, cells]`: nothing where a
/// position's centre lies in the field of view, and beyond it what leaves no attention there.
///
/// The paper's softmax runs over all positions. Beyond the field there is nothing to look at, yet M
/// is not zero there, since its receptive fields reach the retina: without this, attention
/// learned from few photographs settles in the black corners, where no crop can follow it.
pub fn beyond_field<'a>(
    photographs: impl IntoIterator<Item = &'a PreparedPhotograph>,
    cells: usize,
    device: &Device,
) -> Tensor<4> {
    let values: Vec<f32> = photographs
        .into_iter()
        .flat_map(|photograph| photograph.cells_in_field(cells, 0.0))
        .map(|in_field| if in_field { 0.0 } else { BEYOND })
        .collect();
    let photographs = values.len() / (cells * cells);
    Tensor::from_data(
        TensorData::new(values, [photographs, 1, cells, cells]),
        device,
    )
}

/// S and the logits of A → A, G and y_A. The softmax runs over the positions, each grade on its
/// own, and the product is element-wise.
fn gate(scores: Tensor<4>, attention_logits: Tensor<4>) -> ANetOutput {
    let shape = scores.dims();
    let attention = softmax(attention_logits.flatten::<3>(2, 3), 2).reshape(shape);
    let gated = scores * attention.clone();
    ANetOutput {
        logits: gated.clone().flatten::<3>(2, 3).sum_dim(2).squeeze_dim(2),
        attention,
        gated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(values: impl Fn(usize) -> f32) -> Tensor<4> {
        let values: Vec<f32> = (0..GRADES * 6).map(values).collect();
        Tensor::<1>::from_floats(values.as_slice(), &Device::flex()).reshape([1, GRADES, 2, 3])
    }

    /// Fails when the softmax runs over the grades instead of the positions.
    #[test]
    fn attention_of_each_grade_sums_to_one_over_the_positions() {
        let out = gate(maps(|i| i as f32), maps(|i| (i * i % 7) as f32));
        let sums = out.attention.flatten::<3>(2, 3).sum_dim(2);
        for sum in sums.into_data().iter::<f32>() {
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        }
    }

    /// Fails when attention is given to positions beyond the field of view, or is lost with them.
    #[test]
    fn there_is_no_attention_beyond_the_field() {
        let beyond: Vec<f32> = vec![BEYOND, 0.0, BEYOND, 0.0, 0.0, 0.0];
        let beyond = Tensor::<1>::from_floats(beyond.as_slice(), &Device::flex());
        let logits = maps(|i| (i * i % 7) as f32) + beyond.reshape([1, 1, 2, 3]);
        let attention = gate(maps(|i| i as f32), logits).attention.into_data();
        let attention: Vec<f32> = attention.iter::<f32>().collect();
        for of_grade in attention.chunks_exact(6) {
            assert_eq!([of_grade[0], of_grade[2]], [0.0; 2]);
            assert!((of_grade.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }

    /// Fails when G is a matrix product, or when y_A is anything but the sum of G.
    #[test]
    fn gated_maps_are_the_element_wise_product() {
        let scores: Vec<f32> = (0..GRADES * 6).map(|i| (i as f32).sin()).collect();
        let logits: Vec<f32> = (0..GRADES * 6).map(|i| (i as f32 * 1.7).cos()).collect();
        let out = gate(maps(|i| scores[i]), maps(|i| logits[i]));
        let gated: Vec<f32> = out.gated.into_data().iter::<f32>().collect();
        let summed: Vec<f32> = out.logits.into_data().iter::<f32>().collect();
        for (grade, sum) in summed.into_iter().enumerate() {
            let cells = grade * 6..(grade + 1) * 6;
            let total: f32 = logits[cells.clone()].iter().map(|l| l.exp()).sum();
            let expected: Vec<f32> = cells
                .clone()
                .map(|i| scores[i] * logits[i].exp() / total)
                .collect();
            for (actual, expected) in gated[cells].iter().zip(&expected) {
                assert!((actual - expected).abs() < 1e-6, "{actual} {expected}");
            }
            assert!((sum - expected.iter().sum::<f32>()).abs() < 1e-6);
        }
    }
}
