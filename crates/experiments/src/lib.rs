//! Experiments with a trained Zoom-in-Net.
//!
//! [`lesions`] asks whether the regions that the network points at are where the lesions are,
//! [`messidor`] repeats the paper's comparison with experts, [`clusters`] asks what the positions
//! that the network finds suspicious have in common, and [`eyepacs`] what each step of the network
//! adds.

pub mod clusters;
pub mod eyepacs;
pub mod lesions;
pub mod messidor;
mod model_used;
mod page;
mod results_cache;

pub use model_used::ModelUsed;
pub use results_cache::ExperimentError;
