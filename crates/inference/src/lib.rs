//! Reading many photographs with Zoom-in-Net on a native machine: a model's folder, prepared
//! photographs kept on disk, and what the networks said of them kept beside.

pub mod cache;
mod identities;
mod model;
mod readings;

pub use identities::Identities;
pub use model::{Model, ModelError, write_networks};
pub use readings::{ReadPhotograph, ReadingError, Readings};
