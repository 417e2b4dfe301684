//! A run that is killed and started again comes to the same weights, and every weight that may
//! learn does.

mod common;

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor};
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net_training::batches::Sample;
use zoom_in_net_training::config::TrainingConfig;
use zoom_in_net_training::networks::{Layers, MNet, ZoomInNet, ZoomInNetLayers};
use zoom_in_net_training::{ImageNetBackbones, Progress, Run, Start, TrainingData, TrainingDevice};

use common::{config, eye, sample};

/// All parameters with their names.
#[derive(Default)]
struct Parameters {
    path: Vec<String>,
    all: Vec<(String, Vec<f32>)>,
}

impl ModuleVisitor for Parameters {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let values = param.val().into_data().iter::<f32>().collect();
        self.all.push((self.path.join("."), values));
    }
}

fn parameters(module: &impl Module) -> Vec<(String, Vec<f32>)> {
    let mut visitor = Parameters::default();
    module.visit(&mut visitor);
    visitor.all
}

/// Those that have a rate: the running statistics of batch norms follow the photographs without one.
fn learning(module: &impl Module) -> Vec<(String, Vec<f32>)> {
    let mut all = parameters(module);
    all.retain(|(name, _)| !name.contains("running"));
    all
}

/// Panics, as if the process were killed, once so many steps are done.
struct KilledAfter(Cell<usize>);

impl Progress for KilledAfter {
    fn phase_starts(&self, _: &str, _: usize, _: usize) {}
    fn photograph_prepared(&self) {}
    fn step_done(&self, _: f64) {
        let left = self.0.get();
        assert_ne!(left, 0, "killed");
        self.0.set(left - 1);
    }
    fn phase_ends(&self) {}
    fn notice(&self, _: &str) {}
}

/// Random weights come from one sequence for all of a process, which a test must have to itself.
static ALONE: Mutex<()> = Mutex::new(());

struct Bench {
    _alone: MutexGuard<'static, ()>,
    folder: tempfile::TempDir,
    config: TrainingConfig,
    data: TrainingData,
    backbones: ImageNetBackbones,
    device: Device,
}

impl Bench {
    fn new() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let data = TrainingData {
            photographs: (0..4)
                .map(|seed| {
                    let (grade, diseased) = match seed % 2 {
                        0 => (IcdrGrade::None, None),
                        _ => (IcdrGrade::Severe, Some((true, false))),
                    };
                    let photograph = eye(seed, diseased, 160);
                    Sample {
                        oedema: Some(diseased.is_some()),
                        ..sample(folder.path(), &seed.to_string(), &photograph, grade)
                    }
                })
                .collect(),
            pretraining: Vec::new(),
        };
        let mut config = config(64, [2, 2, 2]);
        // An A-Net that hardly learned may find no position suspicious, and C-Net would learn nothing.
        config.regions.min_response = -1e3;
        for phase in [&mut config.m_net, &mut config.a_net, &mut config.zoom] {
            phase.batch = 2;
            phase.frozen_blocks = 3;
        }
        let device = Device::flex();
        device.seed(config.seed);
        Self {
            _alone: alone,
            backbones: ImageNetBackbones::untrained(config.architecture),
            folder,
            config,
            data,
            device,
        }
    }

    /// The networks in a run's folder.
    fn left_by(&self, run: &str) -> ZoomInNetLayers {
        let result = self.folder.path().join(run).join("zoom.bpk");
        let left = self.config.networks(&self.device).try_load_file(result);
        left.expect("the run left its result")
    }

    fn train(&self, run: &str, progress: &dyn Progress) -> ZoomInNetLayers {
        self.train_from(Start::ImageNet(self.backbones.clone()), run, progress)
    }

    fn train_from(&self, start: Start, run: &str, progress: &dyn Progress) -> ZoomInNetLayers {
        let run: &Path = &self.folder.path().join(run);
        Run {
            folder: run,
            config: &self.config,
            device: TrainingDevice::Cpu,
            cache: &self.folder.path().join("cache"),
            checkpoint_every: Duration::ZERO,
            progress,
        }
        .train(&self.data, start)
        .expect("nothing stands in the way")
    }
}

#[test]
fn a_killed_run_goes_on_to_the_same_weights() {
    let bench = Bench::new();
    let expected = parameters(&bench.train("whole", &common::Quiet));
    // Two steps to an epoch: in the middle of each phase, and at the end of one.
    for steps in [1, 3, 6, 9] {
        let run = format!("killed after {steps}");
        let killed = KilledAfter(Cell::new(steps));
        let end = catch_unwind(AssertUnwindSafe(|| bench.train(&run, &killed)));
        assert!(end.is_err(), "the run was too short to be killed");
        let actual = parameters(&bench.train(&run, &common::Quiet));
        assert_same(&actual, &expected);
    }
}

/// Fails when weights that were loaded stand outside the tape: they would never change.
#[test]
fn every_weight_learns_but_the_frozen_ones() {
    let bench = Bench::new();
    let trained = bench.train("run", &common::Quiet);
    let Bench {
        backbones, config, ..
    } = &bench;
    // C-Net's trunk starts from what M-Net's was after its phase.
    let result = bench.folder.path().join("run/m_net.bpk");
    let m_net_before = MNet::new(config.architecture)
        .init(&bench.device)
        .try_load_file(result)
        .expect("the phase left its result");
    let frozen = config.zoom.frozen_blocks;
    assert_learned(&backbones.m_net, &backbone(&trained.m_net), frozen);
    let oedema = |layers: &Layers| parameters(&layers.within("oedema"));
    let (before, after) = (oedema(&m_net_before), oedema(&trained.m_net));
    assert_eq!(before.len(), 2);
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(before, after)| before != after)
    );
    assert_learned(&backbone(&m_net_before), &backbone(&trained.c_net), frozen);
}

