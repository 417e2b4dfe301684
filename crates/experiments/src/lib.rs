//! Experiments with a trained Zoom-in-Net.
//!
//! [`lesions`] asks whether the regions that the network points at are where the lesions are.

pub mod lesions;
