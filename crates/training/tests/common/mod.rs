//! What the tests of training share: drawn photographs on disk, and a run that is small and quiet.

use std::path::Path;

use burn::tensor::{Device, Tensor};
use zoom_in_net::networks::architecture::Architecture;
use zoom_in_net::networks::backbone::Backbone;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::regions::RegionSettings;
use zoom_in_net::screening::grade::IcdrGrade;
use zoom_in_net_synthetic::{Settings, SyntheticFundus};
use zoom_in_net_training::augmentation::AugmentationSettings;
use zoom_in_net_training::batches::Sample;
use zoom_in_net_training::config::{ClassWeighting, Loss, PhaseSettings, TrainingConfig};
use zoom_in_net_training::{ImageNetBackbones, Progress};

/// Draws and saves a photograph for training, of an eye of its own and a patient of its own.
pub fn sample(folder: &Path, seed: u64, grade: IcdrGrade) -> Sample {
    let fundus = SyntheticFundus::draw(&Settings {
        grade,
        diameter: 160,
        seed,
        lesion_scale: 2.5,
        marked: false,
        ..Settings::default()
    });
    let patient = seed.to_string();
    let path = folder.join(&patient).with_extension("png");
    fundus
        .photograph
        .save(&path)
        .expect("the folder can be written");
    Sample {
        path,
        patient,
        grade,
    }
}

/// Settings with so many epochs of M-Net, A-Net and all three.
pub fn config(input: u32, [m_net, a_net, zoom]: [usize; 3]) -> TrainingConfig {
    let phase = |epochs| PhaseSettings {
        epochs,
        batch: 8,
        accumulation: 1,
        backbone_rate: 2e-3,
        new_rate: 2e-3,
        warm_up: 0.1,
        augmentation: AugmentationSettings {
            turns: true,
            colour: 0.1,
            equalise: 0.0,
        },
    };
    TrainingConfig {
        seed: 5,
        architecture: Architecture::Lite,
        sizes: Sizes::in_proportion(input),
        regions: RegionSettings::default(),
        loss: Loss::CrossEntropy,
        class_weighting: ClassWeighting::None,
        frozen_blocks: 0,
        weight_decay: 0.01,
        auxiliary_loss: 0.3,
        adaptation_input: input,
        adaptation: phase(0),
        m_net: phase(m_net),
        a_net: phase(a_net),
        zoom: phase(zoom),
    }
}

/// Backbones without any knowledge.
pub fn random_backbones(device: &Device) -> ImageNetBackbones {
    // Parameters are drawn when they are first used, by each clone anew: here and now.
    let drawn = |backbone: Backbone| {
        backbone.forward(Tensor::zeros([1, 3, 32, 32], device));
        backbone
    };
    ImageNetBackbones {
        m_net: drawn(Backbone::for_m_net(Architecture::Lite, device)),
        c_net: drawn(Backbone::for_c_net(Architecture::Lite, device)),
    }
}

/// Hears everything, says nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn phase_starts(&self, _: &str, _: usize, _: usize) {}
    fn photograph_prepared(&self) {}
    fn step_done(&self, _: f64) {}
    fn phase_ends(&self) {}
    fn notice(&self, text: &str) {
        panic!("no drawn photograph should give cause for a notice: {text}");
    }
}
