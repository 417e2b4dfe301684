//! What is asked of texts and dependencies before anything is compiled.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::commands::{cargo, command, on_path, root, run};

/// The release of `typos` that reads the words.
const TYPOS: &str = "1.52.0";
/// The release of `cargo-deny` that reads the dependencies.
const CARGO_DENY: &str = "0.20.2";

/// English words are spelt right (`_typos.toml`).
pub fn spelling() -> Result<()> {
    let typos = match on_path("typos") {
        Some(typos) => typos,
        None => install_typos()?,
    };
    run(&mut command(typos))
}

/// Licences and sources of all crates are those of `deny.toml`.
pub fn dependencies() -> Result<()> {
    let deny = match on_path("cargo-deny") {
        Some(deny) => deny,
        None => install_cargo_deny()?,
    };
    run(command(deny).args(["check", "licenses", "bans", "sources"]))
}

/// From its own package on PyPI, which brings the program and needs no compiling.
fn install_typos() -> Result<PathBuf> {
    let environment = tools().join(format!("typos-{TYPOS}"));
    let program = environment.join("bin/typos");
    if !program.is_file() {
        eprintln!(
            "installing typos {TYPOS} by pip, into {}",
            environment.display()
        );
        run(command("python3").args(["-m", "venv"]).arg(&environment))?;
        run(command(environment.join("bin/pip")).args([
            "install",
            "--quiet",
            &format!("typos=={TYPOS}"),
        ]))
        .context("the spell check `typos` cannot be installed; install it by hand")?;
    }
    Ok(program)
}

/// Compiled without optimisation: it runs for seconds.
fn install_cargo_deny() -> Result<PathBuf> {
    let folder = tools().join(format!("cargo-deny-{CARGO_DENY}"));
    let program = folder.join("bin/cargo-deny");
    if !program.is_file() {
        eprintln!(
            "installing cargo-deny {CARGO_DENY} by cargo, into {}",
            folder.display()
        );
        let version = ["--version", CARGO_DENY];
        run(cargo()
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .args([
                "install",
                "--quiet",
                "--locked",
                "--debug",
                "--no-default-features",
                "--root",
            ])
            .arg(&folder)
            .arg("cargo-deny")
            .args(version))?;
        if !program.is_file() {
            bail!("cargo-deny cannot be installed; install it by hand");
        }
    }
    Ok(program)
}

/// Programs that only tests need, kept between runs.
fn tools() -> PathBuf {
    root().join("target/tools")
}
