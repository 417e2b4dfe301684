//! The weights that the page is served with.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::commands::root;

const FILES: [&str; 5] = [
    "model.json",
    "self_test.json",
    "m_net.bpk",
    "a_net.bpk",
    "c_net.bpk",
];

const MODEL_CARD: &str = "MODEL_CARD.md";
const LICENCES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// Where the weights lie: `weights/`, or what ZOOM_IN_NET_WEIGHTS says.
pub fn folder() -> PathBuf {
    match std::env::var_os("ZOOM_IN_NET_WEIGHTS") {
        Some(folder) => root().join(folder),
        None => root().join("weights"),
    }
}

/// Puts the weights beside the modules, with their model card and the licences of the code, where they changed.
pub fn copy() -> Result<()> {
    let source = folder();
    let package = root().join("pkg/dist");
    let target = package.join("weights");
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
        copy_changed(&from, &target.join(file))?;
    }
    // Weights of one's own may have no card yet.
    let card = source.join(MODEL_CARD);
    if card.is_file() {
        copy_changed(&card, &target.join(MODEL_CARD))?;
    }
    for licence in LICENCES {
        copy_changed(&root().join(licence), &package.join(licence))?;
    }
    Ok(())
}

/// Copies a file unless its copy is the same: a newer copy would have the page built again.
fn copy_changed(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    if fs::read(to).is_ok_and(|there| there == content) {
        return Ok(());
    }
    fs::write(to, content).with_context(|| format!("cannot write {}", to.display()))
}
