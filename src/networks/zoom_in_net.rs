//! The three networks as one: y = y_M ⊕ y_A ⊕ y_C, the sum of logits (paper, section 2).

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::a_net::{ANet, ANetOutput};
use super::architecture::Architecture;
use super::c_net::CNet;
use super::m_net::{MNet, MNetOutput};
use super::pixels::tensor_from_images;
use crate::preparation::PreparedPhotograph;
use crate::regions::{MapsOfPhotograph, Region, RegionSettings, cut_crop, find_regions};
use crate::screening::grade::GRADES;

/// M-Net, A-Net and C-Net.
#[derive(Module, Debug)]
pub struct ZoomInNet {
    /// Grades the whole photograph.
    pub m_net: MNet,
    /// Says which positions made it suspicious.
    pub a_net: ANet,
    /// Looks at those positions again at high resolution.
    pub c_net: CNet,
}

/// What the three networks say of a batch.
#[derive(Clone, Debug)]
pub struct ZoomInNetOutput {
    /// M-Net's output.
    pub m_net: MNetOutput,
    /// A-Net's output.
    pub a_net: ANetOutput,
    /// y_C: `[batch, 5]`.
    pub c_net_logits: Tensor<2>,
    /// The regions of each photograph, the strongest first.
    pub regions: Vec<Vec<Region>>,
}

impl ZoomInNetOutput {
    /// y_M + y_A + y_C: `[batch, 5]`.
    pub fn logits(&self) -> Tensor<2> {
        self.m_net.logits.clone() + self.a_net.logits.clone() + self.c_net_logits.clone()
    }
}

impl ZoomInNet {
    /// Random weights.
    pub fn init(architecture: Architecture, device: &Device) -> Self {
        Self {
            m_net: MNet::init(architecture, device),
            a_net: ANet::init(architecture, device),
            c_net: CNet::init(architecture, device),
        }
    }

    /// Reads prepared photographs, waiting for the gated maps between A-Net and C-Net.
    pub fn forward(
        &self,
        photographs: &[&PreparedPhotograph],
        architecture: Architecture,
        settings: &RegionSettings,
        device: &Device,
    ) -> ZoomInNetOutput {
        let inputs = photographs.iter().map(|photograph| &photograph.input);
        let m_net = self.m_net.forward(tensor_from_images(inputs, architecture, device));
        let a_net = self.a_net.forward(m_net.maps.clone());
        let regions: Vec<Vec<Region>> = gated_maps(a_net.gated.clone())
            .iter()
            .zip(photographs)
            .map(|(maps, photograph)| find_regions(maps, photograph, settings))
            .collect();
        let c_net_logits = self.look_again(photographs, &regions, m_net.features.clone(), architecture);
        ZoomInNetOutput {
            m_net,
            a_net,
            c_net_logits,
            regions,
        }
    }

    /// y_C of photographs whose regions are known.
    fn look_again(
        &self,
        photographs: &[&PreparedPhotograph],
        regions: &[Vec<Region>],
        features: Tensor<2>,
        architecture: Architecture,
    ) -> Tensor<2> {
        let crops: Vec<_> = photographs
            .iter()
            .zip(regions)
            .flat_map(|(photograph, regions)| {
                regions
                    .iter()
                    .map(|region| cut_crop(&photograph.high_resolution, region.box_in_high_resolution))
            })
            .collect();
        let crops_of: Vec<usize> = regions.iter().map(Vec::len).collect();
        let features_of_crops = (!crops.is_empty()).then(|| {
            let crops = tensor_from_images(&crops, architecture, &features.device());
            self.c_net.features(crops)
        });
        self.c_net.logits(features_of_crops, &crops_of, features)
    }

    /// See [`ConvNorm::folded`](super::layers::ConvNorm::folded).
    pub fn folded(self) -> Self {
        Self {
            m_net: self.m_net.folded(),
            a_net: self.a_net.folded(),
            c_net: self.c_net.folded(),
        }
    }
}

/// Reads G back from the device: `[batch, 5, cells, cells]` → one set of maps per photograph.
fn gated_maps(gated: Tensor<4>) -> Vec<MapsOfPhotograph> {
    let [_, _, cells, _] = gated.dims();
    let values: Vec<f32> = gated.into_data().iter::<f32>().collect();
    values
        .chunks_exact(GRADES * cells * cells)
        .map(|values| MapsOfPhotograph {
            values: values.to_vec(),
            cells,
        })
        .collect()
}
