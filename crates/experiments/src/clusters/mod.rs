//! What the positions that the network finds suspicious have in common (paper, section 3.3).
//!
//! The columns of M at the top responses of the gated maps are clustered by affinity propagation. The
//! paper shows that its clusters gather lesions of one kind; here the patches of each cluster can be
//! looked at, and where lesion masks exist it is measured how often patches in one cluster, from
//! different photographs, show the same kind of lesion. The masks measure; nothing is fitted to them.

mod columns;
mod experiment;
mod grouping;
mod page;
mod plots;
mod purity;
mod report;

pub use columns::{Column, ColumnSettings, PhotographColumns};
pub use experiment::{ClusterExperiment, ClusterResults, drawn};
pub use grouping::{ClusterError, Grouping, GroupingSettings, group};
pub use page::{render_gallery, render_html};
pub use purity::KindPurity;
pub use report::{ClusterMetrics, ClusterReport, Configuration};
