//! All tests.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::beside::Beside;
use crate::build::{self, BuildArguments};
use crate::commands::{cargo, run, target_folder};
use crate::{audit, browser, npm, vulkan};

/// Which tests.
#[derive(Args)]
pub struct TestArguments {
    /// Only those in a browser.
    #[arg(long)]
    browser_only: bool,
}

/// Runs them, the quickest first.
pub fn test(arguments: &TestArguments) -> Result<()> {
    if arguments.browser_only {
        build_native()?;
        build_for_browser()?;
    } else {
        run(cargo().args(["fmt", "--all", "--check"]))?;
        audit::spelling()?;
        vulkan::find_or_install()?;
        build_native()?;
        // Most native tests wait for one thread, which leaves the others to the compiler.
        let native = Beside::start("native-tests", &mut native_tests())?;
        audit::dependencies()?;
        build_for_browser()?;
        native.finish()?;
    }
    let chrome = browser::find_or_install()?;
    run(npm::script("test:browser")
        .env("CHROME", chrome)
        .env("ZOOM_IN_NET_PROGRAMS", target_folder().join("debug")))
}

/// The native tests, with the programs that the browser's need too: what they are compared with, and what draws photographs
/// for them. Asked for alone, those packages would have everything beneath them built once more, with other features.
fn build_native() -> Result<()> {
    run(native_tests().arg("--no-run"))
}

fn build_for_browser() -> Result<()> {
    build::build(&BuildArguments::default())?;
    run(&mut npm::script("check"))
}

fn native_tests() -> Command {
    let mut cargo = linted_cargo();
    cargo.args(["test", "--workspace"]);
    cargo
}

/// A cargo whose compiler of the workspace's own crates is Clippy's, with warnings as errors: lints and tests come from one
/// build, where `cargo clippy` would have every dependency checked first, for a quarter of the time of the whole.
fn linted_cargo() -> Command {
    let mut cargo = cargo();
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CLIPPY_ARGS", ["-D", "warnings"].join(CLIPPY_SEPARATOR));
    cargo
}

/// What Clippy's driver parts its arguments by, as `cargo clippy` writes them.
const CLIPPY_SEPARATOR: &str = "__CLIPPY_HACKERY__";
