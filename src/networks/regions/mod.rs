//! The regions that made a photograph suspicious: greedy peaks of the gated maps (paper, section
//! 2.3), and the crops cut there.

mod crops;
mod peaks;
#[cfg(feature = "baselines")]
mod random;
mod window;

pub use crops::cut_crop;
pub use peaks::{MapsOfPhotograph, Region, RegionPolicy, RegionSettings, find_regions};
