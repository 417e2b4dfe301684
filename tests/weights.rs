//! The shipped weights on the processor: by the layers made for it, and in a browser without tensors.

use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use zoom_in_net::networks::fused::{FusedMNet, FusedZoomInNet};
use zoom_in_net::networks::interface::Networks;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net::preparation::prepare;
use zoom_in_net::screening::finding::Finding;
use zoom_in_net::screening::grade::IcdrGrade;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::self_test::KnownAnswer;
use zoom_in_net::weights::{
    FileOfWeights, ModelManifest, WeightsError, read_a_net, read_c_net, read_fused, read_m_net,
};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("weights")
        .join(name)
}

fn manifest() -> ModelManifest {
    let text = fs::read_to_string(path("model.json")).expect("the weights are in the repository");
    ModelManifest::from_json(&text).expect("their manifest is valid")
}

fn content(file: &FileOfWeights) -> Vec<u8> {
    fs::read(path(&file.file)).expect("every file is there")
}

fn read(device: &Device) -> Result<ZoomInNet, WeightsError> {
    let ModelManifest {
        architecture,
        networks: files,
        ..
    } = manifest();
    Ok(ZoomInNet {
        m_net: read_m_net(architecture, &files.m_net, content(&files.m_net), device)?,
        a_net: read_a_net(architecture, &files.a_net, content(&files.a_net), device)?,
        c_net: read_c_net(architecture, &files.c_net, content(&files.c_net), device)?,
    })
}

/// As a browser's processor reads them.
fn read_without_tensors() -> Result<FusedZoomInNet, WeightsError> {
    let ModelManifest {
        architecture,
        networks: files,
        ..
    } = manifest();
    Ok(FusedZoomInNet {
        m_net: read_fused(architecture, &files.m_net, content(&files.m_net), &())?,
        a_net: read_fused(architecture, &files.a_net, content(&files.a_net), &())?,
        c_net: read_fused(architecture, &files.c_net, content(&files.c_net), &())?,
    })
}

fn screener<N: Networks>(networks: Result<N, WeightsError>, device: N::Device) -> Screener<N> {
    Screener {
        networks: networks.expect("the weights fit"),
        manifest: manifest(),
        device,
    }
}

fn answer<N: Networks>(networks: Result<N, WeightsError>, device: N::Device) -> KnownAnswer {
    let screener = screener(networks, device);
    pollster::block_on(screener.answer()).expect("the processor computes")
}

/// Fails when the layers for the processor, which grade every photograph there, compute something
/// else than those that were trained.
#[test]
fn the_layers_for_the_processor_give_the_answer_of_the_plain_ones() {
    let device = Device::flex();
    // To fold is to go back to the plain layers; the batch norms are folded already.
    let plain = answer(read(&device).map(ZoomInNet::folded), device.clone());
    for fused in [
        answer(read(&device), device.clone()),
        answer(read_without_tensors(), ()),
    ] {
        for (fused, plain) in [
            (fused.m_net, plain.m_net),
            (fused.a_net, plain.a_net),
            (fused.c_net, plain.c_net),
        ] {
            for (fused, plain) in fused.into_iter().zip(plain) {
                assert!((fused - plain).abs() < 1e-5, "{fused} {plain}");
            }
        }
        assert_ne!(fused, plain, "both took the same way");
    }
}

/// Fails when what a browser's processor finds in a photograph is not what the command line finds.
#[test]
fn without_tensors_the_finding_is_the_same() {
    let photo = SyntheticFundus::draw(&Settings {
        grade: IcdrGrade::Severe,
        diameter: 700,
        ..Settings::default()
    })
    .photograph;
    let prepared = prepare(&photo, manifest().sizes).expect("a drawn photograph is prepared");
    let device = Device::flex();
    let ignored = |_| ();
    let by_tensors = screener(read(&device), device.clone());
    let by_tensors = pollster::block_on(by_tensors.find(&prepared, ignored)).unwrap();
    let without = screener(read_without_tensors(), ());
    let without = pollster::block_on(without.find(&prepared, ignored)).unwrap();
    for (found, expected) in without.probabilities.iter().zip(by_tensors.probabilities) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
    let boxes = |finding: &Finding| -> Vec<_> {
        finding
            .regions
            .iter()
            .map(|region| region.box_in_photo)
            .collect()
    };
    assert!(!boxes(&without).is_empty());
    assert_eq!(boxes(&without), boxes(&by_tensors));
    assert_eq!(without.grade, by_tensors.grade);
    let maps = |finding: &Finding| finding.attention.gated_maps.concat();
    for (found, expected) in maps(&without).into_iter().zip(maps(&by_tensors)) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
}

/// Fails when a file is taken that lacks a tensor, has one of another shape, or is no file of weights.
#[test]
fn a_file_of_another_network_is_refused_by_name() {
    let ModelManifest {
        architecture,
        networks: files,
        ..
    } = manifest();
    let of = |network: &FileOfWeights, bytes: Vec<u8>| {
        let file = FileOfWeights::describing(network.file.clone(), &bytes);
        let read = read_fused::<FusedMNet>(architecture, &file, bytes, &());
        read.unwrap_err().to_string()
    };
    let c_net = of(&files.c_net, content(&files.c_net));
    assert!(
        c_net.contains("c_net.bpk") && c_net.contains("reduce.conv.weight"),
        "{c_net}"
    );
    let text = of(&files.m_net, b"no weights at all".to_vec());
    assert!(text.contains("m_net.bpk"), "{text}");
    let mut damaged = content(&files.m_net);
    damaged[5000] ^= 1;
    let damaged = read_fused::<FusedMNet>(architecture, &files.m_net, damaged, &());
    assert!(matches!(damaged, Err(WeightsError::OtherContent { .. })));
}
