//! All tests of the command line.

mod experiments;
mod failures;
mod screen;
