//! The experiments as commands, on drawn photographs and a small model of random weights.

mod all;
mod clusters;
mod drawn;
mod messidor;
