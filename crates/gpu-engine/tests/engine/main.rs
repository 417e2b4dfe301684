//! The engine on a software adapter, held to the processor engine.

mod both;
mod convolutions;
mod device;
mod layers;
mod plans;
mod random;
mod sources;
