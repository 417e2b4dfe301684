//! The networks on the processor.

use image::RgbImage;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{Pixels, UnfitWeights};

use super::architecture::Architecture;
use super::description;
use super::interface::{
    CropsOfPhotograph, FeatureMaps, MapsRead, NetworkWeights, Networks, NotComputed,
};
use super::pixels::{logits_of, pixels_of};
use crate::grade::GRADES;

/// Photographs whose M is held at once; more would leave the caches.
const MAX_BATCH: usize = 8;

/// The three networks, laid out for this processor.
#[derive(Debug)]
pub struct CpuNetworks {
    m_net: Network,
    a_net: Network,
    c_net: Network,
}

impl CpuNetworks {
    /// Takes over the weights.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn new(architecture: Architecture, weights: &NetworkWeights) -> Result<Self, UnfitWeights> {
        Ok(Self {
            m_net: Network::new(&description::m_net(architecture), &weights.m_net)?,
            a_net: Network::new(&description::a_net(architecture), &weights.a_net)?,
            c_net: Network::new(&description::c_net(architecture), &weights.c_net)?,
        })
    }
}

/// M, the maps that A-Net reads, d_M and y_M of a batch.
#[derive(Debug)]
pub struct MOnCpu {
    maps: Maps,
    attended_maps: Maps,
    features: Maps,
    logits: Maps,
}

impl Networks for CpuNetworks {
    type OnDevice = MOnCpu;

    fn max_batch(&self) -> usize {
        MAX_BATCH
    }

    async fn m_net(&self, images: &[&RgbImage]) -> Result<MOnCpu, NotComputed> {
        let pixels: Vec<Pixels> = images.iter().copied().map(pixels_of).collect();
        let [maps, attended_maps, features, logits] =
            outputs(&self.m_net, &[Input::Pixels(&pixels)], &[])?;
        Ok(MOnCpu {
            maps,
            attended_maps,
            features,
            logits,
        })
    }

    async fn a_net(&self, m: &MOnCpu) -> Result<Vec<MapsRead>, NotComputed> {
        let maps = &m.attended_maps;
        let [scores, attention_logits] = outputs(&self.a_net, &[Input::Maps(maps)], &[])?;
        let read = (0..maps.images).map(|photograph| {
            Ok(MapsRead {
                m_net_logits: logits_of(of_image(&m.logits, photograph))?,
                features: of_image(&m.features, photograph).to_vec(),
                side: maps.height,
                scores: of_image(&scores, photograph).to_vec(),
                attention_logits: of_image(&attention_logits, photograph).to_vec(),
            })
        });
        read.collect()
    }

    async fn c_net(
        &self,
        m: &MOnCpu,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed> {
        let groups: Vec<usize> = crops.iter().map(|crops| crops.boxes.len()).collect();
        let images: Vec<RgbImage> = crops.iter().flat_map(CropsOfPhotograph::cut).collect();
        let pixels: Vec<Pixels> = images.iter().map(pixels_of).collect();
        let inputs = [Input::Pixels(&pixels), Input::Maps(&m.features)];
        let [logits] = outputs(&self.c_net, &inputs, &groups)?;
        let photographs = 0..logits.images;
        photographs
            .map(|photograph| logits_of(of_image(&logits, photograph)))
            .collect()
    }

    async fn maps(&self, m: &MOnCpu) -> Result<Vec<FeatureMaps>, NotComputed> {
        let photographs = 0..m.maps.images;
        let maps = photographs.map(|photograph| FeatureMaps {
            side: m.maps.height,
            channels: m.maps.channels,
            values: of_image(&m.maps, photograph).to_vec(),
        });
        Ok(maps.collect())
    }
}

pub(super) fn outputs<const N: usize>(
    network: &Network,
    inputs: &[Input<'_>],
    groups: &[usize],
) -> Result<[Maps; N], NotComputed> {
    let outputs = network.run(inputs, groups).try_into();
    outputs.map_err(|_| NotComputed::new("another number of outputs than the network has"))
}

fn of_image(maps: &Maps, image: usize) -> &[f32] {
    let values = maps.height * maps.width * maps.channels;
    &maps.values[image * values..][..values]
}
