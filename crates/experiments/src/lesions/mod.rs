//! Whether the regions that the network points at are where the lesions are.
//!
//! Photographs with pixel masks of lesions are looked at by the network, trained on grades of whole
//! photographs only, and its boxes are held against the lesions: the share of lesions found by
//! intersection over the smaller area (the paper's measure, section 3), the share of lesion pixels
//! covered, the area under the ROC curve over pixels, and the pointing game. Boxes of the same size
//! placed at random, in a fixed layout, and by Grad-CAM stand beside them, since boxes this large find
//! much by chance.
//!
//! The masks measure; nothing is fitted to them and no box depends on them.

mod experiment;
mod folder;
mod grad_cam;
mod kinds;
#[cfg(test)]
mod made_up;
mod marked;
mod measure;
mod metrics;
mod page;
mod photograph;
mod plots;
mod report;
mod search;

pub use experiment::{LesionExperiment, LesionResults};
pub use folder::{FolderError, LesionFolder, MaskedPhotograph, SkipReason, Skipped};
pub use grad_cam::GradCam;
pub use kinds::{KINDS, LesionKind};
pub(crate) use marked::MarkedLesions;
pub use metrics::{Difference, MethodMetrics, NumberMetrics};
pub use page::render_html;
pub(crate) use photograph::Content;
pub use photograph::Draws;
pub use report::{Configuration, Goal, LesionReport, NoMaskedPhotograph};
pub use search::Method;
