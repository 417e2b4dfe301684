//! The zoom-in-net command line.

use anyhow::Result;
use clap::{Parser, Subcommand};

mod data;
mod device;
mod picture;
mod screen;
mod train;

/// Diabetic-retinopathy screening of fundus photographs. Research software, not a medical device.
#[derive(Parser)]
#[command(name = "zoom-in-net", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train the networks on graded photographs; the same command resumes a run that was stopped.
    Train(train::TrainArguments),
    /// Screen photographs: grade, referral, attention, regions.
    Screen(screen::ScreenArguments),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Train(arguments) => train::train(&arguments),
        Command::Screen(arguments) => screen::screen(&arguments),
    }
}
