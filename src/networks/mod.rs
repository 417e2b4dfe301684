//! The networks of Zoom-in-Net.
pub mod efficientnet_lite;
pub mod layers;
