//! A Chrome or Chromium for the tests.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::commands::{apt_install, command, on_path, run};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// One that is there, or else one that is installed now.
pub fn find_or_install() -> Result<PathBuf> {
    if let Some(chrome) = find() {
        return Ok(chrome);
    }
    eprintln!("there is no Chrome or Chromium: installing Playwright's Chromium into its cache");
    if run(command("npx").args(["playwright-core", "install", "chromium"])).is_ok()
        && let Some(chrome) = find()
    {
        return Ok(chrome);
    }
    if apt_install("that failed", &["chromium"])
        && let Some(chrome) = find()
    {
        return Ok(chrome);
    }
    bail!(
        "the browser tests need Chrome or Chromium: install one, or name its program in the \
         environment variable CHROME"
    )
}

fn find() -> Option<PathBuf> {
    std::env::var_os("CHROME")
        .map(PathBuf::from)
        .or_else(|| NAMES.into_iter().find_map(on_path))
        .or_else(playwrights)
}

/// The one that Playwright installed, if it did.
fn playwrights() -> Option<PathBuf> {
    let script = "console.log(require('playwright-core').chromium.executablePath())";
    let output = command("node").args(["-e", script]).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.is_file().then_some(path)
}
