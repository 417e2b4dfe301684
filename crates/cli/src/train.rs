//! `zoom-in-net train`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use zoom_in_net::networks::Architecture;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net_datasets::{Dataset, Part, Photograph, Split};
use zoom_in_net_inference::Model;
use zoom_in_net_training::batches::Sample;
use zoom_in_net_training::config::TrainingConfig;
use zoom_in_net_training::{ImageNetBackbones, Progress, Run, Start, TrainingData, TrainingDevice};

use crate::data::{read_datasets, split_in};

/// Writing one takes some hundredths of a second.
pub const CHECKPOINT_EVERY: Duration = Duration::from_secs(20);

/// What `train` is told.
#[derive(Args)]
pub struct TrainArguments {
    /// The folder of the run: log, checkpoints, results.
    run: PathBuf,
    #[command(flatten)]
    training: TrainingArguments,
}

/// On what, how, and from which weights networks are trained.
#[derive(Args)]
pub struct TrainingArguments {
    /// A dataset to train on; give the option once per dataset.
    #[arg(long, required = true, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// A dataset that only M-Net's pre-training uses, all of it.
    #[arg(long, value_name = "DIR")]
    pretraining: Vec<PathBuf>,
    /// The split of the patients of `--data`. Datasets that it does not know are parted 70/10/20 and added; the file is made where it is not there.
    #[arg(long, value_name = "FILE")]
    pub split: PathBuf,
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "configs/lite.toml")]
    config: PathBuf,
    /// M-Net's backbone with ImageNet weights (.pth or .safetensors); for the lite architecture,
    /// C-Net's too.
    #[arg(long, value_name = "FILE", required_unless_present = "continue_from")]
    imagenet: Option<PathBuf>,
    /// C-Net's backbone with ImageNet weights, for the paper's architecture.
    #[arg(long, value_name = "FILE")]
    imagenet_c_net: Option<PathBuf>,
    /// Go on from the M-Net and C-Net of a model's folder, such as weights, instead of from ImageNet.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["imagenet", "imagenet_c_net"])]
    continue_from: Option<PathBuf>,
    /// Prepared photographs are kept here, to be used by every run.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: TrainingDevice,
    /// Stop at a row or photograph that cannot be used.
    #[arg(long)]
    strict: bool,
}

/// What [`TrainingArguments`] name, read.
pub struct Training {
    /// The settings.
    pub config: TrainingConfig,
    /// Where to compute.
    pub device: TrainingDevice,
    /// The weights to start from.
    pub start: Start,
    /// The datasets.
    pub datasets: Vec<Dataset>,
    /// The split of their patients.
    pub split: Split,
    /// The photographs to train on.
    pub data: TrainingData,
}

/// Trains, or goes on with a run.
pub fn train(arguments: &TrainArguments) -> Result<()> {
    let training = arguments.training.read()?;
    Run {
        folder: &arguments.run,
        config: &training.config,
        device: training.device,
        cache: &arguments.training.cache.join("prepared"),
        checkpoint_every: CHECKPOINT_EVERY,
        progress: &Bar::default(),
    }
    .train(&training.data, training.start)?;
    eprintln!("{}: all phases are done", arguments.run.display());
    Ok(())
}

