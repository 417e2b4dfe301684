//! Zoom-in-Net (Wang et al., MICCAI 2017): diabetic-retinopathy screening of a fundus photograph.
//!
//! Data flows one way: [`photograph`] → [`preparation`] → [`gradability`] → [`networks`] → [`screening`] → bindings.
//! What computes the networks is a crate of its own, which knows nothing of grades: the engine for the
//! processor, and the one for graphics processors.

#[cfg(target_arch = "wasm32")]
pub mod bindings;
pub mod gradability;
pub mod grade;
pub mod networks;
pub mod photograph;
pub mod preparation;
pub mod screening;
pub mod weights;
