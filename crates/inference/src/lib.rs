//! Reading many photographs with Zoom-in-Net on a native machine: a model's folder, prepared
//! photographs kept on disk, and what the networks said of them kept beside.

pub mod cache;
mod device;
mod model;
mod networks;
mod readings;

pub use device::InferenceDevice;
pub use model::{Model, ModelError};
pub use networks::{NativeNetworks, OnNativeDevice};
pub use readings::{ReadPhotograph, ReadingError, Readings};
