//! Everything that a page is made of.

use anyhow::Result;
use clap::Args;

use crate::commands::run;
use crate::wasm::Module;
use crate::{npm, wasm};

/// What to build.
#[derive(Args, Default)]
pub struct BuildArguments {
    /// Build this module only, the others stay as they were built last.
    #[arg(long, value_enum)]
    pub only: Option<Module>,
}

/// Builds the modules, the npm package and the page.
pub fn build(arguments: &BuildArguments) -> Result<()> {
    for module in Module::ALL {
        if arguments.only.is_none_or(|only| only == module) {
            wasm::build(module)?;
        }
    }
    npm::install()?;
    npm::build_package()?;
    run(&mut npm::script("build:www"))
}
