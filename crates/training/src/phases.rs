//! The three phases of the paper (section 3.2), after one that brings M-Net over from ImageNet to
//! fundus photographs.

use std::path::{Path, PathBuf};

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::{Device, Tensor};
use rayon::prelude::*;
use zoom_in_net::networks::backbone::Backbone;
use zoom_in_net::networks::c_net::CNet;
use zoom_in_net::networks::fused::on_processor;
use zoom_in_net::networks::m_net::MNet;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net_inference::Identities;
use zoom_in_net_inference::cache::PreparedCache;

use crate::TrainingError;
use crate::batches::{Sample, TrainingSet};
use crate::checkpoint::{replace, save_module};
use crate::config::TrainingConfig;
use crate::phase::{Batch, Phase};
use crate::plot::plot_log;
use crate::progress::Progress;

/// Photographs that are prepared in parallel between two reports of progress.
const PREPARED_TOGETHER: usize = 16;

/// What a run trains on.
#[derive(Clone, Debug, Default)]
pub struct TrainingData {
    /// Further photographs for M-Net's adaptation, which is done on these and on `photographs`.
    pub adaptation: Vec<Sample>,
    /// The training part of the split.
    pub photographs: Vec<Sample>,
}

/// What training starts from. A-Net always starts from random weights: it learns in minutes, from M as
/// the phase before has left it.
#[derive(Clone, Debug)]
pub enum Start {
    /// Backbones that know everyday pictures.
    ImageNet(Box<ImageNetBackbones>),
    /// Networks that know fundus photographs, as published: their batch norms are folded into their
    /// convolutions, and stay so.
    Trained {
        /// M-Net.
        m_net: Box<MNet>,
        /// C-Net.
        c_net: Box<CNet>,
    },
}

/// Backbones with ImageNet weights.
#[derive(Clone, Debug)]
pub struct ImageNetBackbones {
    /// M-Net's.
    pub m_net: Backbone,
    /// C-Net's. Where it is of the same kind as M-Net's, its trunk starts phase 3 from M-Net's,
    /// which knows fundus photographs by then.
    pub c_net: Backbone,
}

/// Has every parameter drawn.
struct Drawn;

impl ModuleVisitor for Drawn {
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
    /// Where to compute, without gradients.
    pub device: &'a Device,
    /// The folder of prepared photographs, of every size.
    pub cache: &'a Path,
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
    pub fn train(&self, data: &TrainingData, start: Start) -> Result<ZoomInNet, TrainingError> {
        self.keep_config()?;
        self.device.seed(self.config.seed);
        let gradients = self.device.clone().autodiff();
        let architecture = self.config.architecture;
        let mut networks = ZoomInNet::init(architecture, &gradients);
        // Parameters are drawn when they are first used, which in a resumed run is another order.
        networks.visit(&mut Drawn);
        let imagenet_c_net = match start {
            Start::ImageNet(backbones) => {
                let ImageNetBackbones { m_net, c_net } = *backbones;
                networks.m_net.backbone = self.frozen(m_net).fork(&gradients).train();
                Some(c_net)
            }
            Start::Trained { m_net, c_net } => {
                let (m_net, c_net) = (m_net.folded(), c_net.folded());
                let backbone = self.frozen(m_net.backbone);
                networks.m_net = MNet { backbone, ..m_net }.fork(&gradients).train();
                let backbone = self.frozen(c_net.backbone);
                networks.c_net = CNet { backbone, ..c_net }.fork(&gradients).train();
                None
            }
        };

        let cache = PreparedCache::new(self.cache, self.config.sizes);
        let small = Sizes::in_proportion(self.config.adaptation_input);
        let small = PreparedCache::new(self.cache, small);
        let photographs = self.usable(&data.photographs, &cache);
        if photographs.len() < 2 {
            return Err(TrainingError::NothingToTrainOn {
                given: data.photographs.len(),
            });
        }
        let further = self.usable(&data.adaptation, &small);
        let adaptation = TrainingSet::new([&photographs[..], &further[..]].concat());
        let photographs = TrainingSet::new(photographs);

        let m_net = networks.m_net;
        let m_net = self.phase(
            "adaptation",
            &self.config.adaptation,
            &adaptation,
            &gradients,
            m_net,
            |net, batch| self.m_net_loss(net, batch, &small, &gradients),
        )?;
        let m_net = self.phase(
            "m_net",
            &self.config.m_net,
            &photographs,
            &gradients,
            m_net,
            |net, batch| self.m_net_loss(net, batch, &cache, &gradients),
        )?;
        let fixed = self.fixed(&m_net);
        let a_net = self.phase(
            "a_net",
            &self.config.a_net,
            &photographs,
            &gradients,
            networks.a_net,
            |net, batch| self.a_net_loss(net, &fixed, batch, &cache, &gradients),
        )?;
        let mut c_net = networks.c_net;
        if let Some(backbone) = imagenet_c_net {
            let backbone = self.frozen(backbone).with_trunk_of(&m_net.valid().backbone);
            // A clone has the identities of its original, by which optimizer and gradients know a parameter: of
            // two that share one, a single one would learn.
            let mut own = Identities(std::iter::repeat_with(ParamId::new));
            c_net.backbone = backbone.map(&mut own).fork(&gradients).train();
        }
        let networks = ZoomInNet {
            m_net,
            a_net,
            c_net,
        };
        let networks = self.phase(
            "zoom",
            &self.config.zoom,
            &photographs,
            &gradients,
            networks,
            |net, batch| self.zoom_loss(net, batch, &cache, &gradients),
        )?;
        Ok(networks.valid().to_device(self.device))
    }

