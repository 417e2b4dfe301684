//! Zoom-in-Net (Wang et al., MICCAI 2017): diabetic-retinopathy screening of a fundus photograph.
//!
//! Data flows one way: photograph → preparation → networks → regions → screening.

#[cfg(target_arch = "wasm32")]
pub mod bindings;
pub mod networks;
pub mod photograph;
pub mod preparation;
pub mod regions;
pub mod screening;
pub mod weights;
