//! The three networks as one: y = y_M ⊕ y_A ⊕ y_C, the sum of logits (paper, section 2).

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::a_net::{ANet, ANetOutput, beyond_field};
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

/// What the three networks say of a batch, on the device.
#[derive(Clone, Debug)]
pub struct ZoomInNetOutput {
    /// M-Net's output.
    pub m_net: MNetOutput,
    /// A-Net's output.
    pub a_net: ANetOutput,
    /// y_C: `[batch, 5]`.
    pub c_net_logits: Tensor<2>,
    /// The gated maps of each photograph.
    pub maps: Vec<MapsOfPhotograph>,
    /// The regions of each photograph, the strongest first.
    pub regions: Vec<Vec<Region>>,
}

impl ZoomInNetOutput {
    /// y_M + y_A + y_C: `[batch, 5]`.
    pub fn logits(&self) -> Tensor<2> {
        self.m_net.logits.clone() + self.a_net.logits.clone() + self.c_net_logits.clone()
    }
}

/// What the three networks say of one photograph, read back from the device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// y_M.
    pub m_net: [f64; GRADES],
    /// y_A.
    pub a_net: [f64; GRADES],
    /// y_C.
    pub c_net: [f64; GRADES],
    /// d_M, for the head of both eyes.
    pub features: Vec<f32>,
    /// The gated maps.
    pub maps: MapsOfPhotograph,
    /// The regions, the strongest first.
    pub regions: Vec<Region>,
}

/// What a screening does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The photograph is being prepared.
    Preparing,
    /// M-Net grades the whole photograph.
    Grading,
    /// A-Net and the search say which regions are suspicious.
    Attending,
    /// C-Net looks at those regions again.
    Zooming,
}

/// The device could not compute, or not give back, a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device did not compute the result: {0}")]
pub struct NotComputed(String);

impl ZoomInNet {
    /// Random weights.
    pub fn init(architecture: Architecture, device: &Device) -> Self {
        Self {
            m_net: MNet::init(architecture, device),
            a_net: ANet::init(architecture, device),
            c_net: CNet::init(architecture, device),
        }
    }

    /// Reads prepared photographs, waiting for the gated maps between A-Net and C-Net. `on_stage`
    /// is told what comes next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn forward(
        &self,
        photographs: &[&PreparedPhotograph],
        architecture: Architecture,
        settings: &RegionSettings,
        device: &Device,
        mut on_stage: impl FnMut(Stage),
    ) -> Result<ZoomInNetOutput, NotComputed> {
        on_stage(Stage::Grading);
        let inputs = photographs.iter().map(|photograph| &photograph.input);
        let m_net = self
            .m_net
            .forward(tensor_from_images(inputs, architecture, device));
        on_stage(Stage::Attending);
        let [_, _, cells, _] = m_net.maps.dims();
        let beyond_field = beyond_field(photographs.iter().copied(), cells, device);
        let a_net = self.a_net.forward(m_net.maps.clone(), beyond_field);
        let maps = gated_maps(a_net.gated.clone()).await?;
        let regions: Vec<Vec<Region>> = maps
            .iter()
            .zip(photographs)
            .map(|(maps, photograph)| find_regions(maps, photograph, settings))
            .collect();
        on_stage(Stage::Zooming);
        let c_net_logits =
            self.look_again(photographs, &regions, m_net.features.clone(), architecture);
        Ok(ZoomInNetOutput {
            m_net,
            a_net,
            c_net_logits,
            maps,
            regions,
        })
    }

    /// [`ZoomInNet::forward`] with everything read back from the device.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn read(
        &self,
        photographs: &[&PreparedPhotograph],
        architecture: Architecture,
        settings: &RegionSettings,
        device: &Device,
        on_stage: impl FnMut(Stage),
    ) -> Result<Vec<Reading>, NotComputed> {
        let out = self
            .forward(photographs, architecture, settings, device, on_stage)
            .await?;
        // One transfer: on a GPU each costs more than the few numbers themselves.
        let ZoomInNetOutput {
            m_net,
            a_net,
            c_net_logits,
            maps,
            regions,
        } = out;
        let all = Tensor::cat(
            vec![m_net.logits, a_net.logits, c_net_logits, m_net.features],
            1,
        );
        let [_, columns] = all.dims();
        let values = values_of(all).await?;
        let readings =
            values
                .chunks_exact(columns)
                .zip(maps)
                .zip(regions)
                .map(|((row, maps), regions)| {
                    let logits = |network: usize| {
                        std::array::from_fn(|grade| f64::from(row[network * GRADES + grade]))
                    };
                    Reading {
                        m_net: logits(0),
                        a_net: logits(1),
                        c_net: logits(2),
                        features: row[3 * GRADES..].to_vec(),
                        maps,
                        regions,
                    }
                });
        Ok(readings.collect())
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
                regions.iter().map(|region| {
                    cut_crop(&photograph.high_resolution, region.box_in_high_resolution)
                })
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
async fn gated_maps(gated: Tensor<4>) -> Result<Vec<MapsOfPhotograph>, NotComputed> {
    let [_, _, cells, _] = gated.dims();
    let values = values_of(gated).await?;
    let maps = values
        .chunks_exact(GRADES * cells * cells)
        .map(|values| MapsOfPhotograph {
            values: values.to_vec(),
            cells,
        });
    Ok(maps.collect())
}

/// The values of a tensor, read back from the device; none of them infinite or no number.
pub(crate) async fn values_of<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, NotComputed> {
    let data = tensor.into_data_async().await;
    let data = data.map_err(|error| NotComputed(error.to_string()))?;
    finite(data.iter::<f32>().collect())
}

/// The values, none of them infinite or no number.
pub(crate) fn finite(values: Vec<f32>) -> Result<Vec<f32>, NotComputed> {
    // A lost or faulty device may give anything; what is no number must never become a grade.
    if values.iter().all(|value| value.is_finite()) {
        return Ok(values);
    }
    Err(NotComputed("values that are not finite".to_owned()))
}
