//! M-Net, A-Net and C-Net from files to logits, photograph by photograph, without a tensor: all that
//! a browser's processor needs.

use image::RgbImage;

use super::FusedNetwork;
use super::a_net::FusedANet;
use super::dense as dense_of;
use super::dense::Dense;
use super::efficientnet_lite::FusedEfficientNetLite;
use super::maps::Maps;
use super::tensors::Tensors;
use crate::networks::architecture::Architecture;
use crate::networks::efficientnet_lite::{HEAD_CHANNELS, TRUNK_CHANNELS};
use crate::networks::interface::Networks;
use crate::networks::layers::Activation;
use crate::networks::zoom_in_net::{NotComputed, Reading, Stage, finite};
use crate::preparation::PreparedPhotograph;
use crate::regions::{MapsOfPhotograph, RegionSettings, cut_crop, find_regions};
use crate::screening::grade::GRADES;

/// The three networks of the lite configuration.
#[derive(Clone, Debug)]
pub struct FusedZoomInNet {
    /// Grades the whole photograph.
    pub m_net: FusedMNet,
    /// Says which positions made it suspicious.
    pub a_net: FusedANet,
    /// Looks at those positions again at high resolution.
    pub c_net: FusedCNet,
}

/// M-Net with fixed weights.
#[derive(Clone, Debug)]
pub struct FusedMNet {
    trunk: FusedEfficientNetLite,
    reduce: Dense,
    grade: Dense,
}

/// C-Net with fixed weights.
#[derive(Clone, Debug)]
pub struct FusedCNet {
    trunk: FusedEfficientNetLite,
    grade: Dense,
}

/// M, d_M and y_M.
struct MNetOutput {
    maps: Maps,
    features: Vec<f32>,
    logits: [f32; GRADES],
}

const ARCHITECTURE: Architecture = Architecture::Lite;

impl FusedNetwork for FusedMNet {
    fn in_pack(content: Vec<u8>) -> Result<Self, String> {
        let tensors = Tensors::in_pack(content)?;
        let channels = ARCHITECTURE.map_channels();
        let reduce = [TRUNK_CHANNELS, channels];
        let reduce = tensors.convolution("reduce.conv", reduce, 1, 1, Activation::Relu)?;
        Ok(Self {
            trunk: FusedEfficientNetLite::in_tensors(&tensors)?,
            reduce: dense_of(reduce),
            grade: tensors.linear("grade", [channels, GRADES])?,
        })
    }
}

impl FusedMNet {
    fn run(&self, image: &RgbImage) -> MNetOutput {
        let trunk = self.trunk.maps_of(image);
        let channels = self.reduce.outputs();
        let mut values = vec![0.0; trunk.height * trunk.width * channels];
        self.reduce.fill(&trunk.values, &mut values);
        let maps = Maps {
            channels,
            values,
            ..trunk
        };
        let features = maps.mean();
        MNetOutput {
            logits: logits(&self.grade, &features),
            features,
            maps,
        }
    }
}

impl FusedNetwork for FusedCNet {
    fn in_pack(content: Vec<u8>) -> Result<Self, String> {
        let tensors = Tensors::in_pack(content)?;
        let channels = HEAD_CHANNELS + ARCHITECTURE.map_channels();
        Ok(Self {
            trunk: FusedEfficientNetLite::in_tensors(&tensors)?,
            grade: tensors.linear("grade", [channels, GRADES])?,
        })
    }
}

impl FusedCNet {
    /// y_C of the crops of one photograph and its d_M; features of no crop are zero, their least value.
    fn run(&self, crops: &[RgbImage], features: &[f32]) -> [f32; GRADES] {
        let mut merged = vec![0.0f32; HEAD_CHANNELS];
        for crop in crops {
            let of_crop = self.trunk.maps_of(crop).mean();
            for (merged, value) in merged.iter_mut().zip(of_crop) {
                *merged = merged.max(value);
            }
        }
        merged.extend_from_slice(features);
        logits(&self.grade, &merged)
    }
}

impl Networks for FusedZoomInNet {
    type Device = ();

    async fn read(
        &self,
        photographs: &[&PreparedPhotograph],
        _: Architecture,
        settings: &RegionSettings,
        (): &(),
        mut on_stage: impl FnMut(Stage),
    ) -> Result<Vec<Reading>, NotComputed> {
        on_stage(Stage::Grading);
        let graded: Vec<MNetOutput> = photographs
            .iter()
            .map(|photograph| self.m_net.run(&photograph.input))
            .collect();
        on_stage(Stage::Attending);
        let mut readings = Vec::with_capacity(photographs.len());
        for (photograph, m_net) in photographs.iter().zip(graded) {
            let in_field: Vec<bool> = photograph.cells_in_field(m_net.maps.width, 0.0).collect();
            let a_net = self.a_net.gated(&m_net.maps, &in_field);
            let maps = MapsOfPhotograph {
                values: finite(a_net.gated)?,
                cells: m_net.maps.width,
            };
            readings.push(Reading {
                m_net: wide(m_net.logits)?,
                a_net: wide(a_net.logits)?,
                c_net: [0.0; GRADES],
                features: m_net.features,
                regions: find_regions(&maps, photograph, settings),
                maps,
            });
        }
        on_stage(Stage::Zooming);
        for (photograph, reading) in photographs.iter().zip(&mut readings) {
            let crops: Vec<RgbImage> = reading
                .regions
                .iter()
                .map(|region| cut_crop(&photograph.high_resolution, region.box_in_high_resolution))
                .collect();
            reading.c_net = wide(self.c_net.run(&crops, &reading.features))?;
        }
        Ok(readings)
    }

    async fn logits(
        &self,
        image: &RgbImage,
        crops: &[RgbImage],
        _: Architecture,
        (): &(),
    ) -> Result<[[f64; GRADES]; 3], NotComputed> {
        let m_net = self.m_net.run(image);
        let all_in_field = vec![true; m_net.maps.width * m_net.maps.height];
        Ok([
            wide(m_net.logits)?,
            wide(self.a_net.gated(&m_net.maps, &all_in_field).logits)?,
            wide(self.c_net.run(crops, &m_net.features))?,
        ])
    }
}

fn logits(layer: &Dense, features: &[f32]) -> [f32; GRADES] {
    let mut logits = [0.0; GRADES];
    layer.fill(features, &mut logits);
    logits
}

fn wide(logits: [f32; GRADES]) -> Result<[f64; GRADES], NotComputed> {
    finite(logits.to_vec())?;
    Ok(logits.map(f64::from))
}
