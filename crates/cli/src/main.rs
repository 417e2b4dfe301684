//! The zoom-in-net command line.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod both_eyes;
mod data;
mod evaluate;
mod experiment;
mod failure;
mod gradability;
mod pairs;
mod patients;
mod photographs;
mod picture;
mod picture_files;
mod probabilities;
mod progress;
mod reading;
mod report_files;
mod screen;
mod train;
mod weights;
mod words;

/// Diabetic-retinopathy screening of fundus photographs. Research software, not a medical device.
#[derive(Parser)]
#[command(name = "zoom-in-net", version, after_help = failure::EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Where something goes wrong, say beside the sentence where in the program; RUST_BACKTRACE=1 must be set too.
    #[arg(long, global = true)]
    backtrace: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Train the networks on graded photographs; the same command resumes a run that was stopped.
    Train(train::TrainArguments),
    /// Measure a model on graded photographs.
    Evaluate(evaluate::EvaluateArguments),
    /// Ask whether the network does what it should, beside simpler ways.
    #[command(subcommand)]
    Experiment(experiment::ExperimentCommand),
    /// Fit the gate that keeps ungradable photographs from being graded, and measure it.
    Gradability(gradability::GradabilityArguments),
    /// Screen photographs: grade, referral, attention, regions.
    #[command(after_help = failure::EXIT_CODES)]
    Screen(screen::ScreenArguments),
    /// Export, inspect and verify models.
    #[command(subcommand)]
    Weights(weights::WeightsCommand),
}

impl Arguments {
    /// Does what is asked for.
    fn run(self) -> Result<()> {
        match self.command {
            Command::Train(arguments) => train::train(&arguments),
            Command::Evaluate(arguments) => evaluate::evaluate(&arguments),
            Command::Experiment(command) => experiment::experiment(&command),
            Command::Gradability(arguments) => gradability::gradability(&arguments),
            Command::Screen(arguments) => screen::screen(&arguments),
            Command::Weights(command) => weights::weights(&command),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let with_backtrace = arguments.backtrace;
    match arguments.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::exit_code(&error, with_backtrace),
    }
}
