//! All tests of the experiments.

mod made_up_folder;
mod messidor;
