//! The engines on the shipped weights: the same answer, and the same findings, from each.
//!
//! The graphics processor is a software one (Mesa's lavapipe, or SwiftShader), which every machine can have.

use std::sync::OnceLock;

use image::RgbImage;
use zoom_in_net::networks::{
    Architecture, CpuNetworks, GpuNetworks, Heads, NetworkWeights, Networks, composition,
};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::{PreparedPhotograph, prepare};
use zoom_in_net::screening::finding::Finding;
use zoom_in_net::screening::finding::Screening;
use zoom_in_net::screening::screener::{Gated, Screener};
use zoom_in_net_gpu_engine::AdapterChoice;
use zoom_in_net_synthetic::random_networks;

use crate::shipped;

/// Maximum difference of a probability.
const TOLERANCE: f64 = 1e-3;

fn on_cpu() -> Screener<CpuNetworks> {
    let manifest = shipped::manifest();
    let weights = shipped::weights();
    let networks = CpuNetworks::new(manifest.architecture, &weights);
    Screener {
        heads: heads(&weights),
        networks: networks.expect("the weights fit"),
        manifest,
    }
}

fn on_gpu(max_batch: usize) -> Screener<GpuNetworks> {
    let manifest = shipped::manifest();
    let settings = manifest.gpu_settings(max_batch);
    let weights = shipped::weights();
    let networks = GpuNetworks::open(AdapterChoice::Software, settings, &weights, |_, _| {});
    Screener {
        heads: heads(&weights),
        networks: pollster::block_on(networks).expect("a software Vulkan adapter is installed"),
        manifest,
    }
}

fn heads(weights: &NetworkWeights) -> Heads {
    Heads::new(shipped::manifest().architecture, &weights.m_net).expect("the weights fit")
}

fn findings<N: Networks>(screener: &Screener<N>, photographs: &[RgbImage]) -> Vec<Finding> {
    // The gate is not what is tested here.
    let prepared = photographs.iter().map(|photograph| {
        let prepared = prepare(photograph, screener.manifest.sizes);
        Gated::Gradable(prepared.expect("it is a photograph of an eye"))
    });
    let screened = pollster::block_on(screener.screen_gated(prepared.collect(), false, |_| {}));
    let screened = screened.expect("the device computes").into_iter();
    screened
        .map(|screened| match screened.screening {
            Screening::Graded(finding) => *finding,
            Screening::Ungradable { .. } => unreachable!("it was said to be gradable"),
        })
        .collect()
}

fn assert_same(found: &Finding, expected: &Finding) {
    for (found, expected) in found.probabilities.iter().zip(expected.probabilities) {
        assert!((found - expected).abs() < TOLERANCE, "{found} {expected}");
    }
    assert_eq!(found.grade, expected.grade);
    let boxes = |finding: &Finding| -> Vec<_> {
        let regions = finding.regions.iter();
        regions.map(|region| region.box_in_photo).collect()
    };
    assert_eq!(boxes(found), boxes(expected));
    let maps = |finding: &Finding| finding.attention.gated_maps.concat();
    for (found, expected) in maps(found).into_iter().zip(maps(expected)) {
        assert!((found - expected).abs() < 1e-4, "{found} {expected}");
    }
}

fn photographs() -> &'static [RgbImage] {
    static PHOTOGRAPHS: OnceLock<Vec<RgbImage>> = OnceLock::new();
    PHOTOGRAPHS.get_or_init(|| {
        let mut photographs = shipped::real(4);
        photographs.push(shipped::drawn());
        photographs
    })
}

/// Fails when the processor computes something else than what was trained and exported.
#[test]
fn the_processor_gives_the_known_answer() {
    let tested = pollster::block_on(on_cpu().self_test(&shipped::known_answer()));
    assert!(tested.is_ok(), "{tested:?}");
}

/// Fails when a graphics processor's kernels, or their order, compute something else.
#[test]
fn a_graphics_processor_gives_the_known_answer() {
    let tested = pollster::block_on(on_gpu(1).self_test(&shipped::known_answer()));
    assert!(tested.is_ok(), "{tested:?}");
}

/// Fails when the two find something else in a photograph, one by one or several in a batch.
#[test]
fn both_find_the_same_in_photographs() {
    let photographs = photographs();
    let expected = findings(&on_cpu(), photographs);
    assert!(expected.iter().any(|finding| !finding.regions.is_empty()));
    for max_batch in [1, 3] {
        let found = findings(&on_gpu(max_batch), photographs);
        for (found, expected) in found.iter().zip(&expected) {
            assert_same(found, expected);
        }
    }
}

/// Fails when a reading of one batch may be finished with the buffers of another.
#[test]
fn m_of_an_earlier_batch_is_refused() {
    let screener = on_gpu(1);
    let sizes = screener.manifest.sizes;
    let image = RgbImage::new(sizes.input, sizes.input);
    let networks = &screener.networks;
    let first = pollster::block_on(networks.m_net(&[&image])).expect("the device computes");
    let second = pollster::block_on(networks.m_net(&[&image])).expect("the device computes");
    let refused = pollster::block_on(networks.a_net(&first)).expect_err("its M is gone");
    assert!(refused.to_string().contains("another batch"), "{refused}");
    assert!(pollster::block_on(networks.a_net(&second)).is_ok());
}

/// Fails when the paper's networks do not run on an engine, or each computes another function.
#[test]
fn both_read_a_photograph_with_the_papers_networks() {
    let architecture = Architecture::Paper;
    // Small, since the networks are large: nothing in them depends on the size.
    let sizes = Sizes::in_proportion(140);
    let weights = random_networks(architecture, 5);
    let cpu = CpuNetworks::new(architecture, &weights).expect("they are its own");
    let settings = zoom_in_net::networks::GpuSettings {
        architecture,
        sizes,
        max_crops: 4,
        max_batch: 1,
    };
    let gpu = GpuNetworks::open(AdapterChoice::Software, settings, &weights, |_, _| {});
    let gpu = pollster::block_on(gpu).expect("a software Vulkan adapter is installed");
    let photograph = prepare(&shipped::drawn(), sizes).expect("it is a photograph of an eye");
    let cpu = read(&cpu, &photograph);
    let gpu = read(&gpu, &photograph);
    assert_eq!(gpu.regions.len(), cpu.regions.len());
    let scale = |logits: &[f64]| {
        logits
            .iter()
            .fold(1.0_f64, |max, logit| max.max(logit.abs()))
    };
    for (found, expected) in [
        (gpu.m_net, cpu.m_net),
        (gpu.a_net, cpu.a_net),
        (gpu.c_net, cpu.c_net),
    ] {
        for (found, expected_one) in found.into_iter().zip(expected) {
            let difference = (found - expected_one).abs();
            assert!(
                difference < 2e-3 * scale(&expected),
                "{found} {expected_one}"
            );
        }
    }
}

fn read<N: Networks>(networks: &N, photograph: &PreparedPhotograph) -> composition::Reading {
    let settings = zoom_in_net::networks::regions::RegionSettings {
        min_response: f32::NEG_INFINITY,
        ..Default::default()
    };
    let photographs = [photograph];
    let read = composition::read(networks, &photographs, &settings, |_| {});
    let mut readings = pollster::block_on(read).expect("the device computes");
    readings.pop().expect("one reading for each photograph")
}
