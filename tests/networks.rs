//! The sizes of the networks: maps of the paper's, bytes of the lite ones.

use burn::module::Module;
use burn::tensor::{Device, Distribution, Tensor};
use zoom_in_net::networks::a_net::ANet;
use zoom_in_net::networks::architecture::Architecture;
use zoom_in_net::networks::c_net::CNet;
use zoom_in_net::networks::m_net::MNet;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;

/// Most bytes that a person downloads for the lite networks, in half precision.
const MOST_LITE_BYTES: usize = 16_000_000;
const BYTES_OF_HALF: usize = 2;

fn images(side: usize, device: &Device) -> Tensor<4> {
    Tensor::random([1, 3, side, side], Distribution::Default, device)
}

/// Fails when M is not 1024 × 14 × 14 at 492 pixels, or A-Net does not keep its positions.
#[test]
fn the_papers_m_net_makes_the_papers_maps() {
    let device = Device::flex();
    let m_net = MNet::init(Architecture::Paper, &device).folded();
    let out = m_net.forward(images(492, &device));
    assert_eq!(out.maps.dims(), [1, 1024, 14, 14]);
    assert_eq!(out.features.dims(), [1, 1024]);
    assert_eq!(out.logits.dims(), [1, 5]);
    let out = ANet::init(Architecture::Paper, &device)
        .folded()
        .forward(out.maps, Tensor::zeros([1, 1, 14, 14], &device));
    assert_eq!(out.gated.dims(), [1, 5, 14, 14]);
    assert_eq!(out.logits.dims(), [1, 5]);
}

/// Fails when C-Net's trunk does not read crops of 384 pixels, or forgets d_M.
#[test]
fn the_papers_c_net_reads_the_papers_crops() {
    let device = Device::flex();
    let c_net = CNet::init(Architecture::Paper, &device).folded();
    let crops = images(384, &device);
    assert_eq!(
        c_net.backbone.forward(crops.clone()).dims(),
        [1, 2048, 10, 10]
    );
    let logits = c_net.logits(
        Some(c_net.features(crops)),
        &[1],
        Tensor::zeros([1, 1024], &device),
    );
    assert_eq!(logits.dims(), [1, 5]);
}

/// Fails when a network of the browser's grows beyond what a person should have to download.
#[test]
fn the_lite_networks_fit_the_download() {
    let network = ZoomInNet::init(Architecture::Lite, &Device::flex());
    let bytes = BYTES_OF_HALF * network.num_params();
    println!("{bytes} bytes");
    assert!(bytes <= MOST_LITE_BYTES, "{bytes} bytes");
}

/// Fails when the networks share weights that they should own, or own what they should share:
/// C-Net's backbone takes M-Net's trunk and keeps its own head.
#[test]
fn a_backbone_takes_over_a_trunk_of_its_own_kind_only() {
    let device = Device::flex();
    let m_net = MNet::init(Architecture::Lite, &device).folded();
    let c_net = CNet::init(Architecture::Lite, &device).folded();
    let crops = images(32, &device);
    let before = c_net.backbone.forward(crops.clone()).into_data();
    let after = c_net
        .backbone
        .clone()
        .with_trunk_of(&m_net.backbone)
        .forward(crops.clone());
    assert_eq!(after.dims(), [1, c_net.backbone.channels(), 1, 1]);
    assert_ne!(after.into_data(), before);
    let paper = MNet::init(Architecture::Paper, &device).backbone;
    let kept = c_net.backbone.with_trunk_of(&paper).forward(crops);
    assert_eq!(kept.into_data(), before);
}

/// Fails when A-Net's layers for the processor mix up photographs, rows or padding.
#[test]
fn the_fused_a_net_agrees() {
    let device = Device::flex();
    let a_net = ANet::init(Architecture::Lite, &device).folded();
    let maps = Tensor::random([2, 256, 9, 7], Distribution::Default, &device);
    let all_in_field = || Tensor::zeros([2, 1, 9, 7], &device);
    let expected = a_net.forward(maps.clone(), all_in_field());
    let actual = a_net.fused().forward(maps, all_in_field());
    for (actual, expected) in [
        (
            actual.gated.flatten::<1>(0, 3),
            expected.gated.flatten::<1>(0, 3),
        ),
        (
            actual.logits.flatten::<1>(0, 1),
            expected.logits.flatten::<1>(0, 1),
        ),
    ] {
        let most = (actual - expected.clone()).abs().max().into_scalar::<f32>();
        let largest = expected.abs().max().into_scalar::<f32>();
        assert!(most <= 1e-4 * largest, "{most} of {largest}");
    }
}
