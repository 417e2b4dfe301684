//! One engine in a process of its own: its threads and its memory are nobody else's.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};
use zoom_in_net::preparation::prepare;

use crate::Files;
use crate::burn_engine::BurnEngine;
use crate::engine::{Engine, EngineName, Task};
use crate::memory;
use crate::onnx_engine::OnnxEngine;
use crate::photograph::Sample;

/// What a worker runs.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The engine.
    #[arg(long)]
    pub engine: EngineName,
    /// Its threads.
    #[arg(long)]
    pub threads: usize,
    /// Side of M-Net's input.
    #[arg(long)]
    pub input: u32,
    #[command(flatten)]
    pub files: Files,
}

/// The worker's answer to a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// How long it took.
    pub seconds: f64,
    /// What the networks said; nothing where there is only an image.
    pub logits: Vec<f32>,
    /// Most memory of the process so far, in bytes.
    pub peak_memory: Option<u64>,
}

/// Answers the tasks named on the standard input, one a line.
pub fn work(settings: &Settings) -> Result<()> {
    let sample = Sample::new(settings.input)?;
    let folder = &settings.files.onnx;
    let mut engine: Box<dyn Engine> = match settings.engine {
        EngineName::Burn => Box::new(BurnEngine::new(folder, &sample)?),
        EngineName::OnnxRuntime => {
            let library = &settings.files.onnx_runtime;
            Box::new(OnnxEngine::new(folder, library, settings.threads, &sample)?)
        }
    };
    for line in std::io::stdin().lines() {
        let task = serde_json::from_str(&line?)?;
        let start = Instant::now();
        let logits = run(task, engine.as_mut(), &sample)?;
        let answer = Answer {
            seconds: start.elapsed().as_secs_f64(),
            logits,
            peak_memory: memory::peak(),
        };
        println!("{}", serde_json::to_string(&answer)?);
    }
    Ok(())
}

fn run(task: Task, engine: &mut dyn Engine, sample: &Sample) -> Result<Vec<f32>> {
    let prepared = || prepare(&sample.photo, sample.prepared.geometry.sizes);
    match task {
        Task::Preparation => prepared().map(|_| Vec::new()).map_err(Into::into),
        Task::MNet => engine.m_net(),
        Task::ANet => engine.a_net(),
        Task::CNet => engine.c_net(),
        Task::Screening => engine.screen(&prepared()?),
    }
}

/// A worker, seen from outside.
pub struct Worker {
    process: Child,
    tasks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts this program once more.
    pub fn start(settings: &Settings) -> Result<Self> {
        let threads = settings.threads.to_string();
        let mut process = Command::new(std::env::current_exe()?)
            .args([
                "worker",
                "--engine",
                settings.engine.argument(),
                "--threads",
                &threads,
            ])
            .args(["--input", &settings.input.to_string(), "--onnx"])
            .arg(&settings.files.onnx)
            .arg("--onnx-runtime")
            .arg(&settings.files.onnx_runtime)
            .env("RAYON_NUM_THREADS", &threads)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let tasks = process.stdin.take().context("a worker without input")?;
        let answers = process.stdout.take().context("a worker without output")?;
        Ok(Self {
            process,
            tasks,
            answers: BufReader::new(answers),
        })
    }

    /// Has a task done.
    pub fn ask(&mut self, task: Task) -> Result<Answer> {
        writeln!(self.tasks, "{}", serde_json::to_string(&task)?)?;
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("a worker ended early: {}", self.process.wait()?);
        }
        Ok(serde_json::from_str(&line)?)
    }

    /// Lets it end.
    pub fn end(mut self) -> Result<()> {
        drop(self.tasks);
        self.process.wait()?;
        Ok(())
    }
}
