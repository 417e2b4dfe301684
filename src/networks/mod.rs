//! The networks of Zoom-in-Net: M-Net grades the photograph, A-Net says where it looked, C-Net
//! looks there again at high resolution.
//!
//! [`description`] says what each network is, [`Networks`] what an engine must compute of them, and
//! [`composition`] makes a photograph's reading of that, whatever the engine.

mod architecture;
pub mod composition;
pub mod description;
mod heads;
mod interface;
#[cfg(feature = "gpu")]
mod kernel_times;
#[cfg(feature = "cpu")]
mod on_cpu;
#[cfg(feature = "gpu")]
mod on_gpu;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod pixels;
pub mod regions;

pub use architecture::Architecture;
pub use composition::{Reading, Stage};
pub use heads::Heads;
pub use interface::{
    CropsOfPhotograph, FeatureMaps, MapsRead, NetworkWeights, Networks, NotComputed,
};
#[cfg(feature = "gpu")]
pub use kernel_times::KernelTime;
#[cfg(feature = "cpu")]
pub use on_cpu::CpuNetworks;
#[cfg(feature = "gpu")]
pub use on_gpu::{GpuNetworks, GpuSettings};
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use pixels::{logits_of, pixels_of};
