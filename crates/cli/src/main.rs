//! The zoom-in-net command line.

fn main() {}
