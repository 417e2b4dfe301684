//! Graded photographs through the networks, as predictions.

use std::path::{Path, PathBuf};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::stages::StageProbabilities;
use zoom_in_net::weights::Decisions;
use zoom_in_net_datasets::Photograph;
use zoom_in_net_evaluation::{Prediction, StagePredictions, Stages};
use zoom_in_net_inference::Readings;
use zoom_in_net_inference::cache::PreparedCache;

/// A photograph and the name of its dataset.
pub type Graded<'a> = (&'a str, &'a Photograph);

/// The predictions of each stage, and the photographs that could not be read.
pub struct Predictions {
    /// M-Net alone.
    pub m_net: Vec<Prediction>,
    /// M-Net and A-Net.
    pub m_a_net: Vec<Prediction>,
    /// The whole network.
    pub whole: Vec<Prediction>,
    /// Dataset of each photograph that could not be read.
    pub unreadable: Vec<String>,
}

/// Reads graded photographs, with a progress bar. Prepared photographs and readings are kept
/// under `cache`.
pub fn predict(screener: &Screener, photographs: &[Graded], cache: &Path) -> Result<Predictions> {
    let prepared = PreparedCache::new(&cache.join("prepared"), screener.manifest.sizes);
    let readings = Readings::new(screener, &prepared, &cache.join("readings"));
    let paths: Vec<PathBuf> = photographs
        .iter()
        .map(|(_, photograph)| photograph.path.clone())
        .collect();
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} photographs, {eta} left")?;
    let bar = ProgressBar::new(paths.len() as u64).with_style(style);
    let read = readings.of(&paths, |done| bar.inc(done as u64))?;
    bar.finish();
    let mut all = Predictions {
        m_net: Vec::new(),
        m_a_net: Vec::new(),
        whole: Vec::new(),
        unreadable: Vec::new(),
    };
    for (read, (dataset, photograph)) in read.into_iter().zip(photographs) {
        let reading = match read.reading {
            Ok(reading) => reading,
            Err(reason) => {
                eprintln!("{}: {reason}", read.path.display());
                all.unreadable.push((*dataset).to_owned());
                continue;
            }
        };
        let by_stage = StageProbabilities::from(&reading);
        let prediction = |probabilities| Prediction {
            photograph: photograph.id.clone(),
            dataset: (*dataset).to_owned(),
            patient: photograph.patient.clone(),
            reference: photograph.grade,
            probabilities,
        };
        all.m_net.push(prediction(by_stage.m_net));
        all.m_a_net.push(prediction(by_stage.m_a_net));
        all.whole.push(prediction(by_stage.whole));
    }
    Ok(all)
}

impl Predictions {
    /// Each stage's predictions with its own decision.
    pub fn with(self, decisions: &Decisions) -> Stages<StagePredictions> {
        let stage = |predictions, decision| StagePredictions {
            predictions,
            decision,
        };
        Stages {
            whole: stage(self.whole, decisions.whole),
            m_net: stage(self.m_net, decisions.m_net),
            m_a_net: stage(self.m_a_net, decisions.m_a_net),
        }
    }
}
