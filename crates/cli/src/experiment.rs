//! `zoom-in-net experiment`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use zoom_in_net_evaluation::BootstrapConfig;
use zoom_in_net_experiments::lesions::{
    Configuration, Draws, LesionExperiment, LesionFolder, LesionReport, render_html,
};
use zoom_in_net_inference::Model;

use crate::device::DeviceChoice;
use crate::progress::photographs_bar;
use crate::report_files::write_report;

/// The experiments.
#[derive(Subcommand)]
pub enum ExperimentCommand {
    /// Hold the regions found against pixel masks of lesions, beside random, fixed and Grad-CAM boxes.
    Lesions(LesionsArguments),
}

/// What `experiment lesions` is told.
#[derive(Args)]
pub struct LesionsArguments {
    /// A folder with `images/NAME.jpg` and `masks/KIND/NAME_KIND.png`, KIND one of MA, HE, EX, SE.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Write all figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// Write a page with tables and plots to this file; beside the JSON where nothing is said.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    weights: PathBuf,
    /// Measured photographs are kept here, so that a run that was stopped goes on.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: DeviceChoice,
    /// Draws of random boxes for each photograph.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    draws: u32,
    /// Resamples of the bootstrap over photographs.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    resamples: u32,
    /// Seed of the random boxes and of the bootstrap.
    #[arg(long, default_value_t = 2017)]
    seed: u64,
}

/// Runs an experiment.
pub fn experiment(command: &ExperimentCommand) -> Result<()> {
    match command {
        ExperimentCommand::Lesions(arguments) => lesions(arguments),
    }
}

fn lesions(arguments: &LesionsArguments) -> Result<()> {
    let model = Model::open(&arguments.weights)?;
    let screener = model.screener(&arguments.device.open())?;
    let folder = LesionFolder::open(&arguments.data)?;
    let draws = Draws {
        number: arguments.draws,
        seed: arguments.seed,
    };
    let experiment = LesionExperiment::new(&screener, draws, &arguments.cache.join("lesions"));
    let bar = photographs_bar(folder.photographs.len())?;
    let results = experiment.measure(&folder, || bar.inc(1))?;
    bar.finish();
    for skipped in &results.skipped {
        eprintln!("{} is left out: {}", skipped.name, skipped.reason);
    }
    let name = fs::canonicalize(&arguments.data)?;
    let name = name
        .file_name()
        .map_or("data".into(), |name| name.to_string_lossy().into_owned());
    let bootstrap = BootstrapConfig {
        resamples: arguments.resamples,
        seed: arguments.seed,
    };
    let configuration =
        Configuration::new(name, &folder, &results, &model.manifest, draws, bootstrap);
    let report = LesionReport::new(&results, configuration)?;
    for goal in &report.goals {
        let value = goal
            .figure
            .value()
            .map_or("undefined".to_owned(), |value| format!("{value:.3}"));
        eprintln!(
            "{}: {value}, {}",
            goal.goal,
            if goal.reached {
                "reached"
            } else {
                "not reached"
            }
        );
    }
    let files = [Some(&arguments.json), arguments.html.as_ref()];
    for parent in files.into_iter().flatten().filter_map(|file| file.parent()) {
        fs::create_dir_all(parent)
            .with_context(|| format!("{} cannot be made", parent.display()))?;
    }
    write_report(
        &arguments.json,
        arguments.html.as_deref(),
        &report,
        render_html(&report),
    )
}
