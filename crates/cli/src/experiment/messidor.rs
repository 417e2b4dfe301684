//! `zoom-in-net experiment messidor`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net_datasets::{Dataset, Part, Photograph, Split};
use zoom_in_net_evaluation::{Prediction, Stages};
use zoom_in_net_experiments::messidor::{
    Configuration, MessidorReport, PhotographsUsed, Protocol, machines_to_fit, render_html,
};
use zoom_in_net_inference::{Model, NativeNetworks};

use super::{ModelArguments, ReportArguments};
use crate::data::read_datasets;
use crate::progress::bar;
use crate::reading::{Graded, graded, predict};

/// What `experiment messidor` is told.
#[derive(Args)]
pub struct MessidorArguments {
    /// Messidor: the annotation sheets and the photographs of the twelve bases.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// EyePACS photographs to learn normal against abnormal from, the training part of `--split`;
    /// give the option once per dataset. Without it, that question is not asked.
    #[arg(long, value_name = "DIR", requires = "split")]
    train_data: Vec<PathBuf>,
    /// The split of the patients of `--train-data` that the model was trained by.
    #[arg(long, value_name = "FILE", requires = "train_data")]
    split: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
    #[command(flatten)]
    model: ModelArguments,
    /// The most photographs that one machine learns from: its memory grows with their square.
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u32).range(100..=20000))]
    max_training: u32,
}

/// Compares with the paper and its experts.
pub fn messidor(arguments: &MessidorArguments) -> Result<()> {
    let model = Model::open(&arguments.model.weights)?;
    let screener = model.screener(arguments.model.device)?;
    let tested = read_datasets(std::slice::from_ref(&arguments.data), false)?;
    let training = read_datasets(&arguments.train_data, false)?;
    let split = arguments.split.as_deref().map(Split::load).transpose()?;
    let tested_read = read(&screener, arguments, &graded(&tested, None))?;
    let training_read = match &split {
        Some(split) => {
            let photographs = graded(&training, Some((split, Part::Train)));
            Some(read(&screener, arguments, &photographs)?)
        }
        None => None,
    };

    let protocol = Protocol {
        seed: arguments.report.seed,
        max_training: arguments.max_training as usize,
    };
    let bar = bar(machines_to_fit(training_read.is_some()), "machines")?;
    let on_fit = || bar.inc(1);
    let referable = protocol.referable(&tested_read.predictions, &on_fit)?;
    let abnormal = training_read
        .as_ref()
        .map(|training| protocol.abnormal(&training.predictions, &tested_read.predictions, &on_fit))
        .transpose()?;
    bar.finish();

    let configuration = Configuration {
        data: used(&tested[0], &tested_read),
        training_data: training_read
            .iter()
            .flat_map(|read| training.iter().map(|dataset| used(dataset, read)))
            .collect(),
        split: arguments
            .split
            .as_ref()
            .map(|file| file.display().to_string()),
        model: (&model.manifest).into(),
        protocol,
        bootstrap: arguments.report.bootstrap(),
    };
    let report = MessidorReport::new(&referable, abnormal.as_ref(), configuration)?;
    arguments.report.write(&report, render_html(&report))
}

/// Photographs through the networks.
struct Read {
    predictions: Stages<Vec<Prediction>>,
    /// Dataset of each photograph that could not be read.
    unreadable: Vec<String>,
}

fn read(
    screener: &Screener<NativeNetworks>,
    arguments: &MessidorArguments,
    photographs: &[Graded],
) -> Result<Read> {
    let predictions = predict(screener, photographs, false, &arguments.model.cache)?;
    Ok(Read {
        unreadable: predictions.unreadable,
        predictions: predictions.one_eye,
    })
}

fn used(dataset: &Dataset, read: &Read) -> PhotographsUsed {
    let of_dataset = |name: &str| name == dataset.name;
    let predictions = read.predictions.whole.iter();
    let unreadable = read
        .unreadable
        .iter()
        .filter(|name| of_dataset(name))
        .count();
    let unreadable = (unreadable > 0).then(|| ("not_gradable".to_owned(), unreadable));
    PhotographsUsed {
        name: dataset.name.clone(),
        n_photographs: predictions.filter(|one| of_dataset(&one.dataset)).count(),
        patients_known: dataset.photographs.iter().any(knows_its_patient),
        left_out: dataset
            .problem_counts()
            .into_iter()
            .map(|(kind, count)| (kind.to_owned(), count))
            .chain(unreadable)
            .collect(),
    }
}

/// A photograph whose patient is not told is its own patient.
fn knows_its_patient(photograph: &Photograph) -> bool {
    photograph.patient != photograph.id
}
