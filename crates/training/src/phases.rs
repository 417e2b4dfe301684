//! The three phases of the paper (section 3.2), after one that brings M-Net over from ImageNet to
//! fundus photographs.

use std::io;
use std::path::Path;
use std::time::Duration;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;
use zoom_in_net::networks::NetworkWeights;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net_graph::Graph;
use zoom_in_net_inference::cache::{PreparedCache, UnusablePhotograph};
use zoom_in_net_storage::{put_whole, write_whole};

use crate::augmentation::Images;
use crate::batches::{Sample, TrainingSet};
use crate::checkpoint::save_module;
use crate::config::{PhaseSettings, TrainingConfig};
use crate::identities::Identities;
use crate::imported::ImageNetBackbones;
use crate::networks::{ANet, CNet, FrozenFront, Layers, MNet, ZoomInNet, ZoomInNetLayers};
use crate::objectives::FixedMNet;
use crate::phase::{Batch, Phase, Photographs, frozen_names};
use crate::plot::plot_log;
use crate::progress::Progress;
use crate::{Cause, TrainingDevice, TrainingError};

/// The trained networks in a run's folder.
pub(crate) const RESULT: &str = "zoom.bpk";

/// Photographs that are prepared in parallel between two reports of progress.
const PREPARED_TOGETHER: usize = 16;

/// What a run trains on.
#[derive(Clone, Debug, Default)]
pub struct TrainingData {
    /// Further photographs for M-Net's pre-training, which is done on these and on `photographs`.
    pub pretraining: Vec<Sample>,
    /// The training part of the split.
    pub photographs: Vec<Sample>,
}

/// What training starts from. An A-Net that is trained starts from random weights: it learns in minutes, from M as
/// the phase before has left it.
#[derive(Clone, Debug)]
pub enum Start {
    /// Backbones that know everyday pictures.
    ImageNet(ImageNetBackbones),
    /// Networks that know fundus photographs, as published: their batch norms are folded into their
    /// convolutions, and stay so.
    Trained(NetworkWeights),
}

/// Has every parameter drawn.
pub(crate) struct Sampled;

impl ModuleVisitor for Sampled {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        param.val();
    }
}

/// A training run in a folder of its own.
pub struct Run<'a> {
    /// Holds the log, the checkpoints and the result of each phase.
    pub folder: &'a Path,
    /// Settings; a run that is resumed must be given the same.
    pub config: &'a TrainingConfig,
    /// Where to compute.
    pub device: TrainingDevice,
    /// The folder of prepared photographs, of every size.
    pub cache: &'a Path,
    /// A kill loses the work of this long at most, and of the step that was running.
    pub checkpoint_every: Duration,
    /// Is told what happens.
    pub progress: &'a dyn Progress,
}

