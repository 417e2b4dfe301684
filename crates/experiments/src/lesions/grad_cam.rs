//! Grad-CAM of M-Net (Selvaraju et al. 2017), against which the gated maps are held.
//!
//! Grad-CAM weighs each channel of M by the gradient of a logit, averaged over the positions. M-Net
//! ends in a global average and one linear layer, logit = b + Σ_c w_c · mean(M_c), so that gradient is
//! w_c / positions everywhere: the map is Σ_c w_c · M_c but for a constant factor, without any
//! backward pass, and its mean over the positions plus b is the logit.

use zoom_in_net::networks::m_net::{MNet, MNetOutput};
use zoom_in_net::regions::MapsOfPhotograph;
use zoom_in_net::screening::grade::GRADES;

use super::search::shared_map;

/// The lowest grade that is referable.
const REFERABLE: usize = 2;

/// The map for the likeliest referable grade of the first photograph of a batch.
///
/// Negative evidence stays in it, where Grad-CAM proper cuts at 0: the order of the positions is the
/// same above 0, and the search then finds as many boxes as it is asked for.
pub fn grad_cam(m_net: &MNet, output: &MNetOutput) -> MapsOfPhotograph {
    let logits: Vec<f32> = output.logits.to_data().iter::<f32>().take(GRADES).collect();
    shared_map(evidence_for(m_net, output, likeliest_referable(&logits)))
}

/// The grade from 2 to 4 with the highest logit.
fn likeliest_referable(logits: &[f32]) -> usize {
    (REFERABLE..GRADES)
        .max_by(|&a, &b| logits[a].total_cmp(&logits[b]))
        .expect("there are referable grades")
}

/// Σ_c w_c · M_c by position, for one grade.
fn evidence_for(m_net: &MNet, output: &MNetOutput, grade: usize) -> Vec<f32> {
    let [_, channels, rows, columns] = output.maps.dims();
    let positions = rows * columns;
    let maps: Vec<f32> = output
        .maps
        .to_data()
        .iter::<f32>()
        .take(channels * positions)
        .collect();
    // By channel and grade.
    let weights: Vec<f32> = m_net.grade.weight.val().to_data().iter::<f32>().collect();
    let mut evidence = vec![0.0; positions];
    for (channel, map) in maps.chunks_exact(positions).enumerate() {
        let weight = weights[channel * GRADES + grade];
        for (sum, value) in evidence.iter_mut().zip(map) {
            *sum += weight * value;
        }
    }
    evidence
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Distribution, Tensor};
    use zoom_in_net::networks::architecture::Architecture;

    use super::*;

    /// Fails when the weights are read by another axis, or another grade's.
    #[test]
    fn the_mean_of_the_evidence_and_the_bias_make_the_logit() {
        let device = Device::flex();
        let m_net = MNet::init(Architecture::Lite, &device);
        let images = Tensor::<4>::random([1, 3, 96, 96], Distribution::Uniform(-1.0, 1.0), &device);
        let output = m_net.forward(images);
        let logits: Vec<f32> = output.logits.to_data().iter::<f32>().collect();
        let bias = m_net
            .grade
            .bias
            .as_ref()
            .expect("the layer has a bias")
            .val();
        let bias: Vec<f32> = bias.to_data().iter::<f32>().collect();
        for grade in 0..GRADES {
            let evidence = evidence_for(&m_net, &output, grade);
            let mean = evidence.iter().sum::<f32>() / evidence.len() as f32;
            assert!(
                (mean + bias[grade] - logits[grade]).abs() < 1e-4,
                "grade {grade}"
            );
        }
    }

    #[test]
    fn healthy_and_mild_grades_are_left_out() {
        assert_eq!(likeliest_referable(&[9.0, 8.0, -3.0, -1.0, -2.0]), 3);
    }
}
