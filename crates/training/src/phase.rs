//! The loop that all phases share: mini-batches, accumulated gradients, AdamW, a checkpoint.

use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Scope};
use std::time::{Duration, Instant};

use burn::module::{Module, ParamGroup};
use burn::optim::lr_scheduler::module_lr_scheduler::{ModuleLearningRate, ModuleLrScheduler};
use burn::optim::{AdamWConfig, GradientsAccumulator, GradientsParams};
use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net_inference::cache::PreparedCache;

use crate::TrainingError;
use crate::augmentation::{Images, Variation};
use crate::average::moved;
use crate::batches::{BatchItem, TrainingSet};
use crate::checkpoint::{Checkpoint, Trained};
use crate::config::{PhaseSettings, TrainingConfig};
use crate::log::{Log, Step};
use crate::progress::Progress;

/// Mini-batches that are made ready while one is trained on.
const AHEAD: usize = 2;

/// What is in the names of the parameters that the phases before the third have trained. Only there do the networks
/// have names.
const TRAINED_BEFORE: [&str; 2] = ["m_net.", "a_net."];

/// What a phase trains on, and where.
pub(crate) struct Phase<'a> {
    /// Names the phase in the log, in messages and in file names.
    pub name: &'static str,
    pub settings: &'a PhaseSettings,
    pub config: &'a TrainingConfig,
    pub photographs: Photographs<'a>,
    /// The folder of the run.
    pub folder: &'a Path,
    /// The device with gradients.
    pub device: &'a Device,
    pub checkpoint_every: Duration,
    pub progress: &'a dyn Progress,
}

/// The photographs of a phase, and which images of them it reads.
#[derive(Clone, Copy)]
pub(crate) struct Photographs<'a> {
    pub set: &'a TrainingSet,
    pub cache: &'a PreparedCache,
    pub images: Images,
}

/// A mini-batch.
pub(crate) struct Batch<'a> {
    pub set: &'a TrainingSet,
    pub items: &'a [BatchItem],
    /// Those of `items`, varied.
    pub photographs: Vec<PreparedPhotograph>,
}

/// Epoch and mini-batches of every step.
type Plan = [(usize, Vec<Vec<BatchItem>>)];

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
        let mut frozen = frozen_names(self.settings.frozen_blocks);
        if self.config.trained_rate_factor == 0.0 {
            frozen.extend(TRAINED_BEFORE.map(str::to_owned));
        }
        // A group of no names would hold all.
        if !frozen.is_empty() {
            state.module = state
                .module
                .freeze_group(ParamGroup::from_any_predicates(frozen));
        }
        let mut stored = Instant::now();
        self.progress
            .phase_starts(self.name, steps_done, plan.len());
        let rest = &plan[steps_done..];
        let state = thread::scope(|scope| {
            let made = self.make_ahead(scope, rest);
            for (step, (epoch, batches)) in plan.iter().enumerate().skip(steps_done) {
                let began = Instant::now();
                let factor = self.settings.rate_factor(step, plan.len());
                let made = made.iter().take(batches.len());
                let (loss, gradients) =
                    mean_of_batches(&state.module, batches.len(), made, &loss_of)?;
                if !loss.is_finite() {
                    return Err(TrainingError::Diverged {
                        phase: self.name,
                        step,
                    });
                }
                let rates = self.rates(factor);
                state.module = state.optimizer.step(rates, state.module, gradients);
                let newest = state.module.valid();
                state.average = moved(state.average, &newest, self.config.average_decay, step);
                let line = Step {
                    phase: self.name,
                    step,
                    steps: plan.len(),
                    epoch: *epoch,
                    loss: f64::from(loss),
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
            Ok::<_, TrainingError>(state)
        })?;
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
                let batches = self
                    .photographs
                    .set
                    .epoch(self.settings.batch, self.seeds().of(epoch, 0));
                batches
                    .chunks(self.settings.accumulation)
                    .map(|batches| (epoch, batches.to_vec()))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// The mini-batches of steps, made on other threads while a step computes.
    fn make_ahead<'scope, 'plan: 'scope>(
        &'plan self,
        scope: &'scope Scope<'scope, '_>,
        steps: &'plan Plan,
    ) -> Receiver<Result<Batch<'plan>, TrainingError>> {
        let (ready, made) = sync_channel(AHEAD);
        let (photographs, augmentation) = (self.photographs, &self.settings.augmentation);
        let seeds = self.seeds();
        scope.spawn(move || {
            for (epoch, batches) in steps {
                for items in batches {
                    let batch = photographs.batch(items, |item| {
                        let seed = seeds.of(*epoch, item.sample + 1);
                        Variation::draw(augmentation, &mut ChaCha8Rng::seed_from_u64(seed))
                    });
                    // Nobody waits for more where a step has failed.
                    if ready.send(batch).is_err() {
                        return;
                    }
                }
            }
        });
        made
    }

    fn seeds(&self) -> Seeds {
        let phase = self.name.bytes().fold(0u64, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Seeds(self.config.seed ^ phase.rotate_left(40))
    }

    fn rates(&self, factor: f64) -> ModuleLearningRate {
        let new = factor * self.settings.new_rate;
        let backbone = factor * self.settings.backbone_rate;
        let trained = self.config.trained_rate_factor;
        // Of several groups that hold a parameter the last one counts.
        let trained_networks = ParamGroup::from_any_predicates(TRAINED_BEFORE.to_vec());
        let trained_backbone = ParamGroup::from_predicate("m_net.backbone.");
        ModuleLrScheduler::new(new)
            .with_group(ParamGroup::from_predicate("backbone."), backbone)
            .with_group(trained_networks, trained * new)
            .with_group(trained_backbone, trained * backbone)
            .step()
    }
}

