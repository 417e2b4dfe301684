//! `zoom-in-net weights`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use zoom_in_net::gradability::Gate;
use zoom_in_net::screening::manifest::{Decisions, ModelManifest, StageDecisions};
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::NetworkFiles;
use zoom_in_net_datasets::{Part, Split};
use zoom_in_net_evaluation::{Prediction, Stages, ValidationPredictions, fit_decision, fit_oedema};
use zoom_in_net_inference::{InferenceDevice, Model, NativeNetworks};
use zoom_in_net_storage::write_whole;
use zoom_in_net_training::config::TrainingConfig;
use zoom_in_net_training::export::{RunResult, export_run};

use crate::data::read_datasets;
use crate::reading::{Graded, graded, predict};

/// Of the models that this program exports: that of the npm package of the weights, raised with every model that is published. It is
/// not the code's; what tells two models apart is what follows it.
const MODEL_VERSION: &str = "0.3.0";

/// What to do with weights.
#[derive(Subcommand)]
pub enum WeightsCommand {
    /// Make a model of a training run: half-precision weights, temperatures and thresholds fitted on the
    /// validation patients, and a manifest.
    Export(ExportArguments),
    /// Compute a model's `self_test.json` anew, which other devices are tested against: after its sizes or weights were changed.
    Answer(FolderArguments),
    /// Say what a model is.
    Inspect(FolderArguments),
    /// Check every file of a model against its SHA-256, and that it fits its network.
    Verify(FolderArguments),
}

/// What `weights export` is told.
#[derive(Args)]
pub struct ExportArguments {
    /// The folder of the run.
    run: PathBuf,
    /// Another run that went on from the same weights: M-Net and C-Net become the mean of both; give the option once per run.
    #[arg(long, value_name = "RUN")]
    mean_with: Vec<PathBuf>,
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    out: PathBuf,
    /// What the model is called.
    #[arg(long, default_value = "zoom-in-net-lite")]
    name: String,
    /// The datasets of the run.
    #[arg(long, required = true, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// The split of the run.
    #[arg(long, value_name = "FILE")]
    split: PathBuf,
    /// The gradability gate, as it was fitted.
    #[arg(long, value_name = "FILE", default_value = "weights/gradability.json")]
    gradability: PathBuf,
    /// Prepared photographs and readings are kept here.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: InferenceDevice,
}

/// A model.
#[derive(Args)]
pub struct FolderArguments {
    /// The folder of the model.
    #[arg(default_value = "weights")]
    folder: PathBuf,
}

/// Does what is asked for.
pub fn weights(command: &WeightsCommand) -> Result<()> {
    match command {
        WeightsCommand::Export(arguments) => export(arguments),
        WeightsCommand::Answer(FolderArguments { folder }) => write_answer(
            &Model::open(folder)?.screener(InferenceDevice::Cpu)?,
            folder,
        ),
        WeightsCommand::Inspect(FolderArguments { folder }) => {
            let manifest = Model::open(folder)?.manifest;
            println!("{}", serde_json::to_string_pretty(&manifest)?);
            Ok(())
        }
        WeightsCommand::Verify(FolderArguments { folder }) => {
            let model = Model::open(folder)?;
            model.weights()?;
            println!(
                "{}: {} {} is complete and undamaged",
                folder.display(),
                model.manifest.name,
                model.manifest.version
            );
            Ok(())
        }
    }
}

fn export(arguments: &ExportArguments) -> Result<()> {
    let datasets = read_datasets(&arguments.data, false)?;
    let split = Split::load(&arguments.split)?;
    let run = FinishedRun {
        run: &arguments.run,
        mean_with: &arguments.mean_with,
        name: &arguments.name,
        gradability: &gate_in(&arguments.gradability)?,
        validation: &graded(&datasets, Some((&split, Part::Validation))),
        cache: &arguments.cache,
        device: arguments.device,
    };
    let screener = run.export(&arguments.out)?;
    write_answer(&screener, &arguments.out)?;
    eprintln!(
        "{}: {} {} written",
        arguments.out.display(),
        screener.manifest.name,
        screener.manifest.version
    );
    Ok(())
}

