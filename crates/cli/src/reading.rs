//! Graded photographs through the networks, as predictions.

use std::path::{Path, PathBuf};

use anyhow::Result;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::{Networks, PairHead};
use zoom_in_net::screening::manifest::Decisions;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::stages::StageProbabilities;
use zoom_in_net_datasets::{Dataset, Part, Photograph, Split};
use zoom_in_net_evaluation::{Prediction, StagePredictions, Stages};
use zoom_in_net_inference::Readings;
use zoom_in_net_inference::cache::PreparedCache;

use crate::both_eyes::BothEyes;
use crate::progress::photographs_bar;

/// Photographs whose readings are held at once: with their maps and features, those of a large set
/// would fill hundreds of megabytes, while predictions are a few numbers each.
const TOGETHER: usize = 512;

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
    /// M-Net with the fellow eye, of the photographs of patients with both.
    pub both_eyes: Vec<Prediction>,
    /// Dataset of each photograph that could not be read.
    pub unreadable: Vec<String>,
}

impl From<Predictions> for Stages<Vec<Prediction>> {
    fn from(predictions: Predictions) -> Self {
        Self {
            whole: predictions.whole,
            m_net: predictions.m_net,
            m_a_net: predictions.m_a_net,
        }
    }
}

/// The photographs of datasets: those of one part of a split, or all.
pub fn graded<'a>(datasets: &'a [Dataset], part: Option<(&Split, Part)>) -> Vec<Graded<'a>> {
    datasets
        .iter()
        .flat_map(|dataset| {
            let photographs = match part {
                Some((split, part)) => split.photographs_in(dataset, part),
                None => dataset.photographs.iter().collect(),
            };
            photographs
                .into_iter()
                .map(|photograph| (dataset.name.as_str(), photograph))
        })
        .collect()
}

/// Reads graded photographs, with a progress bar. Prepared photographs and readings are kept
/// under `cache`.
pub fn predict<N: Networks>(
    screener: &Screener<N>,
    pair_head: &PairHead,
    photographs: &[Graded],
    cache: &Path,
) -> Result<Predictions> {
    let prepared = PreparedCache::new(&cache.join("prepared"), screener.manifest.sizes);
    let readings = Readings::new(screener, &prepared, &cache.join("readings"));
    let bar = photographs_bar(photographs.len())?;
    let mut all = Predictions {
        m_net: Vec::new(),
        m_a_net: Vec::new(),
        whole: Vec::new(),
        both_eyes: Vec::new(),
        unreadable: Vec::new(),
    };
    let mut both_eyes = BothEyes::among(pair_head, photographs);
    for some in photographs.chunks(TOGETHER) {
        let paths: Vec<PathBuf> = some
            .iter()
            .map(|(_, photograph)| photograph.path.clone())
            .collect();
        let read = readings.of(&paths, |done| bar.inc(done as u64))?;
        for (read, (dataset, photograph)) in read.into_iter().zip(some) {
            let reading = match read.reading {
                Ok(reading) => reading,
                Err(reason) => {
                    bar.suspend(|| eprintln!("{}: {reason}", read.path.display()));
                    all.unreadable.push((*dataset).to_owned());
                    continue;
                }
            };
            let by_stage = StageProbabilities::from(&reading);
            let graded = (*dataset, *photograph);
            all.m_net.push(prediction(graded, by_stage.m_net));
            all.m_a_net.push(prediction(graded, by_stage.m_a_net));
            all.whole.push(prediction(graded, by_stage.whole));
            let of_pair = both_eyes.add(graded, reading.features)?;
            all.both_eyes.extend(
                of_pair
                    .into_iter()
                    .flatten()
                    .map(|(graded, probabilities)| prediction(graded, probabilities)),
            );
        }
    }
    bar.finish();
    Ok(all)
}

fn prediction((dataset, photograph): Graded, probabilities: [f64; GRADES]) -> Prediction {
    Prediction {
        photograph: photograph.id.clone(),
        dataset: dataset.to_owned(),
        patient: photograph.patient.clone(),
        reference: photograph.grade,
        probabilities,
    }
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
