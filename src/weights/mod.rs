//! The networks' weights as files: half-precision burnpack, one file per network, with a manifest
//! that says what they are and how to know them.

mod manifest;
mod read;

pub use manifest::{Decisions, FileOfWeights, ManifestError, ModelManifest, NetworkFiles, sha256};
pub use read::{WeightsError, read_a_net, read_c_net, read_fused, read_m_net};
