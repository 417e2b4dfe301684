//! All tests of the figures.

mod fitting;
mod goldens;
mod intervals;
mod made_up;
mod properties;
mod refusals;
mod report;