/// Fails when networks that were trained before do not learn, lose what they know, or cannot be gone on
/// with after a kill.
#[test]
fn trained_networks_learn_further() {
    let mut bench = Bench::new();
    let known = bench.train("first", &common::Quiet).folded();
    bench.config.continues = Some("the first".to_owned());
    let start = || Start::Trained(known.weights());
    let further = bench.train_from(start(), "further", &common::Quiet);
    let frozen = bench.config.zoom.frozen_blocks;
    // Nobody's both eyes are there, so that their head has nothing to learn.
    assert_learned(&backbone(&known.m_net), &backbone(&further.m_net), frozen);
    assert_learned(&known.c_net, &further.c_net, frozen);
    assert_same(
        &parameters(&bench.left_by("further")),
        &parameters(&further),
    );

    let far = parameters(&known.m_net)
        .iter()
        .zip(parameters(&further.m_net))
        .flat_map(|((_, known), (_, further))| {
            let pairs: Vec<_> = known.iter().copied().zip(further).collect();
            pairs
        })
        .map(|(known, further)| (known - further).abs())
        .fold(0.0, f32::max);
    assert!(far < 0.1, "a few small steps moved a weight by {far}");

    let killed = KilledAfter(Cell::new(3));
    let again = || bench.train_from(start(), "killed", &common::Quiet);
    let end = catch_unwind(AssertUnwindSafe(|| {
        bench.train_from(start(), "killed", &killed)
    }));
    assert!(end.is_err(), "the run was too short to be killed");
    assert_same(&parameters(&again()), &parameters(&further));
}

/// Fails when the factor on the rates of trained networks misses a part of them, or reaches C-Net.
#[test]
fn networks_trained_before_stay_where_their_rates_are_nought_in_the_last_phase() {
    let mut bench = Bench::new();
    bench.config.trained_rate_factor = 0.0;
    let trained = bench.train("run", &common::Quiet);
    let result = |phase: &str| bench.folder.path().join("run").join(phase);
    let untrained = ZoomInNet::new(bench.config.architecture).init(&bench.device);
    let m_net = untrained.m_net.try_load_file(result("m_net.bpk"));
    let m_net = m_net.expect("the phase left its result");
    let a_net = untrained.a_net.try_load_file(result("a_net.bpk"));
    let a_net = a_net.expect("the phase left its result");
    assert_same(&learning(&trained.m_net), &learning(&m_net));
    assert_same(&learning(&trained.a_net), &learning(&a_net));
    assert_learned(&backbone(&m_net), &backbone(&trained.c_net), 3);
}

/// Fails when an A-Net that is not to be trained is not the given one, or a result cannot be loaded again; and when
/// the crops count no more where they are to grade alone.
#[test]
fn c_net_alone_learns_further() {
    let mut bench = Bench::new();
    let known = bench.train("first", &common::Quiet).folded();
    bench.config.continues = Some("the first".to_owned());
    bench.config.m_net.epochs = 0;
    bench.config.a_net.epochs = 0;
    bench.config.trained_rate_factor = 0.0;
    let start = || Start::Trained(known.weights());
    let further = bench.train_from(start(), "further", &common::Quiet);
    assert_same(&parameters(&known.m_net), &parameters(&further.m_net));
    assert_same(&parameters(&known.a_net), &parameters(&further.a_net));
    assert_learned(
        &known.c_net,
        &further.c_net,
        bench.config.zoom.frozen_blocks,
    );
    assert_same(
        &parameters(&bench.left_by("further")),
        &parameters(&further),
    );

    bench.config.crops_alone_loss = 1.0;
    let crops_alone = bench.train_from(start(), "crops", &common::Quiet);
    assert_ne!(parameters(&crops_alone.c_net), parameters(&further.c_net));
}

fn backbone(layers: &Layers) -> Layers {
    layers.within("backbone.")
}

fn assert_same(actual: &[(String, Vec<f32>)], expected: &[(String, Vec<f32>)]) {
    assert_eq!(actual.len(), expected.len());
    for ((name, actual), (_, expected)) in actual.iter().zip(expected) {
        for (actual, expected) in actual.iter().zip(expected) {
            let difference = (actual - expected).abs();
            assert!(difference <= 1e-5 * expected.abs().max(1.0), "{name}");
        }
    }
}

/// Every parameter moved but those of the stem and of the leading blocks, `frozen_blocks` altogether.
fn assert_learned(before: &impl Module, after: &impl Module, frozen_blocks: usize) {
    let mut compared = [0; 2];
    for ((name, before), (of, after)) in parameters(before).into_iter().zip(parameters(after)) {
        assert_eq!(name, of);
        let frozen = name.contains("stem.")
            || (1..frozen_blocks).any(|block| name.contains(&format!("blocks.{}.", block - 1)));
        assert_eq!(before == after, frozen, "{name}");
        compared[usize::from(frozen)] += 1;
    }
    assert!(compared.iter().all(|count| *count > 5), "{compared:?}");
}
