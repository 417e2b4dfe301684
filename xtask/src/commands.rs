//! Running other programs, from the root of the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root of the repository")
}

/// Where cargo builds.
pub fn target_folder() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A command that runs in the root of the repository.
pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs this, with nothing inherited that would make it build differently.
pub fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Says what is run, runs it, and fails where it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line_of(command);
    eprintln!("> {line}");
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started; is the program installed?"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// A command as one would type it.
pub fn line_of(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Installs Debian packages where there is apt-get, and says whether they are installed now. `reason` is what made
/// it necessary.
pub fn apt_install(reason: &str, packages: &[&str]) -> bool {
    if on_path("apt-get").is_none() {
        return false;
    }
    let names = packages.join(" ");
    eprintln!("{reason}: installing `{names}` by apt-get");
    let install = ["install", "-y", "--no-install-recommends"];
    run(command("apt-get").arg("update")).is_ok()
        && run(command("apt-get").args(install).args(packages)).is_ok()
}

/// The first program of this name on the PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
