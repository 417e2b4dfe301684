//! The paper's comparison on Messidor (section 3.4): a support-vector machine with a radial basis
//! function reads the five probabilities, and answers two questions of the Messidor grades.
//!
//! Referable (grades 2 and 3 against 0 and 1) is asked by ten-fold cross-validation on all of
//! Messidor. Normal against abnormal (0 against the rest) is learned on EyePACS photographs and asked
//! of all of Messidor. The published figures and the two experts of Sánchez et al. stand beside.
//!
//! No setting of the machine is chosen on a photograph that it is measured on: the choice is made by
//! another cross-validation inside each training fold.

mod examples;
mod folds;
mod machine;
mod page;
mod plots;
mod report;
mod task;

pub use examples::Question;
pub use machine::MachineSettings;
pub use page::render_html;
pub use report::{Configuration, MessidorReport, PhotographsUsed, TaskMetrics, TaskStageMetrics};
pub use task::{FOLDS, MessidorError, Protocol, Role, StageScores, TaskScores, machines_to_fit};
