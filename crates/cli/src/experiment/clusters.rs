//! `zoom-in-net experiment clusters`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use zoom_in_net_experiments::clusters::{
    ClusterExperiment, ClusterReport, ColumnSettings, Configuration, GroupingSettings, drawn,
    group, render_gallery, render_html,
};
use zoom_in_net_experiments::lesions::{LesionFolder, MaskedPhotograph, Skipped};
use zoom_in_net_inference::Model;
use zoom_in_net_storage::write_whole;

use super::{ModelArguments, ReportArguments, name_of};
use crate::data::read_datasets;
use crate::progress::photographs_bar;

/// What `experiment clusters` is told.
#[derive(Args)]
pub struct ClustersArguments {
    /// A folder with `images/NAME.jpg` and `masks/KIND/NAME_KIND.png`, or graded photographs; without
    /// masks no purity is measured.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    report: ReportArguments,
    /// Write the page with each cluster's patches to this file too. It shows parts of the
    /// photographs: do not publish it, unless their terms allow that.
    #[arg(long, value_name = "FILE")]
    gallery: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
    /// The most positions of one photograph.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=196))]
    per_photograph: u32,
    /// The most positions of all photographs: memory grows with their square, 90 MB for 1500.
    #[arg(long, default_value_t = 1500, value_parser = clap::value_parser!(u32).range(2..=10000))]
    max_columns: u32,
}

/// Clusters what the network finds suspicious.
pub fn clusters(arguments: &ClustersArguments) -> Result<()> {
    let model = Model::open(&arguments.model.weights)?;
    let screener = model.screener(arguments.model.device)?;
    let settings = ColumnSettings {
        per_photograph: arguments.per_photograph as usize,
        max_columns: arguments.max_columns as usize,
    };
    let Given {
        photographs,
        skipped,
        masks,
    } = photographs_in(&arguments.data)?;
    let photographs_given = photographs.len();
    let photographs = drawn(photographs, settings, arguments.report.seed);
    let folder = arguments.model.cache.join("clusters");
    let experiment = ClusterExperiment::new(&screener, settings, &folder);
    let bar = photographs_bar(photographs.len())?;
    let mut results = experiment.measure(&photographs, || bar.inc(1))?;
    bar.finish();
    results.skipped.extend(skipped);
    for skipped in &results.skipped {
        eprintln!("{} is left out: {}", skipped.name, skipped.reason);
    }
    let grouping_settings = GroupingSettings::default();
    let grouping = group(&results.photographs, grouping_settings)?;
    let configuration = Configuration {
        data: name_of(&arguments.data)?,
        data_sha256: results.data_sha256.clone(),
        photographs_given,
        photographs_drawn: photographs.len(),
        masks,
        model: (&model.manifest).into(),
        columns: settings,
        grouping: grouping_settings,
        bootstrap: arguments.report.bootstrap(),
    };
    let report = ClusterReport::new(&results, &grouping, configuration);
    if let Some(file) = &arguments.gallery {
        let page = render_gallery(&report, &grouping, &results.photographs);
        write_whole(file, page).with_context(|| format!("{} cannot be written", file.display()))?;
        eprintln!("{} written", file.display());
    }
    arguments.report.write(&report, render_html(&report))
}

/// What is in a folder.
struct Given {
    photographs: Vec<MaskedPhotograph>,
    /// What cannot be used.
    skipped: Vec<Skipped>,
    /// Whether there are masks of lesions.
    masks: bool,
}

fn photographs_in(folder: &Path) -> Result<Given> {
    if folder.join("masks").is_dir() {
        let folder = LesionFolder::open(folder)?;
        return Ok(Given {
            photographs: folder.photographs,
            skipped: folder.skipped,
            masks: true,
        });
    }
    let datasets = read_datasets(&[folder.to_owned()], false)?;
    let photographs = datasets.into_iter().flat_map(|dataset| dataset.photographs);
    let without_masks = photographs.map(|photograph| MaskedPhotograph {
        name: photograph.id,
        photo: photograph.path,
        masks: BTreeMap::new(),
    });
    Ok(Given {
        photographs: without_masks.collect(),
        skipped: Vec::new(),
        masks: false,
    })
}
