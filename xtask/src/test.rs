//! All tests.

use anyhow::Result;
use clap::Args;

use crate::build::{self, BuildArguments};
use crate::commands::{cargo, run, target_folder};
use crate::{browser, npm, vulkan};

/// Which tests.
#[derive(Args)]
pub struct TestArguments {
    /// Only those in a browser.
    #[arg(long)]
    browser_only: bool,
}

/// Runs them, the quickest first.
pub fn test(arguments: &TestArguments) -> Result<()> {
    if !arguments.browser_only {
        run(cargo().args(["fmt", "--all", "--check"]))?;
        run(cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))?;
        vulkan::find_or_install()?;
        run(cargo().args(["test", "--workspace"]))?;
    }
    build::build(&BuildArguments::default())?;
    // What the browser is compared with, and what draws photographs for it.
    run(cargo().args([
        "build",
        "--package",
        "zoom-in-net-cli",
        "--package",
        "zoom-in-net-synthetic",
    ]))?;
    run(&mut npm::script("check"))?;
    let chrome = browser::find_or_install()?;
    run(npm::script("test:browser")
        .env("CHROME", chrome)
        .env("ZOOM_IN_NET_PROGRAMS", target_folder().join("debug")))
}
