//! All tests.

use anyhow::Result;
use clap::Args;

use crate::build::{self, BuildArguments};
use crate::commands::{cargo, run};
use crate::{browser, npm};

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
        run(cargo().args(["test", "--workspace"]))?;
    }
    build::build(&BuildArguments::default())?;
    run(cargo().args(["build", "--release", "--package", "zoom-in-net-cli"]))?;
    run(&mut npm::script("check"))?;
    let chrome = browser::find_or_install()?;
    run(npm::script("test:browser").env("CHROME", chrome))
}
