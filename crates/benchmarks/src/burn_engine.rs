//! The networks as this project runs them.

use std::path::Path;

use anyhow::Result;
use burn::tensor::{Device, Tensor};
use zoom_in_net::networks::a_net::beyond_field;
use zoom_in_net::networks::pixels::tensor_from_images;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net::preparation::PreparedPhotograph;

use crate::engine::Engine;
use crate::networks::{self, ARCHITECTURE};
use crate::photograph::{Sample, regions};

/// The networks and the inputs of each.
pub struct BurnEngine {
    networks: ZoomInNet,
    device: Device,
    image: Tensor<4>,
    maps: Tensor<4>,
    beyond_field: Tensor<4>,
    features: Tensor<2>,
    crops: Tensor<4>,
}

impl BurnEngine {
    /// Reads the exported networks.
    pub fn new(folder: &Path, sample: &Sample) -> Result<Self> {
        let device = Device::flex();
        let networks = networks::read(folder, &device)?;
        let image = tensor_from_images([&sample.prepared.input], ARCHITECTURE, &device);
        let m_net = networks.m_net.forward(image.clone());
        let [_, _, cells, _] = m_net.maps.dims();
        Ok(Self {
            beyond_field: beyond_field([&sample.prepared], cells, &device),
            maps: m_net.maps,
            features: m_net.features,
            crops: tensor_from_images(&sample.crops, ARCHITECTURE, &device),
            networks,
            device,
            image,
        })
    }
}

impl Engine for BurnEngine {
    fn m_net(&mut self) -> Result<Vec<f32>> {
        Ok(values(
            self.networks.m_net.forward(self.image.clone()).logits,
        ))
    }

    fn a_net(&mut self) -> Result<Vec<f32>> {
        let a_net = &self.networks.a_net;
        let out = a_net.forward(self.maps.clone(), self.beyond_field.clone());
        Ok(values(out.logits))
    }

    fn c_net(&mut self) -> Result<Vec<f32>> {
        let c_net = &self.networks.c_net;
        let crops = self.crops.clone();
        let crops_of = [crops.dims()[0]];
        let features = c_net.features(crops);
        Ok(values(c_net.logits(
            Some(features),
            &crops_of,
            self.features.clone(),
        )))
    }

    fn screen(&mut self, prepared: &PreparedPhotograph) -> Result<Vec<f32>> {
        let out = pollster::block_on(self.networks.forward(
            &[prepared],
            ARCHITECTURE,
            &regions(),
            &self.device,
            |_| {},
        ))?;
        Ok(values(out.logits()))
    }
}

fn values(logits: Tensor<2>) -> Vec<f32> {
    logits.into_data().iter::<f32>().collect()
}
