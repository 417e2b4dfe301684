//! What npm installs, and the tools that it brings.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::commands::{command, root, run};

/// Of the repository's root, what whoever installs the package must have too.
const DOCUMENTS: [&str; 4] = [
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "CHANGELOG.md",
    "SECURITY.md",
];

/// Installs what `package-lock.json` says, where that changed since the last time.
pub fn install() -> Result<()> {
    let lock = root().join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let mark = root().join("node_modules/.installed-lock");
    if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(command("npm").args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))
}

/// Builds the package's JavaScript beside its modules, and puts licences, changelog and security policy there.
pub fn build_package() -> Result<()> {
    run(&mut script("build:pkg"))?;
    for document in DOCUMENTS {
        let copy = root().join("pkg/dist").join(document);
        fs::copy(root().join(document), &copy)
            .with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(())
}

/// A script of `package.json`.
pub fn script(name: &str) -> Command {
    let mut npm = command("npm");
    npm.args(["run", "--silent", name]);
    npm
}
