//! The networks as this module computes them: on the processor without tensors, which keeps the module
//! small, on WebGPU by Burn.

#[cfg(feature = "cpu")]
pub(super) use crate::networks::fused::{
    FusedANet as ANet, FusedCNet as CNet, FusedMNet as MNet, FusedZoomInNet as ZoomInNet,
};
#[cfg(feature = "gpu")]
pub(super) use crate::networks::{a_net::ANet, c_net::CNet, m_net::MNet, zoom_in_net::ZoomInNet};
#[cfg(feature = "gpu")]
pub(super) use crate::weights::{read_a_net, read_c_net, read_m_net};
// The network that is asked for says which one is read.
#[cfg(feature = "cpu")]
pub(super) use crate::weights::{
    read_fused as read_a_net, read_fused as read_c_net, read_fused as read_m_net,
};

/// Where they compute.
pub(super) type Device = <ZoomInNet as crate::networks::interface::Networks>::Device;
