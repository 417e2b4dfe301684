//! A command that runs while others do.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command};

use anyhow::{Context, Result, bail};

use crate::commands::{line_of, target_folder};

/// What runs beside; it is ended where nobody waits for it any more.
pub struct Beside {
    line: String,
    child: Child,
    said: PathBuf,
}

impl Beside {
    /// Starts a command. What it says is kept in a file, so that two do not speak at once.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let line = line_of(command);
        let folder = target_folder().join("xtask");
        let said = folder.join(name).with_extension("log");
        let file = fs::create_dir_all(&folder)
            .and_then(|()| File::create(&said))
            .with_context(|| format!("cannot write {}", said.display()))?;
        let errors = file.try_clone().context("the log cannot be shared")?;
        eprintln!(
            "> {line} (beside what follows; says it to {})",
            said.display()
        );
        let child = command
            .stdout(file)
            .stderr(errors)
            .spawn()
            .with_context(|| format!("`{line}` could not be started; is the program installed?"))?;
        Ok(Self { line, child, said })
    }

    /// Waits for its end, shows what it said, and fails where it failed.
    pub fn finish(mut self) -> Result<()> {
        let status = self.child.wait()?;
        let said =
            fs::read(&self.said).with_context(|| format!("cannot read {}", self.said.display()))?;
        eprintln!("> {}", self.line);
        eprint!("{}", String::from_utf8_lossy(&said));
        if !status.success() {
            bail!("`{}` failed ({status})", self.line);
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After its end there is nothing to end, which is no failure.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
