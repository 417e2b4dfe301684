//! Both engines in turn, so that whatever else the machine does falls on both.

use std::time::Duration;

use anyhow::{Result, bail};

use crate::Files;
use crate::engine::{EngineName, Task};
use crate::worker::{Answer, Settings, Worker};

/// Rounds that are not counted: caches and pools fill.
const WARM_UP: usize = 2;
/// Between tasks, so that threads of one engine that wait busily have gone to sleep.
const PAUSE: Duration = Duration::from_millis(30);
/// Most difference of the engines' logits, in parts of the largest.
const TOLERANCE: f32 = 1e-3;

/// Both engines at one size and number of threads.
pub struct Comparison {
    /// Side of M-Net's input.
    pub input: u32,
    /// Threads of each engine.
    pub threads: usize,
    /// Seconds of every round, by task and engine.
    pub seconds: Vec<(Task, [Vec<f64>; 2])>,
    /// Most memory of each engine's process, in bytes.
    pub peak_memory: [Option<u64>; 2],
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
    let start = |engine| {
        let files = files.clone();
        Worker::start(&Settings {
            engine,
            threads,
            input,
            files,
        })
    };
    let mut workers = [start(EngineName::Burn)?, start(EngineName::OnnxRuntime)?];
    let mut seconds = Task::ALL
        .map(|task| (task, [Vec::new(), Vec::new()]))
        .to_vec();
    let mut peak_memory = [None; 2];
    for round in 0..WARM_UP + rounds {
        for (task, seconds) in &mut seconds {
            let mut answers = [None, None];
            // Who goes first alternates.
            for turn in 0..2 {
                let engine = (round + turn) % 2;
                std::thread::sleep(PAUSE);
                let answer = workers[engine].ask(*task)?;
                if round >= WARM_UP {
                    seconds[engine].push(answer.seconds);
                }
                peak_memory[engine] = peak_memory[engine].max(answer.peak_memory);
                answers[engine] = Some(answer);
            }
            if let [Some(ours), Some(theirs)] = &answers {
                check(*task, ours, theirs)?;
            }
        }
    }
    for worker in workers {
        worker.end()?;
    }
    Ok(Comparison {
        input,
        threads,
        seconds,
        peak_memory,
    })
}

/// A time is only worth comparing where the result is the same.
fn check(task: Task, ours: &Answer, theirs: &Answer) -> Result<()> {
    let largest = theirs
        .logits
        .iter()
        .fold(0.0_f32, |most, logit| most.max(logit.abs()));
    let agree = ours.logits.len() == theirs.logits.len()
        && ours
            .logits
            .iter()
            .zip(&theirs.logits)
            .all(|(a, b)| (a - b).abs() <= TOLERANCE * largest);
    if !agree {
        bail!("{task:?}: {:?} is not {:?}", ours.logits, theirs.logits);
    }
    Ok(())
}