impl TrainingArguments {
    /// Reads settings, weights, datasets and split.
    pub fn read(&self) -> Result<Training> {
        let file = &self.config;
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the settings {} cannot be read", file.display()))?;
        let mut config: TrainingConfig = toml::from_str(&text)
            .with_context(|| format!("{} holds no training settings", file.display()))?;
        let start = match &self.continue_from {
            Some(folder) => trained_networks(folder, &mut config)?,
            None => {
                let imagenet = self.imagenet.as_ref();
                let imagenet = imagenet.expect("required where there is no --continue-from");
                let architecture = config.architecture;
                Start::ImageNet(self.imagenet_backbones(imagenet, architecture)?)
            }
        };

        let datasets = read_datasets(&self.data, self.strict)?;
        let split = split_in(&self.split, &datasets, config.seed)?;
        let photographs = datasets
            .iter()
            .flat_map(|dataset| samples(dataset, split.photographs_in(dataset, Part::Train)));
        let further = read_datasets(&self.pretraining, self.strict)?;
        let pretraining = further
            .iter()
            .flat_map(|dataset| samples(dataset, dataset.photographs.iter().collect()));
        let data = TrainingData {
            photographs: photographs.collect(),
            pretraining: pretraining.collect(),
        };
        Ok(Training {
            config,
            device: self.device,
            start,
            datasets,
            split,
            data,
        })
    }

    fn imagenet_backbones(
        &self,
        file: &Path,
        architecture: Architecture,
    ) -> Result<ImageNetBackbones> {
        match (architecture, &self.imagenet_c_net) {
            (Architecture::Lite, _) => Ok(ImageNetBackbones::lite(file)?),
            (Architecture::Paper, Some(c_net)) => Ok(ImageNetBackbones::paper(file, c_net)?),
            (Architecture::Paper, None) => bail!(
                "the paper's architecture has another backbone for C-Net: give its weights with --imagenet-c-net"
            ),
        }
    }
}

/// The M-Net and C-Net of a model, whose version the settings keep.
fn trained_networks(folder: &Path, config: &mut TrainingConfig) -> Result<Start> {
    let model = Model::open(folder)?;
    let ModelManifest {
        architecture,
        version,
        ..
    } = &model.manifest;
    if *architecture != config.architecture {
        bail!(
            "{} holds a model of the {architecture:?} architecture, the settings are for {:?}",
            folder.display(),
            config.architecture
        );
    }
    config.continues = Some(version.clone());
    Ok(Start::Trained(model.weights()?))
}

/// Photographs of a dataset, to train on.
pub fn samples(dataset: &Dataset, photographs: Vec<&Photograph>) -> Vec<Sample> {
    photographs
        .into_iter()
        .map(|photograph| Sample {
            path: photograph.path.clone(),
            patient: format!("{}/{}", dataset.name, photograph.patient),
            grade: photograph.grade,
            oedema: photograph.maculopathy,
        })
        .collect()
}

/// A progress bar per phase, with the loss and the time left.
#[derive(Default)]
pub struct Bar(RefCell<Option<(ProgressBar, f64)>>);

/// The weight of the newest loss in the running mean that the bar shows.
const NEWEST: f64 = 0.05;

impl Progress for Bar {
    fn phase_starts(&self, phase: &str, steps_done: usize, steps: usize) {
        let style =
            ProgressStyle::with_template("{prefix:10} {wide_bar} {pos}/{len}, {eta} left {msg}")
                .expect("the template is valid");
        let bar = ProgressBar::new(steps as u64)
            .with_style(style)
            .with_prefix(phase.to_owned());
        bar.set_position(steps_done as u64);
        bar.reset_eta();
        *self.0.borrow_mut() = Some((bar, f64::NAN));
    }

    fn photograph_prepared(&self) {
        if let Some((bar, _)) = self.0.borrow().as_ref() {
            bar.inc(1);
        }
    }

    fn step_done(&self, loss: f64) {
        if let Some((bar, mean)) = self.0.borrow_mut().as_mut() {
            *mean = if mean.is_nan() {
                loss
            } else {
                *mean + NEWEST * (loss - *mean)
            };
            bar.set_message(format!("loss {mean:.3}"));
            bar.inc(1);
        }
    }

    fn phase_ends(&self) {
        if let Some((bar, _)) = self.0.borrow_mut().take() {
            bar.finish();
        }
    }

    fn notice(&self, text: &str) {
        match self.0.borrow().as_ref() {
            Some((bar, _)) => bar.println(text),
            None => eprintln!("{text}"),
        }
    }
}
