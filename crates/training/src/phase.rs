//! The loop that all phases share: mini-batches, accumulated gradients, AdamW, a checkpoint.

use std::path::Path;
use std::time::{Duration, Instant};

use burn::module::{Module, ParamGroup};
use burn::optim::lr_scheduler::module_lr_scheduler::{ModuleLearningRate, ModuleLrScheduler};
use burn::optim::{AdamWConfig, GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::TrainingError;
use crate::augmentation::Variation;
use crate::average::moved;
use crate::batches::{BatchItem, TrainingSet};
use crate::checkpoint::{Checkpoint, Trained};
use crate::config::{PhaseSettings, TrainingConfig};
use crate::log::{Log, Step};
use crate::progress::Progress;

/// What a phase trains on, and where.
pub(crate) struct Phase<'a> {
    /// Names the phase in the log, in messages and in file names.
    pub name: &'static str,
    pub settings: &'a PhaseSettings,
    pub config: &'a TrainingConfig,
    pub set: &'a TrainingSet,
    /// The folder of the run.
    pub folder: &'a Path,
    /// The device with gradients.
    pub device: &'a Device,
    pub checkpoint_every: Duration,
    pub progress: &'a dyn Progress,
}

/// A mini-batch and how each of its photographs is varied.
pub(crate) struct Batch<'a> {
    pub set: &'a TrainingSet,
    pub items: &'a [BatchItem],
    pub variations: Vec<Variation>,
}

impl Phase<'_> {
    /// Trains `module`, going on from the last checkpoint. `loss_of` gives the mean loss, `[1]`,
    /// of a mini-batch.
    pub fn run<M: Module>(
        &self,
        module: M,
        loss_of: impl Fn(&M, &Batch) -> Result<Tensor<1>, TrainingError>,
    ) -> Result<M, TrainingError> {
        let plan = self.plan();
        let checkpoint = self.checkpoint();
        let steps_done = checkpoint.steps_done()?;
        let log_error = |error| TrainingError::damaged(self.folder, error);
        let log = Log::open(self.folder, self.name, steps_done).map_err(log_error)?;
        let mut state = Trained {
            average: module.valid(),
            module,
            optimizer: AdamWConfig::new()
                .with_weight_decay(self.config.weight_decay)
                .init(),
        };
        if steps_done > 0 {
            state = checkpoint.load(state, self.device)?;
        }
        let frozen = frozen_names(self.settings.frozen_blocks);
        // A group of no names would hold all.
        if !frozen.is_empty() {
            state.module = state
                .module
                .freeze_group(ParamGroup::from_any_predicates(frozen));
        }
        let mut stored = Instant::now();
        self.progress
            .phase_starts(self.name, steps_done, plan.len());
        for (step, (epoch, batches)) in plan.iter().enumerate().skip(steps_done) {
            let began = Instant::now();
            let factor = self.settings.rate_factor(step, plan.len());
            let mut gradients = GradientsAccumulator::new();
            let mut loss_sum = 0.0;
            for items in batches {
                let batch = self.batch(items, *epoch);
                let loss = loss_of(&state.module, &batch)? / batches.len() as f32;
                loss_sum += loss.clone().into_scalar::<f32>();
                gradients.accumulate(
                    &state.module,
                    GradientsParams::from_grads(loss.backward(), &state.module),
                );
            }
            if !loss_sum.is_finite() {
                return Err(TrainingError::Diverged {
                    phase: self.name,
                    step,
                });
            }
            let rates = self.rates(factor);
            state.module = state.optimizer.step(rates, state.module, gradients.grads());
            let newest = state.module.valid();
            state.average = moved(state.average, &newest, self.config.average_decay, step);
            let line = Step {
                phase: self.name,
                step,
                steps: plan.len(),
                epoch: *epoch,
                loss: f64::from(loss_sum),
                rate: factor * self.settings.new_rate,
                seconds: began.elapsed().as_secs_f64(),
            };
            log.append(line).map_err(log_error)?;
            if stored.elapsed() >= self.checkpoint_every {
                checkpoint.save(&state, step + 1)?;
                stored = Instant::now();
            }
            self.progress.step_done(line.loss);
        }
        self.progress.phase_ends();
        Ok(state.average.fork(self.device).train())
    }

    /// Gives the checkpoint's space back; to be called once the phase's result is stored.
    pub fn forget_checkpoint(&self) -> Result<(), TrainingError> {
        self.checkpoint().remove()
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint::new(self.folder.join(format!("{}.checkpoint", self.name)))
    }

    /// Epoch and mini-batches of every step; the same for the same seed.
    fn plan(&self) -> Vec<(usize, Vec<Vec<BatchItem>>)> {
        (0..self.settings.epochs)
            .flat_map(|epoch| {
                let batches = self.set.epoch(self.settings.batch, self.seed(epoch, 0));
                batches
                    .chunks(self.settings.accumulation)
                    .map(|batches| (epoch, batches.to_vec()))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    fn batch<'b>(&'b self, items: &'b [BatchItem], epoch: usize) -> Batch<'b> {
        let variations = items
            .iter()
            .map(|item| {
                let mut random = ChaCha8Rng::seed_from_u64(self.seed(epoch, item.sample + 1));
                Variation::draw(&self.settings.augmentation, &mut random)
            })
            .collect();
        Batch {
            set: self.set,
            items,
            variations,
        }
    }

    /// A seed of its own for every phase, epoch and photograph.
    fn seed(&self, epoch: usize, index: usize) -> u64 {
        let phase = self.name.bytes().fold(0u64, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        self.config.seed ^ phase.rotate_left(40) ^ ((epoch as u64) << 32) ^ index as u64
    }

    fn rates(&self, factor: f64) -> ModuleLearningRate {
        let new = factor * self.settings.new_rate;
        let backbone = factor * self.settings.backbone_rate;
        let trained = self.config.trained_rate_factor;
        // Of several groups that hold a parameter the last one counts. Only in phase 3 do the networks have names.
        let trained_networks = ParamGroup::from_any_predicates(vec!["m_net.", "a_net."]);
        let trained_backbone = ParamGroup::from_predicate("m_net.backbone.");
        ModuleLrScheduler::new(new)
            .with_group(ParamGroup::from_predicate("backbone."), backbone)
            .with_group(trained_networks, trained * new)
            .with_group(trained_backbone, trained * backbone)
            .step()
    }
}

/// What is in the names of the stem and of the leading blocks of every backbone, `blocks` altogether.
pub(crate) fn frozen_names(blocks: usize) -> Vec<String> {
    let stem = (blocks > 0).then(|| "stem.".to_owned());
    let rest = (1..blocks).map(|block| format!("blocks.{}.", block - 1));
    stem.into_iter().chain(rest).collect()
}
