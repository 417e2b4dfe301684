//! `zoom-in-net experiment eyepacs`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use zoom_in_net::gradability::Gate;
use zoom_in_net::networks::regions::RegionPolicy;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;
use zoom_in_net_datasets::{Dataset, Part, Split};
use zoom_in_net_evaluation::{Prediction, Stages};
use zoom_in_net_experiments::eyepacs::{
    Configuration, DatasetUsed, EyepacsReport, Predicted, SeedPredictions, TrainedModel, readers,
    render_html,
};
use zoom_in_net_inference::{InferenceDevice, Model, NativeNetworks};
use zoom_in_net_storage::put_whole;
use zoom_in_net_training::config::TrainingConfig;
use zoom_in_net_training::{Progress, Run, Start, TrainingData, TrainingDevice};

use super::ReportArguments;
use crate::reading::{Graded, graded, predict};
use crate::train::{Bar, CHECKPOINT_EVERY, TrainingArguments};
use crate::weights::{FinishedRun, gate_in};

/// What `experiment eyepacs` is told.
#[derive(Args)]
pub struct EyepacsArguments {
    /// The folder of the runs, two for each seed; the same command goes on where one was stopped.
    runs: PathBuf,
    #[command(flatten)]
    training: TrainingArguments,
    /// Networks to train from different seeds; the first is that of the settings.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// The gradability gate of the models.
    #[arg(long, value_name = "FILE", default_value = "weights/gradability.json")]
    gradability: PathBuf,
    #[command(flatten)]
    report: ReportArguments,
}

/// Trains what the paper's table compares, and compares it.
pub fn eyepacs(arguments: &EyepacsArguments) -> Result<()> {
    let training = arguments.training.read()?;
    let (split, datasets) = (&training.split, &training.datasets);
    let experiment = Experiment {
        runs: &arguments.runs,
        config: &training.config,
        start: &training.start,
        data: &training.data,
        validation: &graded(datasets, Some((split, Part::Validation))),
        test: &graded(datasets, Some((split, Part::Test))),
        gradability: &gate_in(&arguments.gradability)?,
        cache: &arguments.training.cache,
        device: training.device,
        progress: &Bar::default(),
    };
    let (predictions, models) = experiment.run(arguments.seeds)?;
    let configuration = Configuration {
        data: datasets.iter().map(used).collect(),
        split: hashed(&arguments.training.split)?,
        patients: patients(split),
        models,
        bootstrap: arguments.report.bootstrap(),
    };
    let report = EyepacsReport::new(&readers(&predictions)?, configuration)?;
    arguments.report.write(&report, render_html(&report))
}

/// Everything that the runs have in common.
struct Experiment<'a> {
    runs: &'a Path,
    config: &'a TrainingConfig,
    start: &'a Start,
    data: &'a TrainingData,
    validation: &'a [Graded<'a>],
    test: &'a [Graded<'a>],
    gradability: &'a Gate,
    cache: &'a Path,
    device: TrainingDevice,
    progress: &'a dyn Progress,
}

/// Results of the phases that come before C-Net's, hence before any region.
const FIRST_PHASES: [&str; 3] = ["pretraining.bpk", "m_net.bpk", "a_net.bpk"];

impl Experiment<'_> {
    /// Trains and reads with each seed.
    fn run(&self, seeds: u64) -> Result<(Vec<SeedPredictions>, Vec<TrainedModel>)> {
        let (mut predictions, mut models) = (Vec::new(), Vec::new());
        for seed in self.config.seed..self.config.seed + seeds {
            let attended = self.runs.join(format!("seed-{seed}"));
            let random = self.runs.join(format!("seed-{seed}-random-regions"));
            let (of_attended, model) = self.trained(&attended, seed, RegionPolicy::Attended)?;
            models.push(model);
            // The two differ in C-Net's regions alone: M-Net and A-Net are trained once.
            copy_first_phases(&attended, &random)?;
            let (of_random, model) = self.trained(&random, seed, RegionPolicy::Random)?;
            models.push(model);
            predictions.push(SeedPredictions {
                seed,
                attended: of_attended,
                random: of_random.whole,
            });
        }
        Ok((predictions, models))
    }

    fn trained(
        &self,
        folder: &Path,
        seed: u64,
        policy: RegionPolicy,
    ) -> Result<(Stages<Predicted>, TrainedModel)> {
        let mut config = self.config.clone();
        config.seed = seed;
        config.regions.policy = policy;
        eprintln!("{}", folder.display());
        Run {
            folder,
            config: &config,
            device: self.device,
            cache: &self.cache.join("prepared"),
            checkpoint_every: CHECKPOINT_EVERY,
            progress: self.progress,
        }
        .train(self.data, self.start.clone())?;
        let screener = self.model_of(folder)?;
        let read = |photographs| -> Result<Stages<Vec<Prediction>>> {
            Ok(predict(&screener, photographs, false, self.cache)?.one_eye)
        };
        let (validation, test) = (read(self.validation)?, read(self.test)?);
        let predicted = Stages {
            whole: Predicted {
                validation: validation.whole,
                test: test.whole,
            },
            m_net: Predicted {
                validation: validation.m_net,
                test: test.m_net,
            },
            m_a_net: Predicted {
                validation: validation.m_a_net,
                test: test.m_a_net,
            },
        };
        let model = TrainedModel {
            seed,
            weights: screener.manifest.networks.sha256_by_file(),
            training: screener.manifest.training,
        };
        Ok((predicted, model))
    }

    /// The model of a finished run. One that is there already is read: written anew it would have other
    /// hashes, and everything would be read again.
    fn model_of(&self, run: &Path) -> Result<Screener<NativeNetworks>> {
        // Training may compute elsewhere; what is trained is read on the processor, which is the same everywhere.
        let device = InferenceDevice::Cpu;
        let folder = run.join("model");
        if Model::open(&folder).is_err() {
            let finished = FinishedRun {
                run,
                mean_with: &[],
                name: "experiment",
                gradability: self.gradability,
                validation: self.validation,
                cache: self.cache,
                device,
            };
            finished.export(&folder)?;
        }
        Ok(Model::open(&folder)?.screener(device)?)
    }
}

