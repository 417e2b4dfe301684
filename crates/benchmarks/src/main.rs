//! Measures the networks and a whole screening beside ONNX Runtime, which runs the same graphs with the same
//! weights on as many threads, and writes the table.
//!
//! 1. `zoom-in-net-benchmarks export --out target/onnx`: the networks as data, and the weights by name
//! 2. `python tools/export_onnx.py --weights target/onnx --out target/onnx`: the graphs
//! 3. `zoom-in-net-benchmarks compare --onnx target/onnx --onnx-runtime libonnxruntime.so`

mod compare;
mod engine;
mod export;
mod memory;
mod networks;
mod onnx_networks;
mod photograph;
mod table;
mod worker;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use zoom_in_net::networks::Architecture;

use crate::networks::Source;

#[derive(Parser)]
#[command(about, version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the networks as data, their tensors, and what they make of one input.
    Export {
        /// A model's folder; without it the weights are random, which costs the same time.
        #[arg(long, conflicts_with = "architecture")]
        model: Option<PathBuf>,
        /// Which networks have random weights: `lite` or `paper`.
        #[arg(long, default_value = "lite", value_parser = architecture)]
        architecture: Architecture,
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Times all engines in turn and writes the table.
    Compare {
        #[command(flatten)]
        files: Files,
        /// Times that everything is measured.
        #[arg(long, default_value_t = 15)]
        rounds: usize,
        /// Numbers of threads.
        #[arg(long, value_delimiter = ',', default_value = "1,2")]
        threads: Vec<usize>,
        /// Sides of M-Net's input.
        #[arg(long, value_delimiter = ',', default_value = "384,492")]
        inputs: Vec<u32>,
        /// Where the table goes.
        #[arg(long, default_value = "docs/benchmarks.md")]
        out: PathBuf,
        /// A sentence on what else the machine did meanwhile.
        #[arg(long)]
        note: Option<String>,
    },
    /// One engine in a process of its own, so that its memory is known: reads the names of tasks
    /// from its input and writes seconds.
    #[command(hide = true)]
    Worker(worker::Settings),
}

/// The networks as both engines read them.
#[derive(Args, Clone, Debug)]
struct Files {
    /// The folder that `export` and `tools/export_onnx.py` wrote.
    #[arg(long)]
    onnx: PathBuf,
    /// ONNX Runtime's shared library, such as the one in the wheel `onnxruntime`.
    #[arg(long)]
    onnx_runtime: PathBuf,
}

/// An architecture by the name that manifests have for it.
fn architecture(name: &str) -> Result<Architecture, serde_json::Error> {
    serde_json::from_value(name.into())
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Export {
            model,
            architecture,
            out,
        } => {
            let source = match &model {
                Some(folder) => Source::Model(folder),
                None => Source::Random(architecture),
            };
            export::export(&source, &out)
        }
        Command::Compare {
            files,
            rounds,
            threads,
            inputs,
            out,
            note,
        } => {
            let measured = compare::compare(&files, rounds, &threads, &inputs)?;
            table::write(&out, &measured, rounds, note.as_deref())
        }
        Command::Worker(settings) => worker::work(&settings),
    }
}
