//! Builds, serves and tests the project: `cargo xtask serve` and `cargo xtask test` are all that a
//! person needs.

mod audit;
mod bench;
mod beside;
mod browser;
mod build;
mod commands;
mod npm;
mod serve;
mod test;
mod vulkan;
mod wasm;
mod weights;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, serves and tests the project")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything: the three WebAssembly modules, the npm package and the page.
    Build(build::BuildArguments),
    /// Builds everything and serves the page, with a photograph ready to try.
    Serve(serve::ServeArguments),
    /// Runs all tests, native and in a browser; what continuous integration runs.
    Test(test::TestArguments),
    /// Times the modules beside ONNX Runtime Web and TensorFlow.js, and writes the table of the docs.
    BenchBrowser(bench::BenchArguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Build(arguments) => build::build(&arguments),
        Task::Serve(arguments) => serve::serve(&arguments),
        Task::Test(arguments) => test::test(&arguments),
        Task::BenchBrowser(arguments) => bench::bench(&arguments),
    };
    // The sentence alone: a stack says nothing of a command that failed.
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
