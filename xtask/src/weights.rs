//! The weights that the page is served with.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::commands::root;

const FILES: [&str; 5] = [
    "model.json",
    "self_test.json",
    "m_net.bpk",
    "a_net.bpk",
    "c_net.bpk",
];

/// Where the weights lie: `weights/`, or what ZOOM_IN_NET_WEIGHTS says.
pub fn folder() -> PathBuf {
    match std::env::var_os("ZOOM_IN_NET_WEIGHTS") {
        Some(folder) => root().join(folder),
        None => root().join("weights"),
    }
}

/// Puts the weights beside the modules, where they changed.
pub fn copy() -> Result<()> {
    let source = folder();
    let target = root().join("pkg/dist/weights");
    fs::create_dir_all(&target).with_context(|| format!("cannot make {}", target.display()))?;
    for file in FILES {
        let from = source.join(file);
        if !from.is_file() {
            bail!(
                "there is no {}; write the weights with `zoom-in-net weights export`, or say with \
                 ZOOM_IN_NET_WEIGHTS where they lie",
                from.display()
            );
        }
        let content = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        let to = target.join(file);
        if fs::read(&to).is_ok_and(|there| there == content) {
            continue;
        }
        fs::write(&to, content).with_context(|| format!("cannot write {}", to.display()))?;
    }
    Ok(())
}
