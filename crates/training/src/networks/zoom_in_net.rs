//! The three networks as one, with gradients: y = y_M ⊕ y_A ⊕ y_C, the sum of logits (paper, section 2).

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use image::RgbImage;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::regions::{
    MapsOfPhotograph, Region, RegionSettings, cut_crop, find_regions,
};
use zoom_in_net::networks::{Architecture, NetworkWeights, NotComputed};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net_graph::UnfitWeights;

use super::a_net::ANet;
use super::c_net::{CNet, CNetOutput};
use super::gate::{ANetOutput, beyond_field};
use super::layers::Layers;
use super::m_net::{MNet, MNetOutput};

/// The parameters of M-Net, A-Net and C-Net.
#[derive(Module, Debug)]
pub struct ZoomInNetLayers {
    /// M-Net's, and those of its head of both eyes.
    pub m_net: Layers,
    /// A-Net's.
    pub a_net: Layers,
    /// C-Net's.
    pub c_net: Layers,
}

impl ZoomInNetLayers {
    /// The same functions with all batch norms folded into their convolutions.
    pub fn folded(self) -> Self {
        Self {
            m_net: self.m_net.folded(),
            a_net: self.a_net.folded(),
            c_net: self.c_net.folded(),
        }
    }

    /// The values of all parameters, batch norms folded.
    pub fn weights(&self) -> NetworkWeights {
        NetworkWeights {
            m_net: self.m_net.weights(),
            a_net: self.a_net.weights(),
            c_net: self.c_net.weights(),
        }
    }
}

/// How M-Net, A-Net and C-Net are computed.
#[derive(Debug)]
pub struct ZoomInNet {
    /// Grades the whole photograph.
    pub m_net: MNet,
    /// Says which positions made it suspicious.
    pub a_net: ANet,
    /// Classifies the crops of those positions.
    pub c_net: CNet,
}

/// What the three networks say of a batch.
#[derive(Clone, Debug)]
pub struct ZoomInNetOutput {
    /// M-Net's output.
    pub m_net: MNetOutput,
    /// A-Net's output.
    pub a_net: ANetOutput,
    /// C-Net's output.
    pub c_net: CNetOutput,
}

impl ZoomInNetOutput {
    /// y_M + y_A + y_C: `[photographs, 5]`.
    pub fn logits(&self) -> Tensor<2> {
        self.m_net.logits.clone() + self.a_net.logits.clone() + self.c_net.logits.clone()
    }
}

impl ZoomInNet {
    /// All of them on the device of their layers.
    pub fn new(architecture: Architecture) -> Self {
        Self {
            m_net: MNet::new(architecture),
            a_net: ANet::new(architecture),
            c_net: CNet::new(architecture),
        }
    }

    /// Random weights.
    pub fn init(&self, device: &Device) -> ZoomInNetLayers {
        ZoomInNetLayers {
            m_net: self.m_net.init(device),
            a_net: self.a_net.init(device),
            c_net: self.c_net.init(device),
        }
    }

    /// Weights whose batch norms are folded.
    ///
    /// # Errors
    /// [`UnfitWeights`].
    pub fn of_weights(
        &self,
        weights: &NetworkWeights,
        device: &Device,
    ) -> Result<ZoomInNetLayers, UnfitWeights> {
        Ok(ZoomInNetLayers {
            m_net: self.m_net.of_weights(&weights.m_net, device)?,
            a_net: self.a_net.of_weights(&weights.a_net, device)?,
            c_net: self.c_net.of_weights(&weights.c_net, device)?,
        })
    }

    /// Reads prepared photographs, waiting for the gated maps between A-Net and C-Net.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails, or gives gated maps that are no numbers.
    pub fn forward(
        &self,
        layers: &ZoomInNetLayers,
        photographs: &[&PreparedPhotograph],
        settings: &RegionSettings,
        device: &Device,
    ) -> Result<ZoomInNetOutput, NotComputed> {
        let inputs: Vec<&RgbImage> = photographs.iter().map(|photo| &photo.input).collect();
        let m_net = self.m_net.forward(&layers.m_net, &inputs, device);
        let [_, _, side, _] = m_net.attended_maps.dims();
        let beyond_field = beyond_field(photographs.iter().copied(), side, device);
        let maps = m_net.attended_maps.clone();
        let a_net = self.a_net.forward(&layers.a_net, maps, beyond_field);
        let maps = maps_of_photographs(a_net.gated.clone())?;
        let regions: Vec<Vec<Region>> = maps
            .iter()
            .zip(photographs)
            .map(|(maps, photograph)| find_regions(maps, photograph, settings))
            .collect();
        let crops: Vec<RgbImage> = photographs
            .iter()
            .zip(&regions)
            .flat_map(|(photograph, regions)| {
                let boxes = regions.iter().map(|region| region.box_in_high_resolution);
                boxes.map(|crop| cut_crop(&photograph.high_resolution, crop))
            })
            .collect();
        let crops: Vec<&RgbImage> = crops.iter().collect();
        let crops_of: Vec<usize> = regions.iter().map(Vec::len).collect();
        let features = m_net.features.clone();
        let c_net = self
            .c_net
            .forward(&layers.c_net, &crops, &crops_of, features);
        Ok(ZoomInNetOutput {
            m_net,
            a_net,
            c_net,
        })
    }
}

/// G `[photographs, 5, side, side]`, photograph by photograph.
fn maps_of_photographs(gated: Tensor<4>) -> Result<Vec<MapsOfPhotograph>, NotComputed> {
    let [_, _, side, _] = gated.dims();
    let values = pollster::block_on(values_of(gated))?;
    // Regions of what is no number would be anywhere.
    if !values.iter().all(|value| value.is_finite()) {
        return Err(NotComputed::new("values that are not finite"));
    }
    let maps = values.chunks_exact(GRADES * side * side);
    let maps = maps.map(|values| MapsOfPhotograph {
        values: values.to_vec(),
        side,
    });
    Ok(maps.collect())
}

/// The values of a tensor, read back from the device.
pub(super) async fn values_of<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, NotComputed> {
    let data = tensor.into_data_async().await;
    let data = data.map_err(NotComputed::new)?;
    Ok(data.iter::<f32>().collect())
}
