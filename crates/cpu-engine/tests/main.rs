//! All tests of the engine.

mod convolutions;
mod networks;
mod random;
mod reference;
