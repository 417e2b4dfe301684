//! Some steps of every phase on a graphics processor, whichever there is, by Burn's wgpu.

mod common;

use std::fs;
use std::time::{Duration, Instant};

use zoom_in_net::grade::IcdrGrade;
use zoom_in_net_training::{ImageNetBackbones, Run, Start, TrainingData, TrainingDevice};

use common::{Quiet, config, eye, sample};

const PHOTOGRAPHS: u64 = 4;

/// Fails when a phase asks a graphics processor for what only the processor has, when its losses are no numbers, or
/// when nothing is learned.
#[test]
fn all_phases_train_on_a_graphics_processor() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let photographs = (0..PHOTOGRAPHS).map(|seed| {
        let (grade, diseased) = match seed % 2 {
            0 => (IcdrGrade::None, None),
            _ => (IcdrGrade::Severe, Some((true, false))),
        };
        let photograph = eye(seed, diseased, 160);
        sample(folder.path(), &seed.to_string(), &photograph, grade)
    });
    let data = TrainingData {
        photographs: photographs.collect(),
        pretraining: Vec::new(),
    };
    let mut config = config(64, [2, 2, 2]);
    for phase in [&mut config.m_net, &mut config.a_net, &mut config.zoom] {
        phase.batch = 2;
        phase.frozen_blocks = 3;
    }
    let backbones = ImageNetBackbones::untrained(config.architecture);
    let before = backbones.m_net.weights();
    let run = Run {
        folder: &folder.path().join("run"),
        config: &config,
        device: TrainingDevice::Gpu(None),
        cache: &folder.path().join("cache"),
        checkpoint_every: Duration::ZERO,
        progress: &Quiet,
    };
    let began = Instant::now();
    let layers = run.train(&data, Start::ImageNet(backbones));
    let layers = layers.expect("nothing stands in the way");
    let rate = (3 * 2 * PHOTOGRAPHS) as f64 / began.elapsed().as_secs_f64();
    println!("{rate:.2} photographs a second");

    let log = fs::read_to_string(folder.path().join("run/log.csv")).expect("a run leaves a log");
    let losses = log.lines().skip(1).map(|step| {
        let loss = step.split(',').nth(4).expect("each step has a loss");
        loss.parse::<f64>().expect("it is a number")
    });
    let losses: Vec<f64> = losses.collect();
    assert_eq!(losses.len(), 3 * 2 * 2);
    assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");

    let after = layers.m_net.weights();
    let value_of = |weights: &zoom_in_net_graph::Weights, name: &str| {
        let (_, _, values) = weights
            .iter()
            .find(|(of, ..)| *of == name)
            .expect("it is there");
        values.to_vec()
    };
    let changed = |name: &str| value_of(&before, name) != value_of(&after, name);
    assert!(changed(
        "backbone.EfficientNetLite.blocks.5.project.conv.weight"
    ));
    assert!(!changed(
        "backbone.EfficientNetLite.blocks.1.project.conv.weight"
    ));
}
