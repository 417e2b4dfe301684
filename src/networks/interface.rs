//! What an engine computes of the networks; everything else is written once, on top of it.

use std::error::Error;
use std::sync::Arc;

use image::RgbImage;
use zoom_in_net_graph::Weights;

use super::regions::cut_crop;
use crate::grade::GRADES;
use crate::preparation::spaces::BoxInHighResolution;

/// The parameters of the three networks, batch norms folded.
#[derive(Clone, Debug, Default)]
pub struct NetworkWeights {
    /// M-Net's, and those of its head of both eyes.
    pub m_net: Weights,
    /// A-Net's.
    pub a_net: Weights,
    /// C-Net's.
    pub c_net: Weights,
}

/// M-Net, A-Net and C-Net on a device.
#[expect(
    async_fn_in_trait,
    reason = "a browser has one thread, and natively the futures are waited for where they are made"
)]
pub trait Networks {
    /// M, the maps that A-Net reads, d_M and y_M of a batch, where they were computed.
    type OnDevice;

    /// The maximum number of photographs in a batch.
    fn max_batch(&self) -> usize;

    /// M-Net on square input images.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails; likewise for the others.
    async fn m_net(&self, images: &[&RgbImage]) -> Result<Self::OnDevice, NotComputed>;

    /// A-Net up to its gate, photograph by photograph, read back with d_M and y_M.
    ///
    /// # Errors
    /// [`NotComputed`].
    async fn a_net(&self, m: &Self::OnDevice) -> Result<Vec<MapsRead>, NotComputed>;

    /// C-Net on the crops of each photograph and its d_M: y_C.
    ///
    /// # Errors
    /// [`NotComputed`].
    async fn c_net(
        &self,
        m: &Self::OnDevice,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed>;

    /// M itself, photograph by photograph, for those who study it; a screening leaves it where it is.
    ///
    /// # Errors
    /// [`NotComputed`].
    async fn maps(&self, m: &Self::OnDevice) -> Result<Vec<FeatureMaps>, NotComputed>;
}

/// What M-Net and A-Net say of one photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct MapsRead {
    /// y_M.
    pub m_net_logits: [f32; GRADES],
    /// d_M.
    pub features: Vec<f32>,
    /// Rows, and columns, of the maps.
    pub side: usize,
    /// S by row, column and grade.
    pub scores: Vec<f32>,
    /// The logits of A by row, column and grade.
    pub attention_logits: Vec<f32>,
}

/// M of one photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureMaps {
    /// Rows, and columns.
    pub side: usize,
    /// Channels.
    pub channels: usize,
    /// Values by row, column and channel.
    pub values: Vec<f32>,
}

/// What C-Net is to read of one photograph.
#[derive(Clone, Debug)]
pub struct CropsOfPhotograph<'a> {
    /// The square high-resolution image.
    pub high_resolution: &'a RgbImage,
    /// Square boxes of whole pixels inside it, all of the same size.
    pub boxes: Vec<BoxInHighResolution>,
}

impl CropsOfPhotograph<'_> {
    /// The crops themselves, one for each box.
    pub fn cut(&self) -> impl Iterator<Item = RgbImage> {
        let boxes = self.boxes.iter();
        boxes.map(|&crop| cut_crop(self.high_resolution, crop))
    }
}

/// The device could not compute, or not give back, a result.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the device did not compute the result: {0}")]
pub struct NotComputed(#[source] Arc<dyn Error + Send + Sync>);

impl NotComputed {
    /// For this reason.
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into().into())
    }
}
