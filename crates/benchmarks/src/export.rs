//! The weights, and one input with its outputs, for `tools/export_onnx.py`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use burn::module::{Module, Param};
use burn::tensor::{Device, Distribution, Tensor};
use zoom_in_net::networks::a_net::BEYOND;

use crate::networks;

/// Side of the image and of the crops: odd, so that an asymmetric padding shows.
const SIDE: usize = 139;
/// Crops of the photograph.
const CROPS: usize = 3;

/// Inputs and outputs of the three networks.
#[derive(Module, Debug)]
struct Agreement {
    image: Param<Tensor<4>>,
    maps: Param<Tensor<4>>,
    beyond_field: Param<Tensor<4>>,
    features: Param<Tensor<2>>,
    m_net_logits: Param<Tensor<2>>,
    gated: Param<Tensor<4>>,
    a_net_logits: Param<Tensor<2>>,
    crops: Param<Tensor<4>>,
    c_net_logits: Param<Tensor<2>>,
}

/// Writes the files.
pub fn export(model: Option<&Path>, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let device = Device::flex();
    let networks = networks::networks(model, &device)?;
    networks::write(&networks, folder)?;

    let random = |images| {
        let distribution = Distribution::Uniform(-1.0, 1.0);
        Tensor::<4>::random([images, 3, SIDE, SIDE], distribution, &device)
    };
    let image = random(1);
    let crops = random(CROPS);
    let m_net = networks.m_net.forward(image.clone());
    let [_, _, rows, columns] = m_net.maps.dims();
    // The first row lies beyond the field.
    let beyond_field = Tensor::cat(
        vec![
            Tensor::full([1, 1, 1, columns], BEYOND, &device),
            Tensor::zeros([1, 1, rows - 1, columns], &device),
        ],
        2,
    );
    let a_net = networks
        .a_net
        .forward(m_net.maps.clone(), beyond_field.clone());
    let features_of_crops = networks.c_net.features(crops.clone());
    let c_net_logits =
        networks
            .c_net
            .logits(Some(features_of_crops), &[CROPS], m_net.features.clone());
    let agreement = Agreement {
        image: Param::from_tensor(image),
        maps: Param::from_tensor(m_net.maps),
        beyond_field: Param::from_tensor(beyond_field),
        features: Param::from_tensor(m_net.features),
        m_net_logits: Param::from_tensor(m_net.logits),
        gated: Param::from_tensor(a_net.gated),
        a_net_logits: Param::from_tensor(a_net.logits),
        crops: Param::from_tensor(crops),
        c_net_logits: Param::from_tensor(c_net_logits),
    };
    networks::write_module(&agreement, &folder.join("agreement.safetensors"))
}
