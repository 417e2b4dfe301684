//! A-Net's gate on tensors, through which gradients pass; [`composition::gate`] is the same on numbers.
//!
//! [`composition::gate`]: zoom_in_net::networks::composition::gate

use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor, TensorData};
use zoom_in_net::preparation::PreparedPhotograph;

/// A logit whose exponential is zero beside any that a network gives.
const BEYOND: f32 = -1e4;

/// What A-Net says of a batch; all maps `[photographs, 5, height, width]`.
#[derive(Clone, Debug)]
pub struct ANetOutput {
    /// A: for each grade, a distribution over the positions.
    pub attention: Tensor<4>,
    /// G = S ⊙ A.
    pub gated: Tensor<4>,
    /// y_A: `[photographs, 5]`, the sum of G over the positions.
    pub logits: Tensor<2>,
}

/// What is added to the logits of A, `[photographs, 1, side, side]`: nothing where a position's centre lies in the
/// field of view, and beyond it what leaves no attention there.
pub fn beyond_field<'a>(
    photographs: impl IntoIterator<Item = &'a PreparedPhotograph>,
    side: usize,
    device: &Device,
) -> Tensor<4> {
    let photographs = photographs.into_iter();
    let in_field = photographs.flat_map(|photograph| photograph.positions_in_field(side, 0.0));
    let values: Vec<f32> = in_field.map(beyond).collect();
    let photographs = values.len() / (side * side);
    let data = TensorData::new(values, [photographs, 1, side, side]);
    Tensor::from_data(data, device)
}

fn beyond(in_field: bool) -> f32 {
    if in_field { 0.0 } else { BEYOND }
}

/// S and the logits of A → A, G and y_A. The softmax runs over the positions, each grade on its own, and the product
/// is element-wise.
pub fn gate(scores: Tensor<4>, attention_logits: Tensor<4>) -> ANetOutput {
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
    use burn::tensor::Distribution;
    use zoom_in_net::grade::GRADES;
    use zoom_in_net::networks::{MapsRead, composition};

    use super::*;

    const SIDE: usize = 4;
    const POSITIONS: usize = SIDE * SIDE;

    /// `[1, 5, side, side]` by row, column and grade.
    fn by_position(maps: &Tensor<4>) -> Vec<f32> {
        let maps = maps.clone().permute([0, 2, 3, 1]).into_data();
        maps.iter::<f32>().collect()
    }

    /// Fails when the gate that is trained is another than that which reads photographs: in the axis of its softmax, in
    /// its product, in the sum, or in what it gives beyond the field of view.
    #[test]
    fn the_gate_on_tensors_is_that_on_numbers() {
        let device = Device::flex();
        let random = || Tensor::random([1, GRADES, SIDE, SIDE], Distribution::Default, &device);
        let (scores, attention_logits): (Tensor<4>, Tensor<4>) = (random() - 0.5, random() * 9.0);
        let in_field: Vec<bool> = (0..POSITIONS).map(|position| position % 3 != 0).collect();
        let expected = composition::gate(
            &MapsRead {
                m_net_logits: [0.0; GRADES],
                features: Vec::new(),
                side: SIDE,
                scores: by_position(&scores),
                attention_logits: by_position(&attention_logits),
            },
            &in_field,
        );

        let beyond: Vec<f32> = in_field.iter().copied().map(beyond).collect();
        let beyond = TensorData::new(beyond, [1, 1, SIDE, SIDE]);
        let actual = gate(
            scores,
            attention_logits + Tensor::from_data(beyond, &device),
        );
        let maps = actual.gated.into_data();
        let logits = actual.logits.into_data();
        let actual: Vec<f32> = maps.iter().chain(logits.iter()).collect();
        let expected = [expected.maps, expected.logits.to_vec()].concat();
        assert_eq!(actual.len(), expected.len());
        for (actual, expected) in actual.iter().zip(&expected) {
            assert!((actual - expected).abs() < 1e-6, "{actual} {expected}");
        }
    }
}
