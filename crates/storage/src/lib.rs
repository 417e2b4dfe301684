//! Files that are written whole or not at all, and a cache of them: a program may be killed at any moment.

mod cache;
mod whole;

pub use cache::Cache;
pub use whole::{put_whole, write_whole};
