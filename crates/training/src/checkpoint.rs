//! A phase on disk: written every so often, so that a kill loses only the steps since.

use std::fs;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::Device;
use serde::{Deserialize, Serialize};
use zoom_in_net_storage::write_whole;

use crate::{Cause, TrainingError};

/// The checkpoint of one phase, in a folder of its own.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    folder: PathBuf,
}

/// What a phase has come to.
#[derive(Clone)]
pub(crate) struct Trained<M> {
    /// The weights of the newest step, with gradients.
    pub module: M,
    /// Their running average, without gradients.
    pub average: M,
    pub optimizer: ModuleOptimizer,
}

/// Names the files that belong together; written last, and replaced in one move.
#[derive(Serialize, Deserialize)]
struct State {
    steps_done: usize,
}

impl Checkpoint {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// How many steps the stored state has behind it, 0 where there is none.
    pub fn steps_done(&self) -> Result<usize, TrainingError> {
        match fs::read(self.folder.join("state.json")) {
            Ok(bytes) => Ok(serde_json::from_slice::<State>(&bytes)
                .map_err(|error| TrainingError::damaged(&self.folder, error))?
                .steps_done),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(TrainingError::damaged(&self.folder, error)),
        }
    }

    pub fn load<M: Module>(
        &self,
        state: Trained<M>,
        device: &Device,
    ) -> Result<Trained<M>, TrainingError> {
        let [module_file, average_file, optimizer_file] = self.files(self.steps_done()?);
        let damaged = |error| TrainingError::damaged(&self.folder, error);
        let module = state.module.try_load_file(module_file).map_err(damaged)?;
        Ok(Trained {
            // A module that was loaded is without gradients until `train` says otherwise.
            module: module.fork(device).train(),
            average: state.average.try_load_file(average_file).map_err(damaged)?,
            optimizer: state.optimizer.load(optimizer_file).map_err(damaged)?,
        })
    }

    pub fn save<M: Module>(
        &self,
        state: &Trained<M>,
        steps_done: usize,
    ) -> Result<(), TrainingError> {
        let damaged = |error: Cause| TrainingError::damaged(&self.folder, error);
        fs::create_dir_all(&self.folder).map_err(|error| damaged(error.into()))?;
        let before = self.steps_done()?;
        let [module_file, average_file, optimizer_file] = self.files(steps_done);
        save_module(&state.module, &module_file).map_err(|error| damaged(error.into()))?;
        save_module(&state.average, &average_file).map_err(|error| damaged(error.into()))?;
        state
            .optimizer
            .save(optimizer_file)
            .map_err(|error| damaged(error.into()))?;
        let content =
            serde_json::to_vec(&State { steps_done }).map_err(|error| damaged(error.into()))?;
        write_whole(&self.folder.join("state.json"), &content)
            .map_err(|error| damaged(error.into()))?;
        if before > 0 && before != steps_done {
            for file in self.files(before) {
                fs::remove_file(file).map_err(|error| damaged(error.into()))?;
            }
        }
        Ok(())
    }

    /// Gives the space back once the phase's result is stored elsewhere.
    pub fn remove(&self) -> Result<(), TrainingError> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(TrainingError::damaged(&self.folder, error))
            }
            _ => Ok(()),
        }
    }

    fn files(&self, steps_done: usize) -> [PathBuf; 3] {
        ["module", "average", "optimizer"]
            .map(|part| self.folder.join(format!("{part}-{steps_done}.bpk")))
    }
}

/// Writes a module with the running statistics of its newest step: by themselves they are written
/// as they were a step before, until something like `valid` brings them up to date.
pub(crate) fn save_module<M: Module>(
    module: &M,
    file: &Path,
) -> Result<(), burn::store::RecordError> {
    drop(module.valid());
    module.clone().save_file(file)
}
