//! The paper's table on EyePACS (section 3.2): what each step of the network adds.
//!
//! M-Net, M-Net with A-Net, and Zoom-in-Net are trained from several seeds, and the means of their
//! probabilities stand for all seeds together. Beside each stands a network of the same size and
//! training whose C-Net is shown random regions, so that what attention adds is told apart from what
//! looking closer adds. Gains are paired, by a bootstrap over patients.

mod page;
mod plots;
mod readers;
mod report;

pub use page::render_html;
pub use readers::{Predicted, SeedPredictions, readers};
pub use report::{
    Configuration, DatasetUsed, EyepacsReport, GainMetrics, Network, Reader, ReaderMetrics,
    TrainedModel,
};
