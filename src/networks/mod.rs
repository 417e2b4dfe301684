//! The networks of Zoom-in-Net: M-Net grades the photograph, A-Net says where it looked, C-Net
//! looks there again at high resolution.

pub mod a_net;
pub mod architecture;
pub mod backbone;
pub mod c_net;
pub mod efficientnet_lite;
pub mod fused;
#[cfg(feature = "native")]
mod gradients;
#[cfg(feature = "import")]
pub mod imported;
mod inception;
pub mod inception_resnet_v2;
pub mod inception_v3;
pub mod interface;
pub mod layers;
pub mod m_net;
pub mod pixels;
pub mod zoom_in_net;