/// A run that finds the result of a phase in its folder goes on from there.
fn copy_first_phases(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    for name in FIRST_PHASES {
        let (from, to) = (from.join(name), to.join(name));
        if from.exists() && !to.exists() {
            put_whole(&to, |new| fs::copy(&from, new).map(drop))
                .with_context(|| format!("{} cannot be copied", from.display()))?;
        }
    }
    Ok(())
}

fn used(dataset: &Dataset) -> DatasetUsed {
    DatasetUsed {
        name: dataset.name.clone(),
        n_photographs: dataset.photographs.len(),
        left_out: dataset
            .problem_counts()
            .into_iter()
            .map(|(kind, count)| (kind.to_owned(), count))
            .collect(),
    }
}

fn patients(split: &Split) -> [usize; 3] {
    [&split.train, &split.validation, &split.test].map(|patients| patients.len())
}

fn hashed(file: &Path) -> Result<[String; 2]> {
    let content = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok([file.display().to_string(), sha256(&content)])
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use zoom_in_net::grade::{Eye, IcdrGrade};
    use zoom_in_net_datasets::read_dataset;
    use zoom_in_net_evaluation::BootstrapConfig;
    use zoom_in_net_experiments::eyepacs::Network;
    use zoom_in_net_synthetic::{Settings, SyntheticFundus};

    use zoom_in_net_training::ImageNetBackbones;

    use super::*;
    use crate::train::samples;

    /// One short pass of each phase at a quarter of the published size.
    const CONFIG: &str = r#"
        seed = 5
        architecture = "lite"
        loss = "cross_entropy"
        class_weighting = "none"
        weight_decay = 0.05
        auxiliary_loss = 0.3
        label_smoothing = 0.05
        oedema_loss = 0.5
        average_decay = 0.9
        pretraining_input = 64
        sizes = { input = 64, high_resolution = 160, crop = 50, mask = 26 }
        regions = {}
        pretraining = { PHASE, epochs = 0 }
        m_net = { PHASE, epochs = 1 }
        a_net = { PHASE, epochs = 1 }
        zoom = { PHASE, epochs = 1 }
    "#;
    const PHASE: &str = "batch = 4, accumulation = 1, frozen_blocks = 1, backbone_rate = 1e-4, new_rate = 1e-3, warm_up = 0.05, \
        augmentation = { rotate_flip = \"quarters\", min_field = 1.0, brightness_contrast = 0.1, white_balance = 0.03, \
        blur = 0.0, equalise = 0.0 }";

    /// Six patients in the layout of Kaggle; every second one is referable in both eyes.
    fn write_drawn(folder: &Path) {
        let mut labels = "image,level\n".to_owned();
        for patient in 0..6 {
            let grade = IcdrGrade::ALL[2 * (patient % 2)];
            for eye in [Eye::Left, Eye::Right] {
                let side = if eye == Eye::Left { "left" } else { "right" };
                let name = format!("{patient}_{side}");
                let fundus = SyntheticFundus::draw(&Settings {
                    grade,
                    eye,
                    diameter: 150,
                    seed: patient as u64,
                    lesion_scale: 3.0,
                    marked: true,
                });
                let file = folder.join(&name).with_extension("png");
                fundus.photograph.save(file).expect("it can be written");
                writeln!(labels, "{name},{}", grade.level()).expect("it is text");
            }
        }
        fs::write(folder.join("trainLabels.csv"), labels).expect("they can be written");
    }

    struct Silent;

    impl Progress for Silent {
        fn phase_starts(&self, _: &str, _: usize, _: usize) {}
        fn photograph_prepared(&self) {}
        fn step_done(&self, _: f64) {}
        fn phase_ends(&self) {}
        fn notice(&self, _: &str) {}
    }

    #[test]
    fn seeds_are_trained_compared_and_gone_on_with() {
        let place = tempfile::tempdir().expect("there is room");
        let drawn = place.path().join("drawn");
        fs::create_dir(&drawn).expect("it can be made");
        write_drawn(&drawn);
        let datasets = [read_dataset(&drawn).expect("it is whole")];
        let part = |patients: [u32; 2]| patients.map(|patient| format!("drawn/{patient}")).into();
        let split = Split {
            train: part([0, 1]),
            validation: part([2, 3]),
            test: part([4, 5]),
        };
        let config: TrainingConfig =
            toml::from_str(&CONFIG.replace("PHASE", PHASE)).expect("they are settings");
        let device = TrainingDevice::Cpu;
        let start = Start::ImageNet(ImageNetBackbones::untrained(config.architecture));
        let training = split.photographs_in(&datasets[0], Part::Train);
        let gate = include_str!("../../../../weights/gradability.json");
        let runs = place.path().join("runs");
        let experiment = Experiment {
            runs: &runs,
            config: &config,
            start: &start,
            data: &TrainingData {
                photographs: samples(&datasets[0], training),
                pretraining: Vec::new(),
            },
            validation: &graded(&datasets, Some((&split, Part::Validation))),
            test: &graded(&datasets, Some((&split, Part::Test))),
            gradability: &Gate::from_json(gate).expect("the published gate is of this version"),
            cache: &place.path().join("cache"),
            device,
            progress: &Silent,
        };
        let (predictions, models) = experiment.run(2).expect("it can be trained");
        assert_eq!(models.len(), 4);
        // The baseline shares M-Net's and A-Net's phases and differs in C-Net's regions.
        for name in &FIRST_PHASES[1..] {
            let of = |run: &str| fs::read(runs.join(run).join(name)).expect("the phase is done");
            assert_eq!(of("seed-5"), of("seed-5-random-regions"));
            assert_ne!(of("seed-5"), of("seed-6"));
        }
        assert_eq!(models[1].training["regions"]["policy"], "random");
        assert_eq!(models[0].training["regions"].get("policy"), None);
        assert_ne!(
            models[0].weights["c_net.bpk"],
            models[1].weights["c_net.bpk"]
        );

        let bootstrap = BootstrapConfig {
            resamples: 50,
            seed: 5,
        };
        let configuration = Configuration {
            data: datasets.iter().map(used).collect(),
            split: ["made up".to_owned(), String::new()],
            patients: patients(&split),
            models: models.clone(),
            bootstrap,
        };
        let readers = readers(&predictions).expect("both answers are in the validation part");
        let report = EyepacsReport::new(&readers, configuration).expect("they can be compared");
        assert_eq!(report.readers.len(), 4 * 3);
        assert!(
            report
                .readers
                .iter()
                .all(|reader| reader.figures.n_photographs == 4)
        );
        // Four steps by two seeds and all together, and each network together over either seed.
        assert_eq!(report.gains.len(), 4 * 3 + 4 * 2);
        let together = report.readers.last().expect("there are readers");
        assert_eq!(together.reader.network, Network::ZoomInNet);
        assert_eq!(together.published_qwk, Some([0.865, 0.854]));
        let page = render_html(&report);
        assert!(page.contains("Zoom-in-Net, all seeds together") && page.contains("<svg"));

        // All phases are done: a second call trains nothing and says the same.
        let (again, same) = experiment.run(2).expect("it is done");
        assert_eq!(same, models);
        for (one, other) in predictions.iter().zip(&again) {
            for (one, other) in [
                (&one.attended.whole.test, &other.attended.whole.test),
                (&one.random.test, &other.random.test),
            ] {
                assert!(agree(one, other));
            }
        }
    }

    /// Kept readings are decimal numbers, whose last digit may be lost.
    fn agree(one: &[Prediction], other: &[Prediction]) -> bool {
        let probabilities = |predictions: &[Prediction]| -> Vec<f64> {
            let each = predictions
                .iter()
                .map(|prediction| prediction.probabilities);
            each.flatten().collect()
        };
        let (one, other) = (probabilities(one), probabilities(other));
        let near = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-12;
        one.len() == other.len() && one.iter().zip(&other).all(near)
    }
}
