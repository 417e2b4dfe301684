//! Graded photographs through the networks, as predictions.

use std::path::{Path, PathBuf};

use anyhow::Result;
use zoom_in_net::networks::Networks;
use zoom_in_net::screening::manifest::StageDecisions;
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::stages::StageProbabilities;
use zoom_in_net_datasets::{Dataset, Part, Photograph, Split};
use zoom_in_net_evaluation::{OedemaPrediction, Prediction, StagePredictions, Stages};
use zoom_in_net_inference::Readings;
use zoom_in_net_inference::cache::PreparedCache;

use crate::both_eyes::BothEyes;
use crate::progress::photographs_bar;

/// Photographs whose readings are held at once: with their maps and features, those of a large set
/// would fill hundreds of megabytes, while predictions are a few numbers each.
const TOGETHER: usize = 512;

/// A photograph and the name of its dataset.
pub type Graded<'a> = (&'a str, &'a Photograph);

/// What is predicted of photographs, and which could not be read.
pub struct Predictions {
    /// Each stage by one eye.
    pub one_eye: Stages<Vec<Prediction>>,
    /// Each stage with the fellow eye, of the photographs of patients with both.
    pub both_eyes: Stages<Vec<Prediction>>,
    /// Macular oedema, of the photographs in which it was judged.
    pub oedema: Vec<OedemaPrediction>,
    /// Dataset of each photograph that could not be read.
    pub unreadable: Vec<String>,
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

/// Reads graded photographs, several views of each where that is to be `thorough`, with a progress bar. Prepared photographs and readings are kept
/// under `cache`.
pub fn predict<N: Networks>(
    screener: &Screener<N>,
    photographs: &[Graded],
    thorough: bool,
    cache: &Path,
) -> Result<Predictions> {
    let prepared = PreparedCache::new(&cache.join("prepared"), screener.manifest.sizes);
    let readings = Readings::new(screener, &prepared, thorough, &cache.join("readings"));
    let bar = photographs_bar(photographs.len())?;
    let mut all = Predictions {
        one_eye: Stages::default(),
        both_eyes: Stages::default(),
        oedema: Vec::new(),
        unreadable: Vec::new(),
    };
    let heads = &screener.heads;
    let mut both_eyes = BothEyes::among(heads, photographs);
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
            let by_stage =
                StageProbabilities::of_logits(reading.m_net, reading.a_net, reading.c_net);
            let graded = (*dataset, *photograph);
            push(&mut all.one_eye, graded, &by_stage);
            if let Some(oedema) = photograph.maculopathy {
                all.oedema.push(OedemaPrediction {
                    dataset: (*dataset).to_owned(),
                    patient: photograph.patient.clone(),
                    oedema,
                    grade: photograph.grade,
                    logit: heads.oedema_logit(&reading.features),
                    probabilities: by_stage.whole,
                });
            }
            for (graded, by_stage) in both_eyes.add(graded, reading).into_iter().flatten() {
                push(&mut all.both_eyes, graded, &by_stage);
            }
        }
    }
    bar.finish();
    Ok(all)
}

fn push(
    stages: &mut Stages<Vec<Prediction>>,
    (dataset, photograph): Graded,
    by_stage: &StageProbabilities,
) {
    let prediction = |probabilities| Prediction {
        photograph: photograph.id.clone(),
        dataset: dataset.to_owned(),
        patient: photograph.patient.clone(),
        reference: photograph.grade,
        probabilities,
    };
    stages.m_net.push(prediction(by_stage.m_net));
    stages.m_a_net.push(prediction(by_stage.m_a_net));
    stages.whole.push(prediction(by_stage.whole));
}

/// Each stage's predictions with its own decision.
pub fn decided(
    predictions: Stages<Vec<Prediction>>,
    decisions: &StageDecisions,
) -> Stages<StagePredictions> {
    Stages {
        whole: StagePredictions::new(predictions.whole, decisions.whole),
        m_net: StagePredictions::new(predictions.m_net, decisions.m_net),
        m_a_net: StagePredictions::new(predictions.m_a_net, decisions.m_a_net),
    }
}
