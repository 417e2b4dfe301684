//! The settings of a training run, stored beside the weights that it makes.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use zoom_in_net::networks::Architecture;
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::preparation::geometry::Sizes;

use crate::augmentation::AugmentationSettings;
use crate::networks::{ZoomInNet, ZoomInNetLayers};

/// Everything that decides what a training run computes, besides its photographs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingConfig {
    /// Seeds the initial weights, the order of the photographs and the augmentation.
    pub seed: u64,
    /// Version of the model that training goes on from; where there is none, it starts from ImageNet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
    /// Backbones and widths.
    pub architecture: Architecture,
    /// Sides of the prepared images.
    pub sizes: Sizes,
    /// How regions are searched for.
    pub regions: RegionSettings,
    /// What the logits are compared with.
    pub loss: Loss,
    /// Share of the probability that the cross-entropy wants spread evenly over all grades: people's grades differ by
    /// one often enough (label smoothing).
    pub label_smoothing: f32,
    /// Weight of the loss of macular oedema, over the photographs in which it was judged.
    pub oedema_loss: f32,
    /// How much a photograph of a rare grade counts.
    pub class_weighting: ClassWeighting,
    /// Decoupled weight decay of AdamW.
    pub weight_decay: f32,
    /// Share of the networks' separate losses in phase 3.
    pub auxiliary_loss: f32,
    /// Phase 3: weight of the loss of what C-Net says where d_M is withheld from it, as if it were zero. On the photographs that M-Net was
    /// trained on, d_M leaves C-Net little to learn from the crops.
    #[serde(default)]
    pub crops_alone_loss: f32,
    /// Phase 3: factor on the rates of M-Net and A-Net, which the phases before have trained. At full rates
    /// M-Net loses some of what it learned while it carries the new C-Net along; at 0 they stay as they are.
    #[serde(default = "full")]
    pub trained_rate_factor: f64,
    /// What a phase leaves is a running average of the weights, of which a step keeps this share; 0 leaves those of
    /// the last step.
    pub average_decay: f64,
    /// Side of M-Net's input in pre-training, whose photographs are small.
    pub pretraining_input: u32,
    /// Pre-training: M-Net on photographs that are too poor for the later phases.
    pub pretraining: PhaseSettings,
    /// Phase 1: M-Net.
    pub m_net: PhaseSettings,
    /// Phase 2: A-Net, M-Net fixed.
    pub a_net: PhaseSettings,
    /// Phase 3: all three.
    pub zoom: PhaseSettings,
}

impl TrainingConfig {
    /// Networks with random weights, to load those that a run leaves: with batch norms folded where it
    /// went on from a model's.
    pub fn networks(&self, device: &Device) -> ZoomInNetLayers {
        let networks = ZoomInNet::new(self.architecture).init(device);
        if self.continues.is_none() {
            return networks;
        }
        ZoomInNetLayers {
            m_net: networks.m_net.folded(),
            a_net: match self.a_net.epochs {
                0 => networks.a_net.folded(),
                _ => networks.a_net,
            },
            c_net: networks.c_net.folded(),
        }
    }
}

fn full() -> f64 {
    1.0
}

/// What the logits are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Cross-entropy with the grade.
    CrossEntropy,
    /// Cross-entropy plus the squared distance of the expected grade from the grade, which counts
    /// a far miss more than a near one, as quadratic weighted kappa does.
    CrossEntropyAndSquaredError,
}

/// How much a photograph of a rare grade counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeighting {
    /// Every photograph the same.
    None,
    /// By the inverse square root of its grade's frequency, one on average.
    InverseSquareRoot,
}

/// One phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseSettings {
    /// Passes over the training photographs; 0 leaves the phase out.
    pub epochs: usize,
    /// Photographs to a mini-batch; both eyes of a patient stay together.
    pub batch: usize,
    /// Mini-batches to a step.
    pub accumulation: usize,
    /// Leading blocks of the backbones (the stem counted) that keep the weights that they have: the first ones
    /// see edges and colours, and cost half of a training step.
    pub frozen_blocks: usize,
    /// Highest learning rate of the backbones.
    pub backbone_rate: f64,
    /// Highest learning rate of everything else.
    pub new_rate: f64,
    /// Share of the steps over which the rate rises before it falls by a cosine.
    pub warm_up: f64,
    /// How photographs are varied.
    pub augmentation: AugmentationSettings,
}

impl PhaseSettings {
    /// The factor on both rates at a step: a linear rise, then half a cosine to zero.
    pub fn rate_factor(&self, step: usize, steps: usize) -> f64 {
        let rise = (self.warm_up * steps as f64).max(1.0);
        let at = step as f64 + 1.0;
        if at < rise {
            return at / rise;
        }
        let fall = (at - rise) / (steps as f64 - rise + 1.0);
        0.5 * (1.0 + (std::f64::consts::PI * fall).cos())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Fails when a setting is renamed and a file in `configs` is forgotten.
    #[test]
    fn the_settings_in_configs_are_understood() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs");
        let mut architectures = Vec::new();
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            let text = fs::read_to_string(&path).expect("it can be read");
            let config = toml::from_str::<TrainingConfig>(&text);
            let config = config.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            architectures.push(config.architecture);
        }
        assert!(architectures.contains(&Architecture::Lite));
        assert!(architectures.contains(&Architecture::Paper));
    }
}
