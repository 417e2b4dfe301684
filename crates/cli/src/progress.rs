//! The progress of work on many photographs.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts photographs and says how long the rest will take.
pub fn photographs_bar(photographs: usize) -> Result<ProgressBar> {
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} photographs, {eta} left")?;
    Ok(ProgressBar::new(photographs as u64).with_style(style))
}
