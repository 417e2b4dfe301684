//! The networks by Burn's own layers: what the engines, which share no code with them, are held to.

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::{
    Architecture, CropsOfPhotograph, FeatureMaps, MapsRead, NetworkWeights, Networks, NotComputed,
};
use zoom_in_net_graph::UnfitWeights;

use super::m_net::MNetOutput;
use super::zoom_in_net::{ZoomInNet, ZoomInNetLayers, values_of};

/// Photographs whose maps are held at once.
const MAX_BATCH: usize = 8;

/// The three networks on one of Burn's devices.
#[derive(Debug)]
pub struct BurnNetworks {
    networks: ZoomInNet,
    layers: ZoomInNetLayers,
    device: Device,
}

impl BurnNetworks {
    /// Computes with `layers`, which lie on `device`.
    pub fn new(architecture: Architecture, layers: ZoomInNetLayers, device: Device) -> Self {
        Self {
            networks: ZoomInNet::new(architecture),
            layers,
            device,
        }
    }

    /// Takes over weights.
    ///
    /// # Errors
    /// [`UnfitWeights`], where they are another network's.
    pub fn of_weights(
        architecture: Architecture,
        weights: &NetworkWeights,
        device: Device,
    ) -> Result<Self, UnfitWeights> {
        let layers = ZoomInNet::new(architecture).of_weights(weights, &device)?;
        Ok(Self::new(architecture, layers, device))
    }
}

impl Networks for BurnNetworks {
    type OnDevice = MNetOutput;

    fn max_batch(&self) -> usize {
        MAX_BATCH
    }

    async fn m_net(&self, images: &[&RgbImage]) -> Result<MNetOutput, NotComputed> {
        let Self {
            networks, layers, ..
        } = self;
        Ok(networks.m_net.forward(&layers.m_net, images, &self.device))
    }

    async fn a_net(&self, m: &MNetOutput) -> Result<Vec<MapsRead>, NotComputed> {
        let a_net = &self.networks.a_net;
        let layers = &self.layers.a_net;
        let maps = a_net.scores_and_attention_logits(layers, m.attended_maps.clone());
        let [_, _, side, _] = m.attended_maps.dims();
        let [scores, attention_logits] = maps.map(channels_last);
        let scores = rows_of(scores).await?;
        let attention_logits = rows_of(attention_logits).await?;
        let features = rows_of(m.features.clone()).await?;
        let logits = logits_of(m.logits.clone()).await?;
        let read = logits.into_iter().zip(features).zip(scores);
        let read = read.zip(attention_logits);
        let read = read.map(
            |(((m_net_logits, features), scores), attention_logits)| MapsRead {
                m_net_logits,
                features,
                side,
                scores,
                attention_logits,
            },
        );
        Ok(read.collect())
    }

    async fn c_net(
        &self,
        m: &MNetOutput,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed> {
        let crops_of: Vec<usize> = crops.iter().map(|crops| crops.boxes.len()).collect();
        let crops: Vec<RgbImage> = crops.iter().flat_map(CropsOfPhotograph::cut).collect();
        let crops: Vec<&RgbImage> = crops.iter().collect();
        let features = m.features.clone();
        let c_net = &self.networks.c_net;
        let out = c_net.forward(&self.layers.c_net, &crops, &crops_of, features);
        logits_of(out.logits).await
    }

    async fn maps(&self, m: &MNetOutput) -> Result<Vec<FeatureMaps>, NotComputed> {
        let [_, channels, side, _] = m.maps.dims();
        let maps = rows_of(channels_last(m.maps.clone())).await?;
        let maps = maps.into_iter().map(|values| FeatureMaps {
            side,
            channels,
            values,
        });
        Ok(maps.collect())
    }
}

/// `[photographs, channels, height, width]` → `[photographs, height · width · channels]`, in this order.
fn channels_last(maps: Tensor<4>) -> Tensor<2> {
    maps.permute([0, 2, 3, 1]).flatten(1, 3)
}

/// `[photographs, values]`, photograph by photograph.
async fn rows_of(tensor: Tensor<2>) -> Result<Vec<Vec<f32>>, NotComputed> {
    let [_, columns] = tensor.dims();
    let values = values_of(tensor).await?;
    Ok(values.chunks_exact(columns).map(<[f32]>::to_vec).collect())
}

/// `[photographs, 5]`, photograph by photograph.
async fn logits_of(logits: Tensor<2>) -> Result<Vec<[f32; GRADES]>, NotComputed> {
    let values = values_of(logits).await?;
    let (rows, _) = values.as_chunks();
    Ok(rows.to_vec())
}
