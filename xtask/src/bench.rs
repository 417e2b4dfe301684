//! The modules beside other runtimes, in one browser.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::commands::{cargo, command, root, run, target_folder};
use crate::wasm::{self, Module};
use crate::{browser, npm, weights};

/// How to measure.
#[derive(Args)]
pub struct BenchArguments {
    /// Runs after the first, of which the median is reported.
    #[arg(long, default_value_t = 15)]
    runs: u32,
    /// The same on WebGPU; where the processor draws for it, each takes up to a minute.
    #[arg(long, default_value_t = 3)]
    gpu_runs: u32,
    /// Measure nothing here: write the comparison into this folder, as a page that a browser on another machine opens.
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
}

/// Measures, and writes the table in `docs/browser-benchmarks.md`; or writes what another machine is to measure.
pub fn bench(arguments: &BenchArguments) -> Result<()> {
    for module in Module::ALL {
        wasm::build(module)?;
    }
    npm::install()?;
    npm::build_package()?;

    let folder = root().join("target/browser-benchmarks");
    let photograph = folder.join("photograph.png");
    let tensors = folder.join("tensors");
    let graphs = folder.join("graphs");
    // Both at once: one after the other would build what they share twice, with other features.
    run(cargo()
        .args(["build", "--package", "zoom-in-net-benchmarks"])
        .args(["--package", "zoom-in-net-synthetic"]))?;
    let program = |name: &str| command(target_folder().join("debug").join(name));
    run(program("zoom-in-net-benchmarks")
        .args(["export", "--model"])
        .arg(weights::folder())
        .arg("--out")
        .arg(&tensors))?;
    run(program("zoom-in-net-synthetic")
        .args(["--grade", "3", "--out"])
        .arg(&photograph))?;

    let environment = folder.join("python");
    let python = environment.join("bin/python");
    if !python.is_file() {
        eprintln!(
            "installing onnx and onnxruntime into {}",
            environment.display()
        );
        run(command("python3").args(["-m", "venv"]).arg(&environment))?;
        run(command(&python)
            .args(["-m", "pip", "install", "--quiet"])
            .args(["numpy", "onnx", "onnxruntime", "safetensors"]))?;
    }
    run(command(&python)
        .arg("tools/export_onnx.py")
        .arg("--weights")
        .arg(&tensors)
        .arg("--out")
        .arg(&graphs))?;

    run(command("npm").args([
        "ci",
        "--prefix",
        "benchmarks/browser",
        "--no-audit",
        "--no-fund",
    ]))?;
    let mut node = command("node");
    node.arg("benchmarks/browser/run.mjs")
        .arg("--graphs")
        .arg(&graphs)
        .arg("--photograph")
        .arg(&photograph)
        .arg("--weights")
        .arg(weights::folder());
    match &arguments.site {
        Some(site) => node.arg("--write-only").arg("--site").arg(site),
        None => node
            .env("CHROME", browser::find_or_install()?)
            .arg("--site")
            .arg(folder.join("site"))
            .args(["--runs", &arguments.runs.to_string()])
            .args(["--gpu-runs", &arguments.gpu_runs.to_string()]),
    };
    run(&mut node)
}