impl<'a> Photographs<'a> {
    fn batch(
        self,
        items: &'a [BatchItem],
        variation: impl Fn(&BatchItem) -> Variation + Sync,
    ) -> Result<Batch<'a>, TrainingError> {
        let photographs = items.par_iter().map(|item| {
            let path = &self.set.samples()[item.sample].path;
            let prepared = self.cache.prepared(path);
            let prepared = prepared.map_err(|error| TrainingError::photograph(path, error))?;
            Ok(variation(item).apply(&prepared, self.images))
        });
        Ok(Batch {
            set: self.set,
            items,
            photographs: photographs.collect::<Result<_, TrainingError>>()?,
        })
    }
}

/// A seed of its own for every phase, epoch and photograph.
#[derive(Clone, Copy)]
struct Seeds(u64);

impl Seeds {
    fn of(self, epoch: usize, index: usize) -> u64 {
        self.0 ^ ((epoch as u64) << 32) ^ index as u64
    }
}

/// The mean loss of the mini-batches of a step, and its gradients.
fn mean_of_batches<'a, M: Module>(
    module: &M,
    count: usize,
    batches: impl Iterator<Item = Result<Batch<'a>, TrainingError>>,
    loss_of: impl Fn(&M, &Batch) -> Result<Tensor<1>, TrainingError>,
) -> Result<(f32, GradientsParams), TrainingError> {
    let share = 1.0 / count as f32;
    let mut gradients = GradientsAccumulator::new();
    let mut sum = 0.0;
    for batch in batches {
        let loss = loss_of(module, &batch?)? * share;
        sum += loss.clone().into_scalar::<f32>();
        let of_batch = GradientsParams::from_grads(loss.backward(), module);
        gradients.accumulate(module, of_batch);
    }
    Ok((sum, gradients.grads()))
}

/// What is in the names of the stem and of the leading blocks of every backbone, `blocks` altogether.
pub(crate) fn frozen_names(blocks: usize) -> Vec<String> {
    let stem = (blocks > 0).then(|| "stem.".to_owned());
    let rest = (1..blocks).map(|block| format!("blocks.{}.", block - 1));
    stem.into_iter().chain(rest).collect()
}
