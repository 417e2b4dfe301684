//! Networks on the processor: any [`Graph`](zoom_in_net_graph::Graph), natively on all threads and in a browser
//! on one.
//!
//! Maps are laid out with the channels of a position side by side. A network runs image by image, so that the
//! maps of one image stay in the caches; expanded maps, the largest by far, exist for a band of rows only
//! (`chain`); and bias, shortcut and activation are applied while a result is still in registers.

mod batch;
mod bounds;
mod chain;
mod dense;
mod depthwise;
mod kernel;
mod layout;
mod maps;
mod network;
mod patches;
mod plan;
mod pool;
mod product;
mod scratch;
mod threads;
mod window;

pub use maps::{Input, Maps};
pub use network::Network;
