//! The page on this machine.

use anyhow::Result;
use clap::Args;

use crate::build::{self, BuildArguments};
use crate::commands::{command, run};

/// How to serve.
#[derive(Args)]
pub struct ServeArguments {
    /// What to build first.
    #[command(flatten)]
    build: BuildArguments,
    /// The port to listen on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Builds everything, then serves the page until it is stopped.
pub fn serve(arguments: &ServeArguments) -> Result<()> {
    build::build(&arguments.build)?;
    run(command("node")
        .args(["www/serve.mjs", "www/dist"])
        .arg(arguments.port.to_string()))
}
