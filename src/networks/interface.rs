//! What a screener asks of the networks, whatever computes them.

use burn::tensor::{Device, Tensor};
use image::RgbImage;

use super::architecture::Architecture;
use super::pixels::tensor_from_images;
use super::zoom_in_net::{NotComputed, Reading, Stage, ZoomInNet, values_of};
use crate::preparation::PreparedPhotograph;
use crate::regions::RegionSettings;
use crate::screening::grade::GRADES;

/// M-Net, A-Net and C-Net, ready to read photographs.
#[expect(
    async_fn_in_trait,
    reason = "a browser has one thread, and natively the futures are waited for where they are made"
)]
pub trait Networks {
    /// Where they compute.
    type Device;

    /// What they say of prepared photographs. `on_stage` is told what comes next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    async fn read(
        &self,
        photographs: &[&PreparedPhotograph],
        architecture: Architecture,
        settings: &RegionSettings,
        device: &Self::Device,
        on_stage: impl FnMut(Stage),
    ) -> Result<Vec<Reading>, NotComputed>;

    /// y_M, y_A and y_C of an image that is all field of view, and crops that were not searched for.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    async fn logits(
        &self,
        image: &RgbImage,
        crops: &[RgbImage],
        architecture: Architecture,
        device: &Self::Device,
    ) -> Result<[[f64; GRADES]; 3], NotComputed>;
}

impl Networks for ZoomInNet {
    type Device = Device;

    async fn read(
        &self,
        photographs: &[&PreparedPhotograph],
        architecture: Architecture,
        settings: &RegionSettings,
        device: &Device,
        on_stage: impl FnMut(Stage),
    ) -> Result<Vec<Reading>, NotComputed> {
        Self::read(self, photographs, architecture, settings, device, on_stage).await
    }

    async fn logits(
        &self,
        image: &RgbImage,
        crops: &[RgbImage],
        architecture: Architecture,
        device: &Device,
    ) -> Result<[[f64; GRADES]; 3], NotComputed> {
        let m_net = self
            .m_net
            .forward(tensor_from_images([image], architecture, device));
        let [_, _, rows, columns] = m_net.maps.dims();
        let all_in_field = Tensor::zeros([1, 1, rows, columns], device);
        let a_net = self.a_net.forward(m_net.maps, all_in_field);
        let features_of_crops =
            self.c_net
                .features(tensor_from_images(crops, architecture, device));
        let c_net_logits =
            self.c_net
                .logits(Some(features_of_crops), &[crops.len()], m_net.features);
        let logits = Tensor::cat(vec![m_net.logits, a_net.logits, c_net_logits], 1);
        let logits = values_of(logits).await?;
        Ok(std::array::from_fn(|network| {
            std::array::from_fn(|grade| f64::from(logits[network * GRADES + grade]))
        }))
    }
}
