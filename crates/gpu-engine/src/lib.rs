//! Runs networks that are described as data on graphics processors: natively by Vulkan, Metal or DirectX 12, and in a
//! browser by WebGPU, with kernels in WGSL.
//!
//! All that can be done once is: [`Gpu::open`] compiles the kernels, [`NetworkOnGpu`] uploads the weights in half
//! precision, and a [`Plan`] allocates the buffers and makes the bind groups for one size of image. A batch through a plan
//! is then one recording of dispatches, and one submission ([`Run`]). Only WebGPU's default limits are needed, and no
//! optional feature.
//!
//! Maps lie with the channels of a position side by side, four to a vector, so that every access is one of 16 bytes. A
//! layer that is to be concatenated writes straight to its place among the channels of the whole. Which kernel computes a
//! layer is chosen when the plan is made ([`KernelChoice`]): a real device gets tiles in workgroup memory, of the size
//! that keeps enough workgroups busy, and a software adapter, which emulates that memory at great cost, gets none.
//!
//! The engine knows layers and shapes, and nothing of what the networks are for.

mod choice;
mod dispatch;
mod drafts;
mod error;
mod gpu;
mod inputs;
mod kernels;
mod network;
mod plan;
mod readback;
mod run;
mod storage;
mod value;

pub use choice::KernelChoice;
pub use dispatch::DispatchDescription;
pub use error::GpuError;
pub use gpu::{AdapterChoice, AdapterDescription, Gpu};
pub use inputs::{PlanInput, Window};
pub use network::NetworkOnGpu;
pub use plan::Plan;
pub use run::Run;
pub use value::DeviceValue;
