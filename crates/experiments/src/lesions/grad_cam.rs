//! Grad-CAM of M-Net (Selvaraju et al. 2017), against which the gated maps are held.
//!
//! Grad-CAM weighs each channel of M by the gradient of a logit, averaged over the positions. M-Net
//! ends in a global average and one linear layer, logit = b + Σ_c w_c · mean(M_c), so that gradient is
//! w_c / positions everywhere: the map is Σ_c w_c · M_c but for a constant factor, without any
//! backward pass, and its mean over the positions plus b is the logit.

use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::FeatureMaps;
use zoom_in_net::networks::regions::MapsOfPhotograph;
use zoom_in_net_graph::{Linear, UnfitWeights, Weights};

use super::search::shared_map;

/// The lowest grade that is referable.
const REFERABLE: usize = 2;

/// What Grad-CAM needs of M-Net: w, the weights of y_M's layer.
#[derive(Clone, Debug)]
pub struct GradCam {
    /// By channel and grade.
    weights: Vec<f32>,
}

impl GradCam {
    /// Of M-Net with maps of so many channels.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn new(m_net: &Weights, map_channels: usize) -> Result<Self, UnfitWeights> {
        let grade = Linear::new("grade", [map_channels, GRADES]);
        Ok(Self {
            weights: m_net.get(&grade.weight())?.to_vec(),
        })
    }

    /// The map for the likeliest referable grade of a photograph with these y_M.
    ///
    /// Negative evidence stays in it, where Grad-CAM proper cuts at 0: the order of the positions is the
    /// same above 0, and the search then finds as many boxes as it is asked for.
    pub(super) fn map(&self, maps: &FeatureMaps, logits: &[f64; GRADES]) -> MapsOfPhotograph {
        shared_map(self.evidence_for(likeliest_referable(logits), maps))
    }

    /// Σ_c w_c · M_c by position, for one grade.
    fn evidence_for(&self, grade: usize, maps: &FeatureMaps) -> Vec<f32> {
        let of_grade = self.weights.iter().skip(grade).step_by(GRADES);
        let positions = maps.values.chunks_exact(maps.channels);
        positions
            .map(|values| {
                values
                    .iter()
                    .zip(of_grade.clone())
                    .map(|(m, w)| m * w)
                    .sum()
            })
            .collect()
    }
}

/// The grade from 2 to 4 with the highest logit.
fn likeliest_referable(logits: &[f64; GRADES]) -> usize {
    (REFERABLE..GRADES)
        .max_by(|&a, &b| logits[a].total_cmp(&logits[b]))
        .expect("there are referable grades")
}

#[cfg(test)]
mod tests {
    use image::RgbImage;
    use zoom_in_net::networks::{Architecture, CpuNetworks, Networks};
    use zoom_in_net_synthetic::random_networks;

    use super::*;

    /// Fails when the weights are read by another axis, or another grade's.
    #[test]
    fn the_mean_of_the_evidence_and_the_bias_make_the_logit() {
        let architecture = Architecture::Lite;
        let weights = random_networks(architecture, 7);
        let networks = CpuNetworks::new(architecture, &weights).expect("they are its own");
        let image = RgbImage::from_fn(96, 96, |x, y| image::Rgb([x as u8, y as u8, 60]));
        let m = pollster::block_on(networks.m_net(&[&image])).expect("the processor computes");
        let maps = pollster::block_on(networks.maps(&m)).expect("the processor computes");
        let read = pollster::block_on(networks.a_net(&m)).expect("the processor computes");
        let channels = architecture.map_channels();
        let grad_cam = GradCam::new(&weights.m_net, channels).expect("they are its own");
        let bias = Linear::new("grade", [channels, GRADES]).bias();
        let bias = weights.m_net.get(&bias).expect("the layer has a bias");
        for (grade, bias) in bias.iter().enumerate() {
            let evidence = grad_cam.evidence_for(grade, &maps[0]);
            let mean = evidence.iter().sum::<f32>() / evidence.len() as f32;
            let logit = read[0].m_net_logits[grade];
            assert!(
                (mean + bias - logit).abs() < 1e-4 * logit.abs().max(1.0),
                "grade {grade}"
            );
        }
    }

    #[test]
    fn healthy_and_mild_grades_are_left_out() {
        assert_eq!(likeliest_referable(&[9.0, 8.0, -3.0, -1.0, -2.0]), 3);
    }
}
