//! All tests of the layouts and the split, but that of memory.

mod broken_rows;
mod common;
mod layouts;
mod shared_data;
mod split;
