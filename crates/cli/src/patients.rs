//! What patients are told of all their photographs, as far as the names of files say which belong together.

use std::path::{Path, PathBuf};

use serde::Serialize;
use zoom_in_net::grade::Eye;
use zoom_in_net::screening::finding::{OperatingPoint, Screening};
use zoom_in_net::screening::patient::{
    EyeResult, PatientPhotograph, PatientResult, PatientVerdict, ScreeningSummary, Verdict,
};
use zoom_in_net::screening::wording;

/// A file, and whose it is.
pub struct FileOfPatient<'a> {
    pub file: &'a Path,
    pub patient: &'a str,
    pub eye: Option<Eye>,
    /// `None` where the file could not be read.
    pub screening: Option<&'a Screening>,
}

/// A patient, as written to JSON.
#[derive(Serialize)]
pub struct Patient {
    name: String,
    photographs: usize,
    verdict: PatientVerdict,
    worse_eye: Option<EyeOfFile>,
    some_eye_ungradable: bool,
    missing_eye: Option<Eye>,
    photographs_without_result: usize,
    #[serde(skip)]
    sentence: String,
}

/// An eye, and the photograph that decides for it.
#[derive(Serialize)]
struct EyeOfFile {
    side: Option<Eye>,
    file: PathBuf,
}

/// All patients, in the order of their first files.
pub fn patients(files: &[FileOfPatient<'_>]) -> Vec<Patient> {
    let mut groups: Vec<Vec<&FileOfPatient<'_>>> = Vec::new();
    for file in files {
        match groups
            .iter_mut()
            .find(|group| group[0].patient == file.patient)
        {
            Some(group) => group.push(file),
            None => groups.push(vec![file]),
        }
    }
    groups.iter().map(|files| Patient::of(files)).collect()
}

impl Patient {
    /// At the operating point that a screening reports.
    fn of(files: &[&FileOfPatient<'_>]) -> Self {
        let photographs: Vec<PatientPhotograph> = files
            .iter()
            .map(|file| PatientPhotograph {
                side: file.eye,
                screening: file.screening.map(ScreeningSummary::from),
            })
            .collect();
        let result = PatientResult::of(&photographs, OperatingPoint::HighSensitivity);
        Self {
            name: files[0].patient.to_owned(),
            photographs: files.len(),
            verdict: result.verdict,
            worse_eye: result.worse.map(|eye| EyeOfFile {
                side: result.eyes[eye].side,
                file: files[result.eyes[eye].deciding].file.to_path_buf(),
            }),
            some_eye_ungradable: result.some_ungradable,
            missing_eye: result.missing,
            photographs_without_result: result.open,
            sentence: sentence(files, &photographs, &result),
        }
    }

    /// One line for a person; `None` where the photograph's own line says it all.
    pub fn sentence(&self) -> Option<&str> {
        (self.photographs > 1).then_some(&self.sentence)
    }
}

fn sentence(
    files: &[&FileOfPatient<'_>],
    photographs: &[PatientPhotograph],
    result: &PatientResult,
) -> String {
    let told = match result.verdict {
        PatientVerdict::Referable => wording::REFERABLE,
        PatientVerdict::NotReferable => wording::NOT_REFERABLE,
        PatientVerdict::Ungradable => wording::UNGRADABLE,
        PatientVerdict::Incomplete => wording::INCOMPLETE,
    };
    let named = |eye: &EyeResult| {
        let file = files[eye.deciding].file.display();
        match eye.side {
            Some(side) => format!("{} eye ({file}", word(side)),
            None => format!("eye of unknown side ({file}"),
        }
    };
    let mut sentences = vec![format!("patient {}: {told}", files[0].patient)];
    let ungradable = |eye: &&EyeResult| eye.verdict == Verdict::Ungradable;
    let graded = result.eyes.len() - result.eyes.iter().filter(ungradable).count();
    if let Some(worse) = result.worse.map(|eye| &result.eyes[eye])
        && let Some(ScreeningSummary::Graded(summary)) = photographs[worse.deciding].screening
    {
        let which = if graded > 1 { "Worse" } else { "Graded" };
        let grade = summary.grade.level();
        sentences.push(format!("{which}: {}, grade {grade}).", named(worse)));
    }
    let ungradable = result.eyes.iter().filter(ungradable);
    sentences.extend(ungradable.map(|eye| format!("Not gradable: {}).", named(eye))));
    sentences.extend(
        result
            .missing
            .map(|eye| format!("There is no photograph of the {} eye.", word(eye))),
    );
    if result.open > 0 {
        sentences.push(format!("Photographs without a result: {}.", result.open));
    }
    sentences.join(" ")
}

fn word(eye: Eye) -> &'static str {
    match eye {
        Eye::Left => "left",
        Eye::Right => "right",
    }
}

#[cfg(test)]
mod tests {
    use zoom_in_net::gradability::Reason;
    use zoom_in_net::screening::finding::UngradableReason;

    use super::*;

    fn ungradable() -> Screening {
        let reason = UngradableReason {
            code: Reason::Blurred,
            message: String::new(),
        };
        Screening::Ungradable {
            reasons: vec![reason],
        }
    }

    /// Fails when photographs of different patients are taken together, or a file that could not be read is forgotten.
    #[test]
    fn files_are_taken_together_by_patient() {
        let screening = ungradable();
        let file = |file: &'static str, patient, eye, screening| FileOfPatient {
            file: Path::new(file),
            patient,
            eye,
            screening,
        };
        let told = patients(&[
            file("b/1_left.jpg", "b/1", Some(Eye::Left), Some(&screening)),
            file("a/1_left.jpg", "a/1", Some(Eye::Left), Some(&screening)),
            file("b/1_left2.jpg", "b/1", Some(Eye::Left), None),
        ]);
        assert_eq!(
            serde_json::to_value(&told).unwrap(),
            serde_json::json!([
                {
                    "name": "b/1", "photographs": 2, "verdict": "ungradable", "worse_eye": null,
                    "some_eye_ungradable": true, "missing_eye": "right", "photographs_without_result": 1,
                },
                {
                    "name": "a/1", "photographs": 1, "verdict": "ungradable", "worse_eye": null,
                    "some_eye_ungradable": true, "missing_eye": "right", "photographs_without_result": 0,
                },
            ])
        );
        let sentences: Vec<_> = told.iter().map(Patient::sentence).collect();
        assert_eq!(
            sentences,
            [
                Some(
                    "patient b/1: Photograph not gradable: repeat or refer. Not gradable: left eye (b/1_left.jpg). \
                     There is no photograph of the right eye. Photographs without a result: 1."
                ),
                None
            ]
        );
    }
}
