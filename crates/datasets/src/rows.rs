//! From the texts of a row to a photograph or a flaw: the same for every layout.

use std::path::Path;

use zoom_in_net::grade::{Eye, IcdrGrade};

use crate::photograph::Photograph;
use crate::problems::Flaw;

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The label file, relative to the root; of a layout without one, the photograph.
    pub file: &'a str,
    /// The row of the label file.
    pub row: Option<u64>,
}

impl<'a> Place<'a> {
    /// A row of a label file.
    pub fn row(file: &'a str, row: u64) -> Self {
        Self {
            file,
            row: Some(row),
        }
    }

    /// A file as a whole.
    pub fn file(file: &'a str) -> Self {
        Self { file, row: None }
    }
}

/// What a layout says of one photograph, still as text.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// The photograph as the row names it.
    pub image: &'a str,
    /// Its path relative to the root, if the file exists.
    pub id: Option<String>,
    /// The patient; `None` where the layout does not know patients.
    pub patient: Option<&'a str>,
    /// The eye; `None` where the layout does not know eyes.
    pub eye: Option<&'a str>,
    /// The grade.
    pub grade: Grade<'a>,
    /// What the layout says of the macula.
    pub maculopathy: Maculopathy<'a>,
    /// What may have one label only; `None` where that is just the file.
    pub subject: Option<&'a str>,
}

impl Row<'_> {
    /// The photograph in the dataset's folder, or the first flaw of the row.
    pub fn photograph(self, root: &Path) -> Result<Photograph, Flaw> {
        if self.image.is_empty() {
            return Err(Flaw::NoImage);
        }
        if self.patient == Some("") {
            return Err(Flaw::NoPatient);
        }
        let eye = self.eye.map(parse_eye).transpose()?;
        let grade = parse_grade(self.grade)?;
        let maculopathy = parse_maculopathy(self.maculopathy)?;
        let id = self
            .id
            .ok_or_else(|| Flaw::MissingFile(self.image.to_owned()))?;
        Ok(Photograph {
            path: root.join(&id),
            patient: self.patient.unwrap_or(&id).to_owned(),
            id,
            eye,
            grade,
            maculopathy,
        })
    }
}

/// On which scale a layout grades.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grade<'a> {
    /// ICDR, 0 to 4.
    Icdr(&'a str),
    /// Messidor, 0 to 3, of which each stands for the ICDR grade of that number.
    Messidor(&'a str),
}

/// How a layout speaks of maculopathy.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Maculopathy<'a> {
    /// Not at all.
    NotJudged,
    /// 0 (absent) or 1 (present); blank where it was not judged.
    Presence(&'a str),
    /// Risk of macular oedema: 0 (no hard exudates), 1 (some, but none near the macula) or 2 (some within
    /// one disc diameter of it). Only 2 counts as maculopathy: it is what makes an eye referable
    /// (Gulshan et al. 2016, and the Messidor-2 grades of 2018).
    OedemaRisk(&'a str),
}

fn parse_eye(text: &str) -> Result<Eye, Flaw> {
    match text.to_ascii_lowercase().as_str() {
        "left" | "l" => Ok(Eye::Left),
        "right" | "r" => Ok(Eye::Right),
        _ => Err(Flaw::UnknownEye(text.to_owned())),
    }
}

fn parse_grade(grade: Grade<'_>) -> Result<IcdrGrade, Flaw> {
    let (text, highest) = match grade {
        Grade::Icdr(text) => (text, IcdrGrade::Proliferative),
        Grade::Messidor(text) => (text, IcdrGrade::Severe),
    };
    if text.is_empty() {
        return Err(Flaw::NoGrade);
    }
    whole_number(text)
        .and_then(|level| IcdrGrade::try_from(level).ok())
        .filter(|grade| *grade <= highest)
        .ok_or_else(|| Flaw::NotAGrade(text.to_owned()))
}

fn parse_maculopathy(maculopathy: Maculopathy<'_>) -> Result<Option<bool>, Flaw> {
    let (text, highest) = match maculopathy {
        Maculopathy::NotJudged => return Ok(None),
        Maculopathy::Presence(text) => (text, 1),
        Maculopathy::OedemaRisk(text) => (text, 2),
    };
    if text.is_empty() {
        return Ok(None);
    }
    match whole_number(text) {
        Some(risk) if risk <= highest => Ok(Some(risk == highest)),
        _ => Err(Flaw::UnknownMaculopathy(text.to_owned())),
    }
}

/// A small whole number; `2.0` is what `2` becomes in a spreadsheet column that has blanks.
pub(crate) fn whole_number(text: &str) -> Option<u8> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
