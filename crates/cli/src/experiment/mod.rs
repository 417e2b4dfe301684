//! `zoom-in-net experiment`.

mod all;
mod clusters;
mod eyepacs;
mod lesions;
mod messidor;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Serialize;
use zoom_in_net_evaluation::BootstrapConfig;
use zoom_in_net_inference::InferenceDevice;

use crate::report_files::write_report;

/// The experiments.
#[derive(Subcommand)]
pub enum ExperimentCommand {
    /// Make every report of a trained model whose data is given.
    All(all::AllArguments),
    /// Cluster what the network finds suspicious, and measure whether clusters hold one kind of lesion.
    Clusters(clusters::ClustersArguments),
    /// Train what the paper's table compares, from several seeds, and compare it.
    Eyepacs(eyepacs::EyepacsArguments),
    /// Hold the regions found against pixel masks of lesions, beside random, fixed and Grad-CAM boxes.
    Lesions(lesions::LesionsArguments),
    /// Repeat the paper's comparison with experts on Messidor, by a support-vector machine on the
    /// five probabilities.
    Messidor(messidor::MessidorArguments),
}

/// Which model, and where it computes.
#[derive(Args)]
pub struct ModelArguments {
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    weights: PathBuf,
    /// What was measured of photographs is kept here, so that a run that was stopped goes on.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: InferenceDevice,
}

/// Where the report goes, and how its intervals are found.
#[derive(Args)]
pub struct ReportArguments {
    /// Write all figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// Write a page with tables and plots to this file; beside the JSON where nothing is said.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Resamples of the bootstrap.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    resamples: u32,
    /// Seed of everything that is drawn at random.
    #[arg(long, default_value_t = 2017)]
    seed: u64,
}

impl ReportArguments {
    fn bootstrap(&self) -> BootstrapConfig {
        BootstrapConfig {
            resamples: self.resamples,
            seed: self.seed,
        }
    }

    /// Writes the report and its page, with the folders that they lie in.
    fn write(&self, report: &impl Serialize, page: String) -> Result<()> {
        let files = [Some(&self.json), self.html.as_ref()];
        for parent in files.into_iter().flatten().filter_map(|file| file.parent()) {
            fs::create_dir_all(parent)
                .with_context(|| format!("{} cannot be made", parent.display()))?;
        }
        write_report(&self.json, self.html.as_deref(), report, page)
    }
}

/// Runs an experiment.
pub fn experiment(command: &ExperimentCommand) -> Result<()> {
    match command {
        ExperimentCommand::All(arguments) => all::all(arguments),
        ExperimentCommand::Eyepacs(arguments) => eyepacs::eyepacs(arguments),
        ExperimentCommand::Clusters(arguments) => clusters::clusters(arguments),
        ExperimentCommand::Lesions(arguments) => lesions::lesions(arguments),
        ExperimentCommand::Messidor(arguments) => messidor::messidor(arguments),
    }
}

/// The folder's own name, for reports.
fn name_of(folder: &Path) -> Result<String> {
    let path = fs::canonicalize(folder)?;
    Ok(path
        .file_name()
        .map_or("data".into(), |name| name.to_string_lossy().into_owned()))
}
