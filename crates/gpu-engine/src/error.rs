//! What can go wrong on a device.

/// Why a device did not do what it was asked for. What the device said is kept as text: in a browser its errors are
/// objects of one thread, which no other can hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// There is none.
    #[error("there is no graphics adapter of the wanted kind: {0}")]
    NoAdapter(String),
    /// A buffer would be larger than the device allows.
    #[error(
        "{what} would take {bytes} bytes, and the device allows {limit}; use fewer or smaller images"
    )]
    TooLarge {
        /// What it would hold.
        what: String,
        /// Its size.
        bytes: u64,
        /// The device's maximum.
        limit: u64,
    },
    /// The network has something that the engine cannot compute.
    #[error("{0} cannot be computed on a graphics processor")]
    Unsupported(String),
    /// The device refused an operation, or a kernel.
    #[error("the device failed: {0}")]
    Failed(String),
    /// The device is gone.
    #[error("the device was lost: {0}")]
    Lost(String),
}
