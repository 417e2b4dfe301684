//! The log of a run: one line per step, to be plotted.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use zoom_in_net_storage::write_whole;

/// First line of the log.
const HEADER: &str = "phase,step,steps,epoch,loss,rate,seconds\n";

/// An append-only table of steps.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    path: PathBuf,
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    pub phase: &'a str,
    pub step: usize,
    pub steps: usize,
    pub epoch: usize,
    pub loss: f64,
    pub rate: f64,
    pub seconds: f64,
}

impl Log {
    /// Opens `log.csv` in a run's folder and drops the lines of `phase` from step `steps_done` on:
    /// they are of steps that were not kept.
    pub fn open(folder: &Path, phase: &str, steps_done: usize) -> std::io::Result<Self> {
        let path = folder.join("log.csv");
        let before = fs::read_to_string(&path).unwrap_or_default();
        let kept = before.lines().skip(1).filter(|line| {
            let mut cells = line.split(',');
            let of_phase = cells.next() == Some(phase);
            let step = cells.next().and_then(|step| step.parse::<usize>().ok());
            step.is_some_and(|step| !of_phase || step < steps_done)
        });
        let content: String = kept.fold(HEADER.to_owned(), |text, line| text + line + "\n");
        write_whole(&path, content)?;
        Ok(Self { path })
    }

    pub fn append(&self, step: Step) -> std::io::Result<()> {
        let Step {
            phase,
            step,
            steps,
            epoch,
            loss,
            rate,
            seconds,
        } = step;
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        writeln!(
            file,
            "{phase},{step},{steps},{epoch},{loss:.6},{rate:.8},{seconds:.3}"
        )
    }
}

/// The losses in a run's log, by phase in order of appearance.
pub(crate) fn read_losses(folder: &Path) -> std::io::Result<Vec<(String, Vec<f64>)>> {
    let mut phases: Vec<(String, Vec<f64>)> = Vec::new();
    for line in fs::read_to_string(folder.join("log.csv"))?.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (Some(phase), Some(Ok(loss))) = (cells.first(), cells.get(4).map(|cell| cell.parse()))
        else {
            continue;
        };
        match phases.last_mut() {
            Some((last, losses)) if last == phase => losses.push(loss),
            _ => phases.push(((*phase).to_owned(), vec![loss])),
        }
    }
    Ok(phases)
}
