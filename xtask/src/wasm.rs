//! The three WebAssembly modules with their JavaScript, in `pkg/dist/{rules,cpu,gpu}`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::commands::{cargo, command, on_path, root, run, target_folder};

const TARGET: &str = "wasm32-unknown-unknown";
/// The modules share what they have in common.
const PROFILE: &str = "wasm";

/// What a module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Module {
    /// What a page asks at once: names, patients, verdicts.
    Rules,
    /// The networks on the processor.
    Cpu,
    /// The networks on WebGPU.
    Gpu,
}

impl Module {
    /// All, those that are faster to build first.
    pub const ALL: [Self; 3] = [Self::Rules, Self::Cpu, Self::Gpu];

    fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        }
    }

    /// Gzipped bytes that a module may have; a larger one keeps visitors waiting.
    fn gzipped_limit(self) -> usize {
        match self {
            // The page waits for it before it is drawn.
            Self::Rules => 48_000,
            Self::Cpu => 600_000,
            Self::Gpu => 800_000,
        }
    }
}

/// Builds one module, where anything that it is made of changed, and writes its JavaScript.
pub fn build(module: Module) -> Result<()> {
    require_target()?;
    let name = module.name();
    // The target's flags stand in .cargo/config.toml, which these variables would override. The kind of library
    // that a browser loads is named here, so that native builds do not link one for nothing.
    run(cargo()
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args([
            "rustc",
            "--lib",
            "--crate-type",
            "cdylib",
            "--package",
            "zoom-in-net",
            "--target",
            TARGET,
        ])
        .args([
            "--profile",
            PROFILE,
            "--no-default-features",
            "--features",
            name,
        ]))?;
    let built = target_folder()
        .join(TARGET)
        .join(PROFILE)
        .join("zoom_in_net.wasm");
    let folder = root().join("pkg/dist").join(name);
    let bound = folder.join("zoom_in_net_bg.wasm");
    if !is_newer(&bound, &built)? {
        bind(&built, &folder)?;
    }
    let (bytes, gzipped) = sizes(&bound)?;
    eprintln!("the {name} module has {bytes} bytes, {gzipped} gzipped");
    if gzipped > module.gzipped_limit() {
        bail!(
            "the {name} module has {gzipped} bytes gzipped, more than the {} that a visitor is \
             asked to wait for; find what made it grow",
            module.gzipped_limit()
        );
    }
    Ok(())
}

/// Writes a module for the browser and its JavaScript, without the names of functions, which are a
/// third of it.
fn bind(built: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(built)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(true)
                .omit_default_module_path(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(folder)
        })
        .map_err(|error| anyhow!("wasm-bindgen refused {}: {error:#}", built.display()))
}

/// Bytes of a file, and of the same gzipped.
fn sizes(file: &Path) -> Result<(usize, usize)> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    Ok((bytes.len(), gzip.finish()?.len()))
}

fn is_newer(made: &Path, source: &Path) -> Result<bool> {
    let source_time = fs::metadata(source)
        .and_then(|file| file.modified())
        .with_context(|| format!("cannot read {}", source.display()))?;
    Ok(fs::metadata(made)
        .and_then(|file| file.modified())
        .is_ok_and(|made_time| made_time >= source_time))
}

/// Adds the standard library for WebAssembly where the toolchain lacks it.
fn require_target() -> Result<()> {
    let output = command("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("`rustc` could not be started; install Rust")?;
    let library = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if output.status.success() && library.is_dir() {
        return Ok(());
    }
    eprintln!("installing the Rust target {TARGET}");
    if on_path("rustup").is_some() && run(command("rustup").args(["target", "add", TARGET])).is_ok()
    {
        return Ok(());
    }
    let script = root().join("../shared/tools/install-wasm32-target");
    if script.is_file() {
        return run(command("sh").arg(script));
    }
    bail!("the Rust target {TARGET} is missing; install it with `rustup target add {TARGET}`")
}
