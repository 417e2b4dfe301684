//! `zoom-in-net screen`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use rayon::prelude::*;
use serde::Serialize;
use zoom_in_net::grade::Eye;
use zoom_in_net::photograph::decode;
use zoom_in_net::screening::finding::Screening;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::screening::naming::Named;
use zoom_in_net::screening::screener::{Gated, ScreenedPhotograph, Screener};
use zoom_in_net::screening::wording;
use zoom_in_net_inference::{InferenceDevice, Model, NativeNetworks};
use zoom_in_net_storage::{put_whole, write_whole};

use crate::failure::{SomeUnread, in_words};
use crate::pairs::{groups, named};
use crate::patients::{FileOfPatient, Patient, patients};
use crate::photographs::photographs_in;
use crate::picture::picture;
use crate::picture_files::picture_files;
use crate::progress::photographs_bar;
use crate::words;

/// Photographs that are decoded before the networks read them: enough for every processor core and the batches of
/// a graphics processor.
const TOGETHER: usize = 16;

/// What `screen` is told.
#[derive(Args)]
pub struct ScreenArguments {
    /// Photographs, and folders of photographs.
    #[arg(required = true, value_name = "PHOTO")]
    photographs: Vec<PathBuf>,
    /// Look in the folders within folders too.
    #[arg(long, short)]
    recursive: bool,
    /// Write the results to this file, as JSON; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw each result, with attention, regions and crops, into this folder: `1.jpg` into `1.jpg.png`, in the folders
    /// that the photographs do not have in common. The JSON says which is whose.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The folder of the model.
    #[arg(long, value_name = "DIR", default_value = "weights")]
    weights: PathBuf,
    /// Where to compute.
    #[arg(long, default_value = "cpu")]
    device: InferenceDevice,
    /// Read six mirrored and turned views of each photograph and average what the networks say: steadier, and six times as
    /// long.
    #[arg(long)]
    thorough: bool,
}

/// All results, as they are written.
#[derive(Serialize)]
struct Screenings<'a> {
    disclaimer: &'static str,
    model: &'a str,
    version: &'a str,
    screenings: Vec<ScreeningOfFile>,
    /// Whose photographs they are, as far as names say.
    patients: Vec<Patient>,
}

/// The result of one file.
#[derive(Serialize)]
struct ScreeningOfFile {
    file: PathBuf,
    /// As the file's name says.
    patient: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    eye: Option<Eye>,
    #[serde(flatten)]
    result: FileResult,
}

/// A file has a screening, or could not be read.
#[derive(Serialize)]
#[serde(untagged)]
enum FileResult {
    Screened {
        screening: Screening,
        #[serde(skip_serializing_if = "Option::is_none")]
        picture: Option<PathBuf>,
    },
    Failed {
        error: String,
    },
}

/// Screens photographs; one that cannot be read never stops the others.
pub fn screen(arguments: &ScreenArguments) -> Result<()> {
    let model = Model::open(&arguments.weights)?;
    let screener = model.screener(arguments.device)?;
    let files = photographs_in(&arguments.photographs, arguments.recursive)?;
    let pictures = match &arguments.out {
        Some(folder) => Some(pictures_in(folder, &files)?),
        None => None,
    };
    let asked = Asked {
        files: &files,
        pictures: pictures.as_deref(),
        thorough: arguments.thorough,
    };
    let bar = photographs_bar(files.len())?;
    let mut screenings: Vec<(usize, ScreeningOfFile)> = Vec::with_capacity(files.len());
    for groups in together(groups(&files)) {
        let screened = screen_groups(&screener, &groups, &asked);
        bar.inc(screened.len() as u64);
        screenings.extend(groups.into_iter().flatten().zip(screened));
    }
    bar.finish();
    screenings.sort_by_key(|(index, _)| *index);
    let screenings: Vec<ScreeningOfFile> = screenings.into_iter().map(|(_, one)| one).collect();
    for screening in &screenings {
        eprintln!("{}", sentence(screening));
    }
    let patients = patients_of(&screenings);
    for sentence in patients.iter().filter_map(Patient::sentence) {
        eprintln!("{sentence}");
    }
    eprintln!("{}", wording::DISCLAIMER);
    let failed = screenings
        .iter()
        .filter(|one| matches!(one.result, FileResult::Failed { .. }))
        .count();
    let total = screenings.len();
    if let Some(file) = &arguments.json {
        let all = Screenings {
            disclaimer: wording::DISCLAIMER,
            model: &model.manifest.name,
            version: &model.manifest.version,
            screenings,
            patients,
        };
        let text = serde_json::to_string_pretty(&all)?;
        if file == Path::new("-") {
            println!("{text}");
        } else {
            write_whole(file, text + "\n")
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
    }
    if failed > 0 {
        return Err(SomeUnread { failed, total }.into());
    }
    Ok(())
}

/// What is to be done with the files.
struct Asked<'a> {
    files: &'a [PathBuf],
    /// Where the picture of each file is written, where pictures are.
    pictures: Option<&'a [PathBuf]>,
    thorough: bool,
}

/// Where the picture of each file is written in `folder`, which is made. What lies there already is said.
fn pictures_in(folder: &Path, files: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let name = folder.display();
    fs::create_dir_all(folder).with_context(|| format!("{name} cannot be made"))?;
    let pictures = picture_files(folder, files)?;
    let replaced = pictures.iter().filter(|picture| picture.exists()).count();
    if replaced > 0 {
        eprintln!("{name}: {replaced} of the pictures are there already, and are made anew");
    }
    Ok(pictures)
}

