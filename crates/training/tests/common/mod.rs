//! What the tests of training share: drawn photographs on disk, and a run that is small and quiet.

use std::path::Path;

use image::RgbImage;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::networks::Architecture;
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net_synthetic::{Settings, SyntheticFundus};
use zoom_in_net_training::Progress;
use zoom_in_net_training::augmentation::AugmentationSettings;
use zoom_in_net_training::batches::Sample;
use zoom_in_net_training::config::{ClassWeighting, Loss, PhaseSettings, TrainingConfig};
use zoom_in_net_training::field_crop::Rotations;

/// Right of the centre, and below it.
pub type Quarter = (bool, bool);

/// A drawn eye with severe retinopathy in one quarter of the photograph, or healthy.
pub fn eye(seed: u64, diseased: Option<Quarter>, diameter: u32) -> RgbImage {
    let drawn = |grade| {
        SyntheticFundus::draw(&Settings {
            grade,
            diameter,
            seed,
            lesion_scale: 5.0,
            marked: false,
            ..Settings::default()
        })
        .photograph
    };
    let healthy = drawn(IcdrGrade::None);
    let Some(quarter) = diseased else {
        return healthy;
    };
    let severe = drawn(IcdrGrade::Severe);
    let (width, height) = healthy.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let image = match (x >= width / 2, y >= height / 2) == quarter {
            true => &severe,
            false => &healthy,
        };
        *image.get_pixel(x, y)
    })
}

/// Saves a photograph for training, of a patient of its own.
pub fn sample(folder: &Path, patient: &str, photograph: &RgbImage, grade: IcdrGrade) -> Sample {
    let path = folder.join(patient).with_extension("png");
    photograph.save(&path).expect("the folder can be written");
    Sample {
        path,
        patient: patient.to_owned(),
        grade,
        oedema: None,
    }
}

/// Settings with so many epochs of M-Net, A-Net and all three.
pub fn config(input: u32, [m_net, a_net, zoom]: [usize; 3]) -> TrainingConfig {
    let phase = |epochs| PhaseSettings {
        epochs,
        batch: 8,
        accumulation: 1,
        frozen_blocks: 0,
        backbone_rate: 2e-3,
        new_rate: 2e-3,
        warm_up: 0.1,
        augmentation: AugmentationSettings {
            rotate_flip: Rotations::Quarters,
            min_field: 1.0,
            brightness_contrast: 0.1,
            white_balance: 0.03,
            blur: 0.0,
            equalise: 0.0,
        },
    };
    TrainingConfig {
        seed: 5,
        continues: None,
        architecture: Architecture::Lite,
        sizes: Sizes::in_proportion(input),
        regions: RegionSettings::default(),
        loss: Loss::CrossEntropy,
        label_smoothing: 0.0,
        oedema_loss: 0.5,
        class_weighting: ClassWeighting::None,
        weight_decay: 0.01,
        auxiliary_loss: 0.3,
        crops_alone_loss: 0.0,
        trained_rate_factor: 1.0,
        average_decay: 0.9,
        pretraining_input: input,
        pretraining: phase(0),
        m_net: phase(m_net),
        a_net: phase(a_net),
        zoom: phase(zoom),
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
