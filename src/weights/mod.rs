//! The networks' weights as files: half-precision burnpack, one file per network, known by its SHA-256.

mod files;
mod read;

pub use files::{FileOfWeights, NetworkFiles, sha256};
pub use read::{WeightsError, read_a_net, read_c_net, read_m_net};
