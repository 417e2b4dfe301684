//! `zoom-in-net experiment lesions`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use zoom_in_net_experiments::lesions::{
    Configuration, Draws, GradCam, LesionExperiment, LesionFolder, LesionReport, render_html,
};
use zoom_in_net_inference::Model;

use super::{ModelArguments, ReportArguments, name_of};
use crate::progress::photographs_bar;

/// What `experiment lesions` is told.
#[derive(Args)]
pub struct LesionsArguments {
    /// A folder with `images/NAME.jpg` and `masks/KIND/NAME_KIND.png`, KIND one of MA, HE, EX, SE.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    report: ReportArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// Draws of random boxes for each photograph.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    draws: u32,
}

/// Holds the regions against masks.
pub fn lesions(arguments: &LesionsArguments) -> Result<()> {
    let model = Model::open(&arguments.model.weights)?;
    let screener = model.screener(arguments.model.device)?;
    let folder = LesionFolder::open(&arguments.data)?;
    let draws = Draws {
        number: arguments.draws,
        seed: arguments.report.seed,
    };
    let map_channels = model.manifest.architecture.map_channels();
    let grad_cam = GradCam::new(&model.weights()?.m_net, map_channels)?;
    let cache = arguments.model.cache.join("lesions");
    let experiment = LesionExperiment::new(&screener, grad_cam, draws, &cache);
    let bar = photographs_bar(folder.photographs.len())?;
    let results = experiment.measure(&folder, || bar.inc(1))?;
    bar.finish();
    for skipped in &results.skipped {
        eprintln!("{} is left out: {}", skipped.name, skipped.reason);
    }
    let configuration = Configuration::new(
        name_of(&arguments.data)?,
        &folder,
        &results,
        &model.manifest,
        draws,
        arguments.report.bootstrap(),
    );
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
    arguments.report.write(&report, render_html(&report))
}
