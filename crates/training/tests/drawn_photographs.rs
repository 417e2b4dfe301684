//! From image-level grades alone, on drawn photographs, to maps that find the lesions.

mod common;

use std::path::Path;
use std::time::Duration;

use burn::tensor::Device;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::networks::{Reading, composition};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::prepare;
use zoom_in_net_inference::Model;
use zoom_in_net_training::config::TrainingConfig;
use zoom_in_net_training::networks::{BurnNetworks, ZoomInNet};
use zoom_in_net_training::{ImageNetBackbones, Run, Start, TrainingData, TrainingDevice};

use common::{Quarter, Quiet, config, eye, sample};

const INPUT: u32 = 192;
/// Large enough for the high-resolution image, so that nothing is magnified.
const DIAMETER: u32 = 490;
const TRAINED_ON: u64 = 40;
const TESTED_ON: u64 = 16;

/// The published ones, which know real photographs and no drawn one.
fn published_backbones() -> ImageNetBackbones {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../weights"));
    let model = Model::open(folder).expect("the published weights are there");
    let weights = model.weights().expect("they are whole");
    let networks = ZoomInNet::new(model.manifest.architecture);
    let layers = networks.of_weights(&weights, &Device::flex());
    let layers = layers.expect("they fit");
    ImageNetBackbones {
        m_net: layers.m_net.within("backbone."),
        c_net: layers.c_net.within("backbone."),
    }
}

fn read(
    networks: &BurnNetworks,
    photographs: &[PreparedPhotograph],
    config: &TrainingConfig,
) -> Vec<Reading> {
    let photographs: Vec<&PreparedPhotograph> = photographs.iter().collect();
    let reading = composition::read(networks, &photographs, &config.regions, |_| {});
    pollster::block_on(reading).expect("the processor computes")
}

/// The share of all that speaks for referable disease which lies in a quarter.
fn share_in(quarter: Quarter, reading: &Reading) -> f32 {
    let side = reading.maps.side;
    let (mut within, mut all) = (0.0, 0.0);
    for (cell, suspicion) in reading.maps.suspicion().into_iter().enumerate() {
        let (x, y) = (cell % side, cell / side);
        let evidence = suspicion.max(0.0);
        all += evidence;
        if (x >= side / 2, y >= side / 2) == quarter {
            within += evidence;
        }
    }
    within / all
}

#[test]
fn grades_of_whole_photographs_teach_the_maps_where_the_lesions_are() {
    let folder = tempfile::tempdir().expect("there is room for temporary files");
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let mut quarter = || (random.random(), random.random());
    let photographs = (0..TRAINED_ON)
        .map(|seed| {
            let (grade, diseased) = match seed % 2 {
                0 => (IcdrGrade::None, None),
                _ => (IcdrGrade::Severe, Some(quarter())),
            };
            let photograph = eye(seed, diseased, DIAMETER);
            sample(folder.path(), &seed.to_string(), &photograph, grade)
        })
        .collect();
    let mut config = config(INPUT, [4, 20, 1]);
    // The backbones know how to see; they need little change.
    config.m_net.backbone_rate = 1e-4;
    config.zoom.backbone_rate = 1e-4;
    Device::flex().seed(config.seed);
    let layers = Run {
        folder: &folder.path().join("run"),
        config: &config,
        device: TrainingDevice::Cpu,
        cache: &folder.path().join("cache"),
        checkpoint_every: Duration::MAX,
        progress: &Quiet,
    }
    .train(
        &TrainingData {
            photographs,
            pretraining: Vec::new(),
        },
        Start::ImageNet(published_backbones()),
    )
    .expect("nothing stands in the way");
    let networks = BurnNetworks::new(config.architecture, layers, Device::flex());

    // Eyes that training has not seen, each healthy and diseased.
    let quarters: Vec<Quarter> = (0..TESTED_ON).map(|_| quarter()).collect();
    let drawn = |diseased: &dyn Fn(usize) -> Option<Quarter>| -> Vec<PreparedPhotograph> {
        (0..TESTED_ON as usize)
            .map(|index| eye(1000 + index as u64, diseased(index), DIAMETER))
            .map(|photograph| prepare(&photograph, config.sizes).expect("it is a fundus"))
            .collect()
    };
    let healthy = read(&networks, &drawn(&|_| None), &config);
    let diseased = read(&networks, &drawn(&|index| Some(quarters[index])), &config);

    let suspicion = |reading: &Reading| {
        let severe = IcdrGrade::Severe.level();
        let logit = |level| reading.m_net[level] + reading.a_net[level] + reading.c_net[level];
        logit(severe) - logit(IcdrGrade::None.level())
    };
    let told_apart = healthy
        .iter()
        .zip(&diseased)
        .filter(|(healthy, diseased)| suspicion(diseased) > suspicion(healthy))
        .count();
    let shares: Vec<f32> = diseased
        .iter()
        .zip(&quarters)
        .map(|(reading, quarter)| share_in(*quarter, reading))
        .collect();
    let centre = f64::from(INPUT) / 2.0;
    let found = diseased
        .iter()
        .zip(&quarters)
        .filter(|(reading, quarter)| {
            reading.regions.first().is_some_and(|strongest| {
                let point = strongest.centre_in_input;
                (point.x > centre, point.y > centre) == **quarter
            })
        })
        .count();
    let mean = shares.iter().sum::<f32>() / shares.len() as f32;
    println!(
        "{told_apart} of {TESTED_ON} eyes told apart, the strongest region among the lesions in {found}, \
         {mean:.2} of the response there"
    );
    // Chance: half of the eyes, a quarter of the regions, a quarter of the response.
    assert!(told_apart >= 14, "{told_apart} of {TESTED_ON} told apart");
    assert!(
        found >= 10,
        "{found} of {TESTED_ON} regions among the lesions"
    );
    assert!(mean > 0.5, "{mean} of the response among the lesions");
}