impl Run<'_> {
    /// Trains all phases that are not done yet and returns the networks, which are also stored as
    /// `zoom.bpk` in the run's folder.
    ///
    /// # Errors
    /// [`TrainingError`], where the folder cannot be used or the loss diverges. After an error or
    /// a kill the same call goes on where the run stopped.
    pub fn train(
        &self,
        data: &TrainingData,
        start: Start,
    ) -> Result<ZoomInNetLayers, TrainingError> {
        self.keep_config()?;
        let device = self.device.open();
        device.seed(self.config.seed);
        let gradients = device.clone().autodiff();
        let architecture = self.config.architecture;
        let mut layers = ZoomInNet::new(architecture).init(&gradients);
        // Parameters are drawn when they are first used, which in a resumed run is another order.
        layers.visit(&mut Sampled);
        let imagenet_c_net = match start {
            Start::ImageNet(ImageNetBackbones { m_net, c_net }) => {
                let backbone = m_net.fork(&gradients).train();
                layers.m_net = layers.m_net.with_layers_of(&backbone);
                Some(c_net)
            }
            Start::Trained(weights) => {
                let trained = ZoomInNet::new(architecture).of_weights(&weights, &device)?;
                let trained = trained.fork(&gradients).train();
                layers.m_net = trained.m_net;
                layers.c_net = trained.c_net;
                if self.config.a_net.epochs == 0 {
                    layers.a_net = trained.a_net;
                }
                None
            }
        };

        let cache = PreparedCache::new(self.cache, self.config.sizes);
        let small = Sizes::in_proportion(self.config.pretraining_input);
        let small = PreparedCache::new(self.cache, small);
        let photographs = self.usable(&data.photographs, &cache)?;
        if photographs.len() < 2 {
            return Err(TrainingError::NothingToTrainOn {
                given: data.photographs.len(),
            });
        }
        // They are many: a run without that phase does without them.
        let further = match self.config.pretraining.epochs {
            0 => Vec::new(),
            _ => self.usable(&data.pretraining, &small)?,
        };
        let pretraining = TrainingSet::new([&photographs[..], &further[..]].concat());
        let photographs = TrainingSet::new(photographs);
        let of = |set, cache, images| Photographs { set, cache, images };

        let m_net = self.m_net(&layers.m_net, &self.config.pretraining);
        layers.m_net = self.phase(
            "pretraining",
            &self.config.pretraining,
            of(&pretraining, &small, Images::Input),
            &gradients,
            layers.m_net,
            |layers, batch| self.m_net_loss(&m_net, layers, batch, &gradients),
        )?;
        let m_net = self.m_net(&layers.m_net, &self.config.m_net);
        layers.m_net = self.phase(
            "m_net",
            &self.config.m_net,
            of(&photographs, &cache, Images::Input),
            &gradients,
            layers.m_net,
            |layers, batch| self.m_net_loss(&m_net, layers, batch, &gradients),
        )?;
        let fixed = self.fixed(&layers.m_net);
        let a_net = ANet::new(architecture);
        layers.a_net = self.phase(
            "a_net",
            &self.config.a_net,
            of(&photographs, &cache, Images::Input),
            &gradients,
            layers.a_net,
            |layers, batch| self.a_net_loss(&a_net, layers, &fixed, batch, &gradients),
        )?;
        if let Some(backbone) = imagenet_c_net {
            let trained = layers.m_net.valid().within("backbone.");
            let backbone = backbone.with_layers_of(&trained);
            // A clone has the identities of its original, by which optimizer and gradients know a parameter: of
            // two that share one, a single one would learn.
            let mut own = Identities(std::iter::repeat_with(ParamId::new));
            let backbone = backbone.map(&mut own).fork(&gradients).train();
            layers.c_net = layers.c_net.with_layers_of(&backbone);
        }
        let m_net = match self.config.trained_rate_factor {
            0.0 => fixed.net,
            _ => self.m_net(&layers.m_net, &self.config.zoom),
        };
        let networks = ZoomInNet {
            m_net,
            a_net,
            c_net: self.c_net(&layers.c_net, &self.config.zoom),
        };
        layers = self.phase(
            "zoom",
            &self.config.zoom,
            of(&photographs, &cache, Images::InputAndHighResolution),
            &gradients,
            layers,
            |layers, batch| self.zoom_loss(&networks, layers, batch, &gradients),
        )?;
        Ok(layers.valid().to_device(&device))
    }

    /// M-Net, its frozen layers computed without gradients.
    fn m_net(&self, layers: &Layers, settings: &PhaseSettings) -> MNet {
        let net = MNet::new(self.config.architecture);
        let front = self.front(net.graph(), layers, settings);
        net.with_front(front)
    }

    /// C-Net, its frozen layers computed without gradients.
    fn c_net(&self, layers: &Layers, settings: &PhaseSettings) -> CNet {
        let net = CNet::new(self.config.architecture);
        let front = self.front(net.graph(), layers, settings);
        net.with_front(front)
    }

    /// The frozen layers, where the engine that computes them computes where training does.
    fn front(
        &self,
        graph: &Graph,
        layers: &Layers,
        settings: &PhaseSettings,
    ) -> Option<FrozenFront> {
        let frozen = frozen_names(settings.frozen_blocks);
        let is_frozen = |name: &str| {
            let name = format!("{name}.");
            frozen.iter().any(|frozen| name.contains(frozen))
        };
        let on_processor = self.device == TrainingDevice::Cpu;
        on_processor
            .then(|| FrozenFront::of_frozen(graph, layers, is_frozen))
            .flatten()
    }

    /// M-Net as it is, none of its layers to be trained.
    fn fixed(&self, layers: &Layers) -> FixedMNet {
        let device = self.device.open();
        let layers = layers.valid().to_device(&device).folded();
        let net = MNet::new(self.config.architecture);
        let front = (self.device == TrainingDevice::Cpu)
            .then(|| FrozenFront::until(net.attended(), net.graph(), &layers));
        FixedMNet {
            net: net.with_front(front),
            layers,
            device,
        }
    }

    /// One phase, unless its result is there already or it has no epochs.
    fn phase<M: Module>(
        &self,
        name: &'static str,
        settings: &PhaseSettings,
        photographs: Photographs,
        device: &Device,
        module: M,
        loss_of: impl Fn(&M, &Batch) -> Result<Tensor<1>, TrainingError>,
    ) -> Result<M, TrainingError> {
        if settings.epochs == 0 {
            return Ok(module);
        }
        let result = self.folder.join(format!("{name}.bpk"));
        let damaged = |error| TrainingError::damaged(&result, error);
        if result.exists() {
            let module = module.try_load_file(&result).map_err(damaged)?;
            return Ok(module.fork(device).train());
        }
        let phase = Phase {
            name,
            settings,
            config: self.config,
            photographs,
            folder: self.folder,
            device,
            checkpoint_every: self.checkpoint_every,
            progress: self.progress,
        };
        let module = phase.run(module, loss_of)?;
        put_whole(&result, |new| {
            save_module(&module, new).map_err(io::Error::other)
        })
        .map_err(|error| TrainingError::damaged(&result, error))?;
        phase.forget_checkpoint()?;
        plot_log(self.folder)?;
        Ok(module)
    }

    /// Prepares every photograph once; those that cannot be used are named and left out.
    fn usable(
        &self,
        samples: &[Sample],
        cache: &PreparedCache,
    ) -> Result<Vec<Sample>, TrainingError> {
        let total = samples.len();
        let mut usable = Vec::with_capacity(total);
        self.progress.phase_starts("preparing", 0, total);
        for some in samples.chunks(PREPARED_TOGETHER) {
            let problems: Vec<_> = some
                .par_iter()
                .map(|sample| cache.prepared(&sample.path).err())
                .collect();
            for (sample, problem) in some.iter().zip(problems) {
                match problem {
                    Some(full @ UnusablePhotograph::NotKept(_)) => {
                        return Err(TrainingError::photograph(&sample.path, full));
                    }
                    Some(problem) => self
                        .progress
                        .notice(&format!("left out {}: {problem}", sample.path.display())),
                    None => usable.push(sample.clone()),
                }
                self.progress.photograph_prepared();
            }
        }
        self.progress.phase_ends();
        if usable.len() < total {
            self.progress.notice(&format!(
                "{} of {total} photographs left out",
                total - usable.len()
            ));
        }
        Ok(usable)
    }

    /// Stores the settings in the run's folder, or checks that they are those stored there.
    fn keep_config(&self) -> Result<(), TrainingError> {
        let path = self.folder.join("config.toml");
        let damaged = |error: Cause| TrainingError::damaged(&path, error);
        if path.exists() {
            let stored = std::fs::read_to_string(&path).map_err(|error| damaged(error.into()))?;
            let stored: TrainingConfig =
                toml::from_str(&stored).map_err(|error| damaged(error.into()))?;
            if stored != *self.config {
                return Err(TrainingError::OtherConfig { path });
            }
            return Ok(());
        }
        let text = toml::to_string(self.config).map_err(|error| damaged(error.into()))?;
        write_whole(&path, text).map_err(|error| damaged(error.into()))
    }
}
