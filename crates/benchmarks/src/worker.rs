//! One engine in a process of its own: its threads and its memory are nobody else's.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use zoom_in_net::networks::CpuNetworks;
use zoom_in_net::preparation::prepare;

use crate::Files;
use crate::engine::{ComposedEngine, Engine, EngineName, Task};
use crate::memory;
use crate::networks;
use crate::onnx_networks::{OnnxNetworks, OnnxRuntime};
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
    /// What was computed; nothing where that is images, or stays where it is.
    pub results: Vec<f32>,
    /// Maximum memory of the process so far, in bytes.
    pub peak_memory: Option<u64>,
}

/// Answers the tasks named on the standard input, one a line.
pub fn work(settings: &Settings) -> Result<()> {
    let sample = Sample::new(settings.input)?;
    let Files { onnx, onnx_runtime } = &settings.files;
    let architecture = networks::read_architecture(onnx)?;
    let mut engine: Box<dyn Engine> = match settings.engine.pool() {
        None => {
            let networks = CpuNetworks::new(architecture, &networks::read(onnx)?)?;
            Box::new(ComposedEngine::new(networks, &sample)?)
        }
        Some(pool) => {
            let runtime = OnnxRuntime::start(onnx_runtime, pool, settings.threads)?;
            let networks = OnnxNetworks::new(architecture, onnx, &runtime)?;
            Box::new(ComposedEngine::new(networks, &sample)?)
        }
    };
    for line in std::io::stdin().lines() {
        let task = serde_json::from_str(&line?)?;
        let start = Instant::now();
        let results = run(task, engine.as_mut(), &sample)?;
        let answer = Answer {
            seconds: start.elapsed().as_secs_f64(),
            results,
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
        Task::Search => engine.search(),
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
        let Settings {
            engine,
            threads,
            input,
            files,
        } = settings;
        let engine = engine.to_possible_value().context("an engine's name")?;
        let threads = threads.to_string();
        let mut process = Command::new(std::env::current_exe()?)
            .args(["worker", "--engine", engine.get_name()])
            .args(["--threads", &threads, "--input", &input.to_string()])
            .arg("--onnx")
            .arg(&files.onnx)
            .arg("--onnx-runtime")
            .arg(&files.onnx_runtime)
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
