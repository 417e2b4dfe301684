//! Fits the gradability gate on training patients and measures it on test patients, with the same result every time;
//! `zoom-in-net gradability` runs it. See `docs/gradability.md`.

mod drawn;
mod features;
mod fit;
mod logistic;
mod made_faults;
mod metrics;
mod other_pictures;
mod quality;
mod report;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::Serialize;
use zoom_in_net::gradability::{Gate, MEASUREMENTS};
use zoom_in_net_datasets::{Dataset, Part, Split, read_dataset};

use drawn::Drawing;
use features::{measure, measure_files};
use fit::TrainingRow;
use made_faults::{FaultyPhotograph, measure_with_faults, refused_by_fault};
use metrics::{Share, share};
use other_pictures::{OtherPicture, measure_folder, through_aperture};
use quality::{EyeQ, read_quality};
use report::{Accepted, Judged, Photograph, is_refused, judged, roc_svg};

/// What the gate is fitted on and measured with.
pub struct Sources<'a> {
    /// The folder that holds eyepacs, srahim and idrid.
    pub data: &'a Path,
    /// The split by patient, the same as the networks'.
    pub split: &'a Path,
    /// Folders of other pictures to fit on, each named by its package.
    pub other_to_fit: &'a [PathBuf],
    /// Folders of other pictures that are held out, each named by its package.
    pub other_held_out: &'a [PathBuf],
}

/// A gate, and how well it does.
pub struct Fitted {
    /// The gate.
    pub gate: Gate,
    /// Its metrics.
    pub report: Report,
    /// Its ROC curve on the judged test photographs, as SVG.
    pub roc: String,
}

/// All that is reported of a gate.
#[derive(Serialize)]
pub struct Report {
    provenance: String,
    reject_threshold: f64,
    other_picture_threshold: f64,
    train: Judged,
    validation: Judged,
    test: Judged,
    made_faults_refused_in_good_train: BTreeMap<&'static str, Share>,
    made_faults_refused_in_good_validation: BTreeMap<&'static str, Share>,
    made_faults_refused_in_good_test: BTreeMap<&'static str, Share>,
    srahim_test_refused: Share,
    idrid_refused: Share,
    eyepacs_test_without_judgement_refused: Share,
    other_pictures_held_out: Accepted,
    other_pictures_held_out_by_package: BTreeMap<String, Accepted>,
    drawn_held_out: Accepted,
}

/// Fits the gate, then measures it. `stage` is told what is done next, since all takes minutes.
///
/// # Errors
/// Where photographs, pictures, the split or people's judgements cannot be read, or nothing can be fitted to them.
pub fn fit_and_measure(sources: &Sources, stage: impl Fn(&str)) -> Result<Fitted> {
    let dataset =
        |name: &str| -> Result<Dataset> { Ok(read_dataset(&sources.data.join(name))?.strict()?) };
    let (eyepacs, srahim) = (dataset("eyepacs")?, dataset("srahim")?);
    // Without grades, hence no dataset of graded photographs.
    let idrid = files_in(&sources.data.join("idrid/images"))?;
    let split = Split::load(sources.split)?;
    let quality = read_quality(&eyepacs)?;

    let photographs = |dataset: &Dataset, part: Part| part_of(dataset, part, &split, &quality);
    stage("measuring the photographs to fit on");
    let train_eyepacs = photographs(&eyepacs, Part::Train)?;
    let train_srahim = photographs(&srahim, Part::Train)?;
    let to_fit = folders(sources.other_to_fit)?;
    let training: Vec<TrainingRow> = train_eyepacs
        .iter()
        .chain(&train_srahim)
        .filter_map(|photograph| {
            Some(TrainingRow {
                patient: photograph.patient.clone(),
                eyeq: photograph.eyeq,
                features: photograph.features.clone()?,
            })
        })
        .collect();
    let others: Vec<Vec<f64>> = to_fit
        .into_iter()
        .flat_map(|picture| [picture.whole, picture.through_aperture])
        .chain(
            drawn(&Drawing::TO_FIT)
                .into_iter()
                .flat_map(|picture| [picture.whole, picture.through_aperture]),
        )
        .flatten()
        .collect();
    stage("measuring the good ones with faults made in them");
    let faults = |part: Part| made_faults(&eyepacs, part, &split, &quality);
    let train_faults = faults(Part::Train)?;
    let faulty: Vec<TrainingRow> = train_faults
        .iter()
        .filter_map(|photograph| {
            Some(TrainingRow {
                patient: photograph.patient.clone(),
                eyeq: Some(EyeQ::Reject),
                features: photograph.features.clone()?,
            })
        })
        .collect();
    stage("fitting");
    let gate = fit::fit(&MEASUREMENTS, &training, &faulty, &others)?;

    // The gate is final here: nothing below changes it.
    stage("measuring what is held out");
    let validation = photographs(&eyepacs, Part::Validation)?;
    let test = photographs(&eyepacs, Part::Test)?;
    let held_out = folders(sources.other_held_out)?;
    let refused = |photographs: &[Photograph]| {
        share(photographs.iter().map(|p| is_refused(&gate, &p.features)))
    };
    let idrid: Vec<&Path> = idrid.iter().map(PathBuf::as_path).collect();
    let report = Report {
        provenance: gate.provenance.clone(),
        reject_threshold: gate.reject.threshold,
        other_picture_threshold: gate.other_picture.threshold,
        train: judged(&gate, &train_eyepacs),
        validation: judged(&gate, &validation),
        test: judged(&gate, &test),
        made_faults_refused_in_good_train: refused_by_fault(&gate, &train_faults),
        made_faults_refused_in_good_validation: refused_by_fault(&gate, &faults(Part::Validation)?),
        made_faults_refused_in_good_test: refused_by_fault(&gate, &faults(Part::Test)?),
        srahim_test_refused: refused(&photographs(&srahim, Part::Test)?),
        idrid_refused: share(
            measure_files(&idrid)?
                .iter()
                .map(|features| is_refused(&gate, features)),
        ),
        eyepacs_test_without_judgement_refused: share(
            test.iter()
                .filter(|p| p.eyeq.is_none())
                .map(|p| is_refused(&gate, &p.features)),
        ),
        other_pictures_held_out: accepted(&gate, held_out.iter()),
        other_pictures_held_out_by_package: by_package(&gate, &held_out),
        drawn_held_out: accepted(&gate, drawn(&Drawing::HELD_OUT).iter()),
    };
    let roc = roc_svg(&gate, &test)?;
    Ok(Fitted { gate, report, roc })
}

