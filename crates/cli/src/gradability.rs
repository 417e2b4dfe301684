//! `zoom-in-net gradability`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use zoom_in_net_gradability::{Fitted, Sources, fit_and_measure};
use zoom_in_net_storage::write_whole;

/// On what the gate is fitted, and where it goes.
#[derive(Args)]
pub struct GradabilityArguments {
    /// The folder that holds eyepacs, srahim and idrid.
    #[arg(long, value_name = "DIR", default_value = "../shared/data")]
    data: PathBuf,
    /// The split by patient, the same as the networks'.
    #[arg(long, value_name = "FILE", default_value = "weights/split.json")]
    split: PathBuf,
    /// Folders of other pictures to fit on, each named by its package.
    #[arg(long, value_name = "DIR", num_args = 1.., required = true)]
    other_to_fit: Vec<PathBuf>,
    /// Folders of other pictures that are held out, each named by its package.
    #[arg(long, value_name = "DIR", num_args = 1.., required = true)]
    other_held_out: Vec<PathBuf>,
    /// Write the gate to this file.
    #[arg(long, value_name = "FILE", default_value = "weights/gradability.json")]
    gate: PathBuf,
    /// Write the figures and the ROC curve into this folder.
    #[arg(long, value_name = "DIR", default_value = "docs/gradability")]
    report: PathBuf,
}

/// Fits the gate and writes it, its figures and its ROC curve.
pub fn gradability(arguments: &GradabilityArguments) -> Result<()> {
    let sources = Sources {
        data: &arguments.data,
        split: &arguments.split,
        other_to_fit: &arguments.other_to_fit,
        other_held_out: &arguments.other_held_out,
    };
    let Fitted { gate, report, roc } = fit_and_measure(&sources, |stage| eprintln!("{stage}"))?;
    let files = [
        (
            arguments.gate.clone(),
            serde_json::to_string_pretty(&gate)? + "\n",
        ),
        (
            arguments.report.join("figures.json"),
            serde_json::to_string_pretty(&report)? + "\n",
        ),
        (arguments.report.join("roc.svg"), roc),
    ];
    for (file, text) in files {
        write_whole(&file, text)?;
        eprintln!("{} written", file.display());
    }
    Ok(())
}
