//! All engines in turn, so that whatever else the machine does falls on all.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::Files;
use crate::engine::{EngineName, Task};
use crate::worker::{Answer, Settings, Worker};

/// Rounds that are not counted: caches and pools fill.
const WARM_UP: usize = 2;
/// Between tasks: ONNX Runtime's idle threads spin for some tens of milliseconds, in whose time nobody is measured.
const PAUSE: Duration = Duration::from_millis(150);
/// Maximum difference of the engines' results, in parts of the largest.
const TOLERANCE: f32 = 1e-3;

/// All engines at one size and number of threads.
pub struct Comparison {
    /// Side of M-Net's input.
    pub input: u32,
    /// Threads of each engine.
    pub threads: usize,
    /// This project's engine first.
    pub engines: Vec<EngineMetrics>,
}

/// What one engine needed.
pub struct EngineMetrics {
    /// Which one it is.
    pub engine: EngineName,
    /// Seconds of every round, by task.
    pub seconds: Vec<(Task, Vec<f64>)>,
    /// Maximum memory of its process, in bytes.
    pub peak_memory: Option<u64>,
}

/// Measures at every size with every number of threads.
pub fn compare(
    files: &Files,
    rounds: usize,
    threads: &[usize],
    inputs: &[u32],
) -> Result<Vec<Comparison>> {
    let mut all = Vec::new();
    for &input in inputs {
        for &threads in threads {
            eprintln!("{input} pixels, threads: {threads}");
            all.push(compare_one(files, rounds, threads, input)?);
        }
    }
    Ok(all)
}

fn compare_one(files: &Files, rounds: usize, threads: usize, input: u32) -> Result<Comparison> {
    let mut workers = Vec::new();
    let mut engines = Vec::new();
    for &engine in EngineName::all(threads) {
        let files = files.clone();
        workers.push(Worker::start(&Settings {
            engine,
            threads,
            input,
            files,
        })?);
        engines.push(EngineMetrics {
            engine,
            seconds: Task::all().map(|task| (task, Vec::new())).collect(),
            peak_memory: None,
        });
    }
    for round in 0..WARM_UP + rounds {
        for (index, task) in Task::all().enumerate() {
            let mut answers = vec![None; workers.len()];
            // Who goes first changes.
            for turn in 0..workers.len() {
                let worker = (round + turn) % workers.len();
                std::thread::sleep(PAUSE);
                let answer = workers[worker].ask(task)?;
                let measured = &mut engines[worker];
                if round >= WARM_UP {
                    measured.seconds[index].1.push(answer.seconds);
                }
                measured.peak_memory = measured.peak_memory.max(answer.peak_memory);
                answers[worker] = Some(answer);
            }
            let mut answers = answers.iter().flatten();
            if let Some(ours) = answers.next() {
                answers.try_for_each(|theirs| check(task, ours, theirs))?;
            }
        }
    }
    for worker in workers {
        worker.end()?;
    }
    Ok(Comparison {
        input,
        threads,
        engines,
    })
}

/// A time is only worth comparing where the result is the same.
fn check(task: Task, ours: &Answer, theirs: &Answer) -> Result<()> {
    let largest = theirs
        .results
        .iter()
        .fold(0.0_f32, |largest, result| largest.max(result.abs()));
    let agree = ours.results.len() == theirs.results.len()
        && ours
            .results
            .iter()
            .zip(&theirs.results)
            .all(|(a, b)| (a - b).abs() <= TOLERANCE * largest);
    if !agree {
        bail!("{task:?}: {:?} is not {:?}", ours.results, theirs.results);
    }
    Ok(())
}