fn part_of(
    dataset: &Dataset,
    part: Part,
    split: &Split,
    quality: &HashMap<String, EyeQ>,
) -> Result<Vec<Photograph>> {
    let photographs = split.photographs_in(dataset, part);
    let files: Vec<&Path> = photographs
        .iter()
        .map(|photograph| photograph.path.as_path())
        .collect();
    let features = measure_files(&files)?;
    Ok(photographs
        .into_iter()
        .zip(features)
        .map(|(photograph, features)| Photograph {
            patient: patient_of(dataset, &photograph.patient),
            eyeq: quality.get(&photograph.id).copied(),
            features,
        })
        .collect())
}

fn patient_of(dataset: &Dataset, patient: &str) -> String {
    format!("{}/{patient}", dataset.name)
}

/// The photographs that people judged good, with each fault made in them.
fn made_faults(
    dataset: &Dataset,
    part: Part,
    split: &Split,
    quality: &HashMap<String, EyeQ>,
) -> Result<Vec<FaultyPhotograph>> {
    let photographs = split.photographs_in(dataset, part);
    let good: Vec<(String, &Path)> = photographs
        .into_iter()
        .filter(|photograph| quality.get(&photograph.id) == Some(&EyeQ::Good))
        .map(|photograph| {
            (
                patient_of(dataset, &photograph.patient),
                photograph.path.as_path(),
            )
        })
        .collect();
    measure_with_faults(&good)
}

/// The files in a folder, by name.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    files.sort_unstable();
    Ok(files)
}

fn folders(folders: &[PathBuf]) -> Result<Vec<OtherPicture>> {
    let mut all = Vec::new();
    for folder in folders {
        let pictures = measure_folder(folder)?;
        anyhow::ensure!(
            !pictures.is_empty(),
            "no picture is in {}",
            folder.display()
        );
        all.extend(pictures);
    }
    Ok(all)
}

fn drawn(kinds: &[Drawing]) -> Vec<OtherPicture> {
    let pictures: Vec<_> = kinds.iter().flat_map(|kind| kind.variants()).collect();
    pictures
        .par_iter()
        .map(|picture| OtherPicture {
            package: "drawn".to_owned(),
            whole: measure(picture),
            through_aperture: measure(&through_aperture(picture)),
        })
        .collect()
}

fn accepted<'p>(gate: &Gate, pictures: impl Iterator<Item = &'p OtherPicture> + Clone) -> Accepted {
    Accepted {
        whole: share(
            pictures
                .clone()
                .map(|picture| !is_refused(gate, &picture.whole)),
        ),
        through_aperture: share(
            pictures.map(|picture| !is_refused(gate, &picture.through_aperture)),
        ),
    }
}

fn by_package(gate: &Gate, pictures: &[OtherPicture]) -> BTreeMap<String, Accepted> {
    let mut packages: Vec<&str> = pictures
        .iter()
        .map(|picture| picture.package.as_str())
        .collect();
    packages.sort_unstable();
    packages.dedup();
    packages
        .into_iter()
        .map(|package| {
            let of_package = pictures.iter().filter(|picture| picture.package == package);
            (package.to_owned(), accepted(gate, of_package))
        })
        .collect()
}
