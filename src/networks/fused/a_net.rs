//! A-Net up to its gate, photograph by photograph.

use burn::tensor::{Tensor, TensorData};

use super::dense::Dense;
use super::layers::Convolution;
use super::maps::Maps;
use super::{convolution, dense};
use crate::networks::layers::FoldedConvolution;

/// A-Net with fixed weights.
#[derive(Clone, Debug)]
pub(crate) struct FusedANet {
    score: Dense,
    look: [Convolution; 2],
    attend: Dense,
}

impl FusedANet {
    /// Takes over the weights.
    pub fn new(
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

    /// `[batch, channels, height, width]` → scores and logits of attention, each
    /// `[batch, 5, height, width]`.
    pub fn forward(&self, maps: Tensor<4>) -> [Tensor<4>; 2] {
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