fn patients_of(screenings: &[ScreeningOfFile]) -> Vec<Patient> {
    let files = screenings.iter().map(|one| FileOfPatient {
        file: &one.file,
        patient: &one.patient,
        eye: one.eye,
        screening: match &one.result {
            FileResult::Screened { screening, .. } => Some(screening),
            FileResult::Failed { .. } => None,
        },
    });
    patients(&files.collect::<Vec<_>>())
}

/// Groups of files, as many together as are decoded before the networks read them.
fn together(groups: Vec<Vec<usize>>) -> Vec<Vec<Vec<usize>>> {
    let mut all: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut files = 0;
    for group in groups {
        if all.is_empty() || files + group.len() > TOGETHER {
            all.push(Vec::new());
            files = 0;
        }
        files += group.len();
        all.last_mut().expect("one was pushed").push(group);
    }
    all
}

/// Prepares files side by side, has the networks read them together and a patient's eyes beside each other, and draws side
/// by side. The results are in the order of the groups' files.
fn screen_groups(
    screener: &Screener<NativeNetworks>,
    groups: &[Vec<usize>],
    asked: &Asked<'_>,
) -> Vec<ScreeningOfFile> {
    let manifest = &screener.manifest;
    let indices: Vec<usize> = groups.iter().flatten().copied().collect();
    let files: Vec<&PathBuf> = indices.iter().map(|&file| &asked.files[file]).collect();
    let prepared: Vec<Result<Gated>> = files
        .par_iter()
        .map(|file| prepare_file(manifest, file))
        .collect();
    let mut readable = Vec::with_capacity(files.len());
    let errors: Vec<Option<anyhow::Error>> = prepared
        .into_iter()
        .map(|prepared| prepared.map(|gated| readable.push(gated)).err())
        .collect();
    let screened = pollster::block_on(screener.screen_gated(readable, asked.thorough, |_| {}));
    let mut screened = screened.map(Vec::into_iter);
    let mut results: Vec<Result<ScreenedPhotograph>> = errors
        .into_iter()
        .map(|error| match (error, &mut screened) {
            (Some(error), _) => Err(error),
            (None, Ok(screened)) => Ok(screened.next().expect("one screening for each photograph")),
            (None, Err(not_computed)) => Err(not_computed.clone().into()),
        })
        .collect();
    let mut rest = &mut results[..];
    for group in groups {
        let (of_group, others) = rest.split_at_mut(group.len());
        read_with_fellow(screener, of_group);
        rest = others;
    }
    let drawn = indices.par_iter().zip(results).map(|(&index, screened)| {
        let file = &asked.files[index];
        let picture_file = asked.pictures.map(|pictures| pictures[index].as_path());
        let result = screened.and_then(|screened| draw(screened, picture_file));
        let Named { patient, eye } = named(file);
        ScreeningOfFile {
            file: file.to_path_buf(),
            patient,
            eye,
            result: result.unwrap_or_else(|error| FileResult::Failed {
                error: in_words(&error),
            }),
        }
    });
    drawn.collect()
}

/// Where both eyes of a patient could be graded, each is read with the other.
fn read_with_fellow(
    screener: &Screener<NativeNetworks>,
    of_patient: &mut [Result<ScreenedPhotograph>],
) {
    let [Ok(one), Ok(other)] = of_patient else {
        return;
    };
    let (Screening::Graded(one), Screening::Graded(other)) =
        (&mut one.screening, &mut other.screening)
    else {
        return;
    };
    // Both are findings of this very screener.
    if let (Ok(with_other), Ok(with_one)) = (
        screener.with_fellow(one, other),
        screener.with_fellow(other, one),
    ) {
        (**one, **other) = (with_other, with_one);
    }
}

fn prepare_file(manifest: &ModelManifest, file: &Path) -> Result<Gated> {
    Ok(manifest.gate(&decode(&fs::read(file)?)?))
}

/// A result, its picture drawn into a file where it has one.
fn draw(screened: ScreenedPhotograph, picture_file: Option<&Path>) -> Result<FileResult> {
    let picture = match (picture_file, &screened) {
        (
            Some(path),
            ScreenedPhotograph {
                screening: Screening::Graded(finding),
                prepared: Some(prepared),
            },
        ) => {
            let cannot_write = || format!("{} cannot be written", path.display());
            let drawn = picture(finding, prepared);
            put_whole(path, |new| drawn.save(new).map_err(io::Error::other))
                .with_context(cannot_write)?;
            Some(path.to_owned())
        }
        _ => None,
    };
    Ok(FileResult::Screened {
        screening: screened.screening,
        picture,
    })
}

/// One line for a person.
fn sentence(screening: &ScreeningOfFile) -> String {
    let file = screening.file.display();
    match &screening.result {
        FileResult::Failed { error } => format!("{file}: {error}"),
        FileResult::Screened {
            screening: Screening::Ungradable { reasons },
            ..
        } => {
            let reasons: Vec<&str> = reasons
                .iter()
                .map(|reason| reason.message.as_str())
                .collect();
            format!("{file}: {} ({})", wording::UNGRADABLE, reasons.join("; "))
        }
        FileResult::Screened {
            screening: Screening::Graded(finding),
            ..
        } => {
            format!(
                "{file}: {}. {}",
                words::found(finding),
                words::said(finding)
            )
        }
    }
}
