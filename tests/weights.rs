//! The shipped files of weights.

use crate::shipped::{self, content, manifest};
use zoom_in_net::networks::{CpuNetworks, NetworkWeights};
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::weights::{FileOfWeights, WeightsError, read_m_net};

/// Maximum of bytes that a person downloads for the lite networks, in half precision.
const MAX_LITE_BYTES: u64 = 16_000_000;

/// Fails when the networks grow beyond what a person should have to download.
#[test]
fn the_networks_fit_the_download() {
    let files = manifest().networks;
    let bytes: u64 = files.all().iter().map(|file| file.bytes).sum();
    assert!(bytes <= MAX_LITE_BYTES, "{bytes} bytes");
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
        let read = read_m_net(architecture, &file, bytes);
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
    let damaged = read_m_net(architecture, &files.m_net, damaged);
    assert!(matches!(damaged, Err(WeightsError::OtherContent { .. })));
}

/// Fails when an engine takes the weights of one network for another's.
#[test]
fn an_engine_refuses_weights_of_another_network() {
    let weights = shipped::weights();
    let mixed_up = NetworkWeights {
        m_net: weights.c_net.clone(),
        ..weights
    };
    let refused = CpuNetworks::new(manifest().architecture, &mixed_up);
    let reason = refused.unwrap_err().to_string();
    assert!(reason.contains("reduce.conv.weight"), "{reason}");
}