/// Other devices are tested against what this one says of a picture drawn by formula.
fn write_answer(screener: &Screener<NativeNetworks>, model: &Path) -> Result<()> {
    let answer = serde_json::to_string_pretty(&pollster::block_on(screener.answer())?)? + "\n";
    let self_test = model.join("self_test.json");
    write_whole(&self_test, answer)
        .with_context(|| format!("{} cannot be written", self_test.display()))
}

/// A training run that is to become a model.
pub struct FinishedRun<'a> {
    /// The folder of the run.
    pub run: &'a Path,
    /// Folders of others, for the mean of M-Net's and of C-Net's weights.
    pub mean_with: &'a [PathBuf],
    /// What the model is called.
    pub name: &'a str,
    /// The gradability gate.
    pub gradability: &'a Gate,
    /// What temperatures and thresholds are fitted to.
    pub validation: &'a [Graded<'a>],
    /// Prepared photographs and readings are kept here.
    pub cache: &'a Path,
    /// Where to compute.
    pub device: InferenceDevice,
}

impl FinishedRun<'_> {
    /// Writes the model into the folder `out`, and reads it again.
    pub fn export(&self, out: &Path) -> Result<Screener<NativeNetworks>> {
        let config = config_of(self.run)?;
        let others: Vec<(&Path, TrainingConfig)> = self
            .mean_with
            .iter()
            .map(|run| Ok((run.as_path(), config_of(run)?)))
            .collect::<Result<_>>()?;
        let result = |run, config| RunResult { run, config };
        let of_others: Vec<RunResult> = others
            .iter()
            .map(|(run, config)| result(run, config))
            .collect();
        let files = export_run(result(self.run, &config), &of_others, out)?;
        let mut training = serde_json::to_value(&config)?;
        if !others.is_empty() {
            let configs: Vec<&TrainingConfig> = others.iter().map(|(_, config)| config).collect();
            training["mean_with"] = serde_json::to_value(configs)?;
        }
        // Temperatures and thresholds are fitted to what the written weights say, not to what the run's did.
        let mut model = Model::new(
            out,
            ModelManifest {
                name: self.name.to_owned(),
                version: version_of(&files),
                architecture: config.architecture,
                sizes: config.sizes,
                regions: config.regions,
                decisions: Decisions::unfitted(),
                gradability: self.gradability.clone(),
                networks: files,
                training,
            },
        );
        let mut screener = model.screener(self.device)?;
        let predictions = predict(&screener, self.validation, false, self.cache)?;
        model.manifest.decisions = Decisions {
            one_eye: fitted(&predictions.one_eye)?,
            both_eyes: match &predictions.both_eyes.whole[..] {
                [] => None,
                _ => Some(fitted(&predictions.both_eyes)?),
            },
            oedema: match &predictions.oedema[..] {
                [] => None,
                judged => Some(fit_oedema(judged)?),
            },
        };
        model.write_manifest()?;
        screener.manifest = model.manifest;
        Ok(screener)
    }
}

fn fitted(validation: &Stages<Vec<Prediction>>) -> Result<StageDecisions> {
    let fitted =
        validation.try_map(|predictions| fit_decision(ValidationPredictions::new(predictions)?))?;
    Ok(StageDecisions {
        m_net: fitted.m_net,
        m_a_net: fitted.m_a_net,
        whole: fitted.whole,
    })
}

/// The model's version and the beginning of each file's SHA-256.
fn version_of(files: &NetworkFiles) -> String {
    format!("{MODEL_VERSION}+{}", files.fingerprint("."))
}

/// The gate in a file.
pub fn gate_in(file: &Path) -> Result<Gate> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the gradability gate {} cannot be read", file.display()))?;
    Gate::from_json(&text).with_context(|| file.display().to_string())
}

fn config_of(run: &Path) -> Result<TrainingConfig> {
    let path = run.join("config.toml");
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "{} cannot be read: {} holds no run",
            path.display(),
            run.display()
        )
    })?;
    toml::from_str(&text).with_context(|| format!("{} holds no training settings", path.display()))
}
