//! `zoom-in-net experiment all`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Parser};

/// What `experiment all` is told.
#[derive(Args)]
pub struct AllArguments {
    /// The folder of the reports.
    #[arg(long, value_name = "DIR", default_value = "weights/reports")]
    out: PathBuf,
    /// Graded photographs: the test part of `--split` is evaluated, and Messidor's normal against
    /// abnormal is learned from the training part; give the option once per dataset.
    #[arg(long, value_name = "DIR", requires = "split")]
    graded: Vec<PathBuf>,
    /// The split of the patients of `--graded` that the model was trained by.
    #[arg(long, value_name = "FILE", requires = "graded")]
    split: Option<PathBuf>,
    /// Photographs with lesion masks: where the network looks, and what that has in common.
    #[arg(long, value_name = "DIR")]
    masks: Option<PathBuf>,
    /// Messidor.
    #[arg(long, value_name = "DIR")]
    messidor: Option<PathBuf>,
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    weights: PathBuf,
    /// What was measured of photographs is kept here, so that a run that was stopped goes on.
    #[arg(long, value_name = "DIR", default_value = "runs")]
    cache: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// Resamples of the bootstrap.
    #[arg(long, default_value_t = 2000)]
    resamples: u32,
    /// Seed of everything that is drawn at random.
    #[arg(long, default_value_t = 2017)]
    seed: u64,
}

/// Makes every report of a trained model whose data is given, each by its own command, which is said.
pub fn all(arguments: &AllArguments) -> Result<()> {
    let commands = arguments.commands();
    if commands.is_empty() {
        bail!("there is nothing to report on: give --graded with --split, --masks or --messidor");
    }
    std::fs::create_dir_all(&arguments.out)
        .with_context(|| format!("{} cannot be made", arguments.out.display()))?;
    for command in commands {
        let said: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
        eprintln!("{}", said.join(" "));
        crate::Arguments::try_parse_from(command)?.run()?;
    }
    Ok(())
}

impl AllArguments {
    fn commands(&self) -> Vec<Vec<OsString>> {
        let graded = |option: &str| {
            let data = self
                .graded
                .iter()
                .flat_map(|data| [option.into(), data.into()]);
            let split = self
                .split
                .iter()
                .flat_map(|split| ["--split".into(), split.into()]);
            data.chain(split).collect::<Vec<OsString>>()
        };
        let mut commands = Vec::new();
        if !self.graded.is_empty() {
            commands.push(self.command(&["evaluate"], "test", graded("--data")));
        }
        if let Some(masks) = &self.masks {
            for experiment in ["lesions", "clusters"] {
                let data = vec!["--data".into(), masks.into()];
                commands.push(self.command(&["experiment", experiment], experiment, data));
            }
        }
        if let Some(messidor) = &self.messidor {
            let mut data = vec!["--data".into(), messidor.into()];
            data.extend(graded("--train-data"));
            commands.push(self.command(&["experiment", "messidor"], "messidor", data));
        }
        commands
    }

    fn command(&self, words: &[&str], report: &str, data: Vec<OsString>) -> Vec<OsString> {
        let json: &Path = &self.out.join(report).with_extension("json");
        let common: [OsString; 12] = [
            "--json".into(),
            json.into(),
            "--weights".into(),
            (&self.weights).into(),
            "--cache".into(),
            (&self.cache).into(),
            "--device".into(),
            (&self.device).into(),
            "--resamples".into(),
            self.resamples.to_string().into(),
            "--seed".into(),
            self.seed.to_string().into(),
        ];
        ["zoom-in-net"]
            .iter()
            .chain(words)
            .map(OsString::from)
            .chain(data)
            .chain(common)
            .collect()
    }
}
