//! A-Net up to its gate, photograph by photograph.

use burn::tensor::{Tensor, TensorData};

use super::dense::Dense;
use super::layers::Convolution;
use super::maps::Maps;
use super::tensors::Tensors;
use super::{FusedNetwork, convolution, dense};
use crate::networks::architecture::Architecture;
use crate::networks::layers::{Activation, FoldedConvolution};
use crate::screening::grade::GRADES;

/// A-Net with fixed weights.
#[derive(Clone, Debug)]
pub struct FusedANet {
    score: Dense,
    look: [Convolution; 2],
    attend: Dense,
}

/// What A-Net says of one photograph.
pub(super) struct ANetOutput {
    /// G by grade, row and column.
    pub gated: Vec<f32>,
    /// y_A.
    pub logits: [f32; GRADES],
}

impl FusedNetwork for FusedANet {
    fn in_pack(content: Vec<u8>) -> Result<Self, String> {
        let tensors = Tensors::in_pack(content)?;
        let channels = Architecture::Lite.map_channels();
        let score =
            |name| tensors.convolution(name, [channels, GRADES], 1, 1, Activation::Identity);
        let look = |name| tensors.convolution(name, [channels, channels], 3, 1, Activation::Relu);
        Ok(Self::new(
            score("score")?,
            [look("look.0.conv")?, look("look.1.conv")?],
            score("attend")?,
        ))
    }
}

impl FusedANet {
    /// Takes over the weights.
    pub(crate) fn new(
        score: FoldedConvolution,
        look: [FoldedConvolution; 2],
        attend: FoldedConvolution,
    ) -> Self {
        Self {
            score: dense(score),
            look: look.map(convolution),
            attend: dense(attend),
        }
    }

    /// G = S ⊙ A and y_A of the maps M of one photograph; `in_field` tells by row and column where the
    /// field of view is, beyond which there is no attention.
    pub(super) fn gated(&self, maps: &Maps, in_field: &[bool]) -> ANetOutput {
        let area = maps.height * maps.width;
        let mut scores = vec![0.0; area * GRADES];
        let mut attention = scores.clone();
        self.score.fill(&maps.values, &mut scores);
        let [first, second] = &self.look;
        let looked = second.run(&first.run(maps));
        self.attend.fill(&looked.values, &mut attention);
        let mut gated = vec![0.0; GRADES * area];
        let mut logits = [0.0; GRADES];
        for (grade, gated) in gated.chunks_exact_mut(area).enumerate() {
            let of_grade = |values: &[f32], pixel: usize| values[pixel * GRADES + grade];
            let most = (0..area)
                .filter(|&pixel| in_field[pixel])
                .map(|pixel| of_grade(&attention, pixel))
                .fold(f32::NEG_INFINITY, f32::max);
            let weights = (0..area).map(|pixel| match in_field[pixel] {
                true => (of_grade(&attention, pixel) - most).exp(),
                false => 0.0,
            });
            let total: f32 = weights.clone().sum();
            for (pixel, (gated, weight)) in gated.iter_mut().zip(weights).enumerate() {
                *gated = of_grade(&scores, pixel) * (weight / total);
            }
            logits[grade] = gated.iter().sum();
        }
        ANetOutput { gated, logits }
    }

    /// `[batch, channels, height, width]` → scores and logits of attention, each
    /// `[batch, 5, height, width]`.
    pub(crate) fn forward(&self, maps: Tensor<4>) -> [Tensor<4>; 2] {
        let device = maps.device();
        let [batch, channels, height, width] = maps.dims();
        let data = maps.into_data().convert::<f32>();
        let planes = data.as_slice::<f32>().expect("converted to that type");
        let grades = self.score.outputs();
        let area = height * width;
        let mut scores = vec![0.0; batch * area * grades];
        let mut logits = scores.clone();
        for (photograph, planes) in planes.chunks_exact(channels * area).enumerate() {
            let own = photograph * area * grades..(photograph + 1) * area * grades;
            let maps = Maps::from_planes(planes, [channels, height, width]);
            self.score.fill(&maps.values, &mut scores[own.clone()]);
            let looked = self.look.iter().fold(maps, |maps, look| look.run(&maps));
            self.attend.fill(&looked.values, &mut logits[own]);
        }
        [scores, logits].map(|values| {
            let data = TensorData::new(values, [batch, height, width, grades]);
            Tensor::<4>::from_data(data, &device).permute([0, 3, 1, 2])
        })
    }
}
