//! Where the weights lie.

use std::path::PathBuf;

use crate::commands::root;

/// `weights/`, or what ZOOM_IN_NET_WEIGHTS says.
pub fn folder() -> PathBuf {
    match std::env::var_os("ZOOM_IN_NET_WEIGHTS") {
        Some(folder) => root().join(folder),
        None => root().join("weights"),
    }
}
