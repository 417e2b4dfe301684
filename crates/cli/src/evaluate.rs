//! `zoom-in-net evaluate`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net_datasets::{Dataset, Part, Split};
use zoom_in_net_evaluation::{
    BootstrapConfig, BothEyes, EvaluationReport, OedemaMetrics, Provenance, Stages, render_html,
};
use zoom_in_net_inference::{InferenceDevice, Model};

use crate::data::read_datasets;
use crate::reading::{decided, graded, predict};
use crate::report_files::write_report;

/// What `evaluate` is told.
#[derive(Args)]
pub struct EvaluateArguments {
    /// A dataset of graded photographs; give the option once per dataset.
    #[arg(long, required = true, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// Write all figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// Write a page with tables and plots to this file; beside the JSON where nothing is said.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    weights: PathBuf,
    /// Evaluate only one part of this split of the patients.
    #[arg(long, value_name = "FILE")]
    split: Option<PathBuf>,
    /// Which part of `--split`.
    #[arg(long, value_name = "PART", default_value = "test", requires = "split")]
    part: PartChoice,
    /// Prepared photographs and readings are kept here, so that a run that was stopped goes on.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: InferenceDevice,
    /// Average six mirrored and turned views of each photograph.
    #[arg(long)]
    thorough: bool,
    /// Resamples of the bootstrap over patients.
    #[arg(long, default_value_t = 2000)]
    resamples: u32,
    /// Seed of the bootstrap.
    #[arg(long, default_value_t = 2017)]
    seed: u64,
    /// Stop at a row or photograph that cannot be used.
    #[arg(long)]
    strict: bool,
}

/// A part of a split, by its name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PartChoice {
    Train,
    Validation,
    Test,
}

impl From<PartChoice> for Part {
    fn from(choice: PartChoice) -> Self {
        match choice {
            PartChoice::Train => Self::Train,
            PartChoice::Validation => Self::Validation,
            PartChoice::Test => Self::Test,
        }
    }
}

/// Evaluates a model on graded photographs.
pub fn evaluate(arguments: &EvaluateArguments) -> Result<()> {
    let model = Model::open(&arguments.weights)?;
    let screener = model.screener(arguments.device)?;
    let datasets = read_datasets(&arguments.data, arguments.strict)?;
    let split = arguments.split.as_deref().map(Split::load).transpose()?;
    let part = split.as_ref().map(|split| (split, arguments.part.into()));
    let photographs = graded(&datasets, part);
    let predictions = predict(
        &screener,
        &photographs,
        arguments.thorough,
        &arguments.cache,
    )?;
    if arguments.strict && !predictions.unreadable.is_empty() {
        bail!(
            "{} photographs could not be read",
            predictions.unreadable.len()
        );
    }
    let provenance = provenance(
        arguments,
        &model.manifest,
        &datasets,
        &predictions.unreadable,
    );
    let decisions = &model.manifest.decisions;
    let config = BootstrapConfig {
        resamples: arguments.resamples,
        seed: arguments.seed,
    };
    let stages = decided(predictions.one_eye, &decisions.one_eye);
    let mut report = EvaluationReport::new(&stages, &config, provenance)?;
    if let Some(decisions) = &decisions.both_eyes
        && !predictions.both_eyes.whole.is_empty()
    {
        let both_eyes = decided(predictions.both_eyes, decisions);
        let of = |one_eye, both_eyes| BothEyes::new(one_eye, both_eyes, &config);
        report.both_eyes = Some(Stages {
            whole: of(&stages.whole, &both_eyes.whole)?,
            m_net: of(&stages.m_net, &both_eyes.m_net)?,
            m_a_net: of(&stages.m_a_net, &both_eyes.m_a_net)?,
        });
    }
    if let Some(oedema) = &decisions.oedema {
        let grade = &decisions.one_eye.whole;
        report.oedema = OedemaMetrics::new(&predictions.oedema, oedema, grade, &config)?;
    }
    write_report(
        &arguments.json,
        arguments.html.as_deref(),
        &report,
        render_html(&report, &stages),
    )
}

fn provenance(
    arguments: &EvaluateArguments,
    manifest: &ModelManifest,
    datasets: &[Dataset],
    unreadable: &[String],
) -> Provenance {
    let mut dataset_problems: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for dataset in datasets {
        let counts = dataset_problems.entry(dataset.name.clone()).or_default();
        for (kind, count) in dataset.problem_counts() {
            counts.insert(kind.to_owned(), count);
        }
        let unread = unreadable
            .iter()
            .filter(|name| **name == dataset.name)
            .count();
        if unread > 0 {
            counts.insert("not_gradable".to_owned(), unread);
        }
    }
    Provenance {
        weights: manifest.networks.sha256_by_file(),
        config: serde_json::json!({
            "model": manifest.name,
            "version": manifest.version,
            "sizes": manifest.sizes,
            "regions": manifest.regions,
            "thorough": arguments.thorough,
            "training": manifest.training,
        }),
        dataset_problems,
        split: match &arguments.split {
            Some(file) => file.display().to_string(),
            None => "none: every photograph given".to_owned(),
        },
        part: match &arguments.split {
            Some(_) => Part::from(arguments.part).to_string(),
            None => "all".to_owned(),
        },
        date: None,
    }
}
