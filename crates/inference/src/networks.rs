//! The networks on whichever device was asked for.

use image::RgbImage;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::{
    CpuNetworks, CropsOfPhotograph, FeatureMaps, GpuNetworks, MapsRead, Networks, NotComputed,
};

/// The networks on the processor or a graphics processor.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a program has one of them, whose weights dwarf this handle"
)]
pub enum NativeNetworks {
    /// On the processor.
    Cpu(CpuNetworks),
    /// On a graphics processor.
    Gpu(GpuNetworks),
}

/// M, the maps that A-Net reads, d_M and y_M where they were computed.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for a batch, whose maps dwarf this handle"
)]
pub enum OnNativeDevice {
    /// In memory.
    Cpu(<CpuNetworks as Networks>::OnDevice),
    /// On a graphics processor.
    Gpu(<GpuNetworks as Networks>::OnDevice),
}

impl Networks for NativeNetworks {
    type OnDevice = OnNativeDevice;

    fn max_batch(&self) -> usize {
        match self {
            Self::Cpu(networks) => networks.max_batch(),
            Self::Gpu(networks) => networks.max_batch(),
        }
    }

    async fn m_net(&self, images: &[&RgbImage]) -> Result<OnNativeDevice, NotComputed> {
        match self {
            Self::Cpu(networks) => networks.m_net(images).await.map(OnNativeDevice::Cpu),
            Self::Gpu(networks) => networks.m_net(images).await.map(OnNativeDevice::Gpu),
        }
    }

    async fn a_net(&self, m: &OnNativeDevice) -> Result<Vec<MapsRead>, NotComputed> {
        match (self, m) {
            (Self::Cpu(networks), OnNativeDevice::Cpu(m)) => networks.a_net(m).await,
            (Self::Gpu(networks), OnNativeDevice::Gpu(m)) => networks.a_net(m).await,
            _ => Err(elsewhere()),
        }
    }

    async fn c_net(
        &self,
        m: &OnNativeDevice,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed> {
        match (self, m) {
            (Self::Cpu(networks), OnNativeDevice::Cpu(m)) => networks.c_net(m, crops).await,
            (Self::Gpu(networks), OnNativeDevice::Gpu(m)) => networks.c_net(m, crops).await,
            _ => Err(elsewhere()),
        }
    }

    async fn maps(&self, m: &OnNativeDevice) -> Result<Vec<FeatureMaps>, NotComputed> {
        match (self, m) {
            (Self::Cpu(networks), OnNativeDevice::Cpu(m)) => networks.maps(m).await,
            (Self::Gpu(networks), OnNativeDevice::Gpu(m)) => networks.maps(m).await,
            _ => Err(elsewhere()),
        }
    }
}

fn elsewhere() -> NotComputed {
    NotComputed::new("M was computed on another device")
}
