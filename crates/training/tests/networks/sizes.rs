//! The sizes of the networks: maps of the paper's, bytes of the lite ones; and which layers they share.

use burn::module::Module;
use burn::tensor::{Device, Distribution, Tensor};
use zoom_in_net::networks::Architecture;
use zoom_in_net_training::networks::{ANet, CNet, Layers, MNet, ZoomInNet, compute};

use crate::backbone::averaged;
use crate::image;

/// The maximum number of bytes that a person downloads for the lite networks, in half precision.
const MAX_LITE_BYTES: usize = 16_000_000;
const BYTES_OF_HALF: usize = 2;

/// Fails when M is not 1024 × 14 × 14 at 492 pixels, or A-Net does not keep its positions.
#[test]
fn the_papers_m_net_makes_the_papers_maps() {
    let device = Device::flex();
    let m_net = MNet::new(Architecture::Paper);
    let layers = m_net.init(&device).folded();
    let out = m_net.forward(&layers, &[&image(492, 1)], &device);
    assert_eq!(out.maps.dims(), [1, 1024, 14, 14]);
    assert_eq!(out.features.dims(), [1, 1024]);
    assert_eq!(out.logits.dims(), [1, 5]);
    let a_net = ANet::new(Architecture::Paper);
    let layers = a_net.init(&device).folded();
    let all_in_field = Tensor::zeros([1, 1, 14, 14], &device);
    let out = a_net.forward(&layers, out.maps, all_in_field);
    assert_eq!(out.gated.dims(), [1, 5, 14, 14]);
    assert_eq!(out.logits.dims(), [1, 5]);
}

/// Fails when C-Net's trunk does not read crops of 384 pixels, or forgets d_M.
#[test]
fn the_papers_c_net_reads_the_papers_crops() {
    let device = Device::flex();
    let c_net = CNet::new(Architecture::Paper);
    let layers = c_net.init(&device).folded();
    let graph = c_net.graph();
    let crops = Tensor::random([1, 3, 384, 384], Distribution::Default, &device);
    let given = (graph.input_value(0), crops);
    let trunk = averaged(graph);
    let [maps] = compute(graph, &layers, [given], &[1], [trunk]);
    assert_eq!(maps.dims(), [1, 2048, 10, 10]);
    let features = Tensor::zeros([1, 1024], &device);
    let out = c_net.forward(&layers, &[&image(384, 1)], &[1], features);
    assert_eq!(out.logits.dims(), [1, 5]);
}

/// Fails when a network of the browser's grows beyond what a person should have to download.
#[test]
fn the_lite_networks_fit_the_download() {
    let layers = ZoomInNet::new(Architecture::Lite).init(&Device::flex());
    let bytes = BYTES_OF_HALF * layers.num_params();
    println!("{bytes} bytes");
    assert!(bytes <= MAX_LITE_BYTES, "{bytes} bytes");
}

/// Fails when the networks share weights that they should own, or own what they should share:
/// C-Net's backbone takes M-Net's trunk and keeps its own head.
#[test]
fn a_backbone_takes_over_a_trunk_of_its_own_kind_only() {
    let device = Device::flex();
    let m_net = MNet::new(Architecture::Lite).init(&device).folded();
    let c_net = CNet::new(Architecture::Lite);
    let layers = c_net.init(&device).folded();
    let features = Tensor::random([1, 256], Distribution::Default, &device);
    let logits = |layers: &Layers| {
        let out = c_net.forward(layers, &[&image(32, 1)], &[1], features.clone());
        out.logits.into_data()
    };
    let before = logits(&layers);
    let with_trunk = |other: &Layers| layers.clone().with_layers_of(&other.within("backbone."));
    let after = with_trunk(&m_net);
    assert_ne!(logits(&after), before);
    let head = "backbone.EfficientNetLite.head";
    for kept in [head, "grade"] {
        assert_eq!(after.within(kept).weights(), layers.within(kept).weights());
    }
    let trunk = "backbone.EfficientNetLite.blocks.";
    assert_eq!(after.within(trunk).weights(), m_net.within(trunk).weights());
    let paper = MNet::new(Architecture::Paper).init(&device);
    assert_eq!(logits(&with_trunk(&paper)), before);
}