    /// A backbone whose frozen blocks are computed without gradients, on the processor.
    fn frozen(&self, backbone: Backbone) -> Backbone {
        match self.config.frozen_blocks.checked_sub(1) {
            Some(blocks) => on_processor(self.device, backbone, |backbone| {
                backbone.with_frozen_front(blocks)
            }),
            None => backbone,
        }
    }

    /// M-Net as it is, for inference.
    fn fixed(&self, m_net: &MNet) -> MNet {
        let fixed = m_net.valid().to_device(self.device).folded();
        on_processor(self.device, fixed, MNet::fused)
    }

    /// One phase, unless its result is there already or it has no epochs.
    fn phase<M: Module>(
        &self,
        name: &'static str,
        settings: &crate::config::PhaseSettings,
        set: &TrainingSet,
        device: &Device,
        module: M,
        loss_of: impl Fn(&M, &Batch) -> Result<Tensor<1>, TrainingError>,
    ) -> Result<M, TrainingError> {
        if settings.epochs == 0 {
            return Ok(module);
        }
        let result = self.result_of(name);
        let damaged = |error| TrainingError::damaged(&result, error);
        if result.exists() {
            let module = module.try_load_file(&result).map_err(damaged)?;
            return Ok(module.fork(device).train());
        }
        let phase = Phase {
            name,
            settings,
            config: self.config,
            set,
            folder: self.folder,
            device,
            progress: self.progress,
        };
        let module = phase.run(module, loss_of)?;
        let unfinished = result.with_extension("unfinished.bpk");
        save_module(&module, &unfinished).map_err(damaged)?;
        std::fs::rename(&unfinished, &result)
            .map_err(|error| TrainingError::damaged(&result, error))?;
        phase.forget_checkpoint()?;
        plot_log(self.folder)?;
        Ok(module)
    }

    fn result_of(&self, phase: &str) -> PathBuf {
        self.folder.join(format!("{phase}.bpk"))
    }

    /// Prepares every photograph once; those that cannot be used are named and left out.
    fn usable(&self, samples: &[Sample], cache: &PreparedCache) -> Vec<Sample> {
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
        usable
    }

    /// Stores the settings in the run's folder, or checks that they are those stored there.
    fn keep_config(&self) -> Result<(), TrainingError> {
        let path = self.folder.join("config.toml");
        let damaged = |error: &dyn std::fmt::Display| TrainingError::damaged(&path, error);
        if path.exists() {
            let stored = std::fs::read_to_string(&path).map_err(|error| damaged(&error))?;
            let stored: TrainingConfig =
                toml::from_str(&stored).map_err(|error| damaged(&error))?;
            if stored != *self.config {
                return Err(TrainingError::OtherConfig { path });
            }
            return Ok(());
        }
        let text = toml::to_string(self.config).map_err(|error| damaged(&error))?;
        std::fs::create_dir_all(self.folder).map_err(|error| damaged(&error))?;
        replace(&path, text.as_bytes()).map_err(|error| damaged(&error))
    }
}
