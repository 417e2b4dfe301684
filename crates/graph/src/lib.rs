//! Networks as data: layers in the order in which they are computed, the shapes that they make, and the
//! names of their parameters.
//!
//! A [`Graph`] computes nothing. Engines, training and the export to ONNX are all made from it, so that
//! a network is described in one place. Values are maps `[images, height, width, channels]`; a vector is a map
//! of one position.

mod cost;
mod graph;
mod layer;
mod pixels;
mod shape;
mod weights;

pub use cost::Cost;
pub use graph::{Graph, Input, InputContent, Layer, Output, Value};
pub use layer::{Activation, Convolution, Count, Linear, Operation, Pool, PoolKind};
pub use pixels::Pixels;
pub use shape::{Padding, Shape, Span};
pub use weights::{Parameter, UnfitWeights, Weights};
