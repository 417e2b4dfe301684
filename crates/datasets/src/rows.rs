//! From the texts of a row to a photograph or a problem: the same for every layout.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use zoom_in_net::screening::grade::{Eye, IcdrGrade};

use crate::photograph::Photograph;
use crate::problems::{Flaw, Problem};

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The label file, relative to the root; of a layout without one, the photograph.
    pub file: &'a str,
    /// The row of the label file.
    pub row: Option<u64>,
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
    pub grade: &'a str,
    /// What the layout says of the macula.
    pub maculopathy: Maculopathy<'a>,
}

/// How a layout speaks of maculopathy.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Maculopathy<'a> {
    /// 0 (absent) or 1 (present); blank where it was not judged.
    Presence(&'a str),
}

/// The photographs and problems gathered so far.
#[derive(Debug)]
pub(crate) struct Collector<'r> {
    root: &'r Path,
    photographs: Vec<Photograph>,
    /// Which photographs are left out after all, in step with `photographs`.
    left_out: Vec<bool>,
    problems: Vec<Problem>,
    by_id: HashMap<String, usize>,
}

impl<'r> Collector<'r> {
    /// Nothing gathered yet from the folder `root`.
    pub fn new(root: &'r Path) -> Self {
        Self {
            root,
            photographs: Vec::new(),
            left_out: Vec::new(),
            problems: Vec::new(),
            by_id: HashMap::new(),
        }
    }

    /// The dataset's folder.
    pub fn root(&self) -> &'r Path {
        self.root
    }

    /// Takes in a row, as a photograph or as a problem.
    pub fn add(&mut self, place: Place<'_>, row: Row<'_>) {
        match self.photograph(row) {
            Ok(photograph) => self.keep(place, photograph),
            Err(flaw) => self.problem(place, flaw),
        }
    }

    /// Notes a problem.
    pub fn problem(&mut self, place: Place<'_>, what: Flaw) {
        self.problems.push(Problem {
            file: place.file.to_owned(),
            row: place.row,
            what,
        });
    }

    /// What was gathered, without the photographs whose rows contradict each other.
    pub fn finish(self) -> (Vec<Photograph>, Vec<Problem>) {
        let photographs = self
            .photographs
            .into_iter()
            .zip(self.left_out)
            .filter(|(_, left_out)| !left_out)
            .map(|(photograph, _)| photograph)
            .collect();
        (photographs, self.problems)
    }

    fn photograph(&self, row: Row<'_>) -> Result<Photograph, Flaw> {
        if row.image.is_empty() {
            return Err(Flaw::NoImage);
        }
        if row.patient == Some("") {
            return Err(Flaw::NoPatient);
        }
        let eye = row.eye.map(parse_eye).transpose()?;
        let grade = parse_grade(row.grade)?;
        let maculopathy = parse_maculopathy(row.maculopathy)?;
        let id = row
            .id
            .ok_or_else(|| Flaw::MissingFile(row.image.to_owned()))?;
        Ok(Photograph {
            path: self.root.join(&id),
            patient: row.patient.unwrap_or(&id).to_owned(),
            id,
            eye,
            grade,
            maculopathy,
        })
    }

    fn keep(&mut self, place: Place<'_>, photograph: Photograph) {
        match self.by_id.entry(photograph.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(self.photographs.len());
                self.photographs.push(photograph);
                self.left_out.push(false);
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                let flaw = if self.photographs[first] == photograph {
                    Flaw::Repeated(photograph.id)
                } else {
                    // Nothing tells which of the rows is right.
                    self.left_out[first] = true;
                    Flaw::Contradictory(photograph.id)
                };
                self.problem(place, flaw);
            }
        }
    }
}

fn parse_eye(text: &str) -> Result<Eye, Flaw> {
    match text.to_ascii_lowercase().as_str() {
        "left" | "l" => Ok(Eye::Left),
        "right" | "r" => Ok(Eye::Right),
        _ => Err(Flaw::UnknownEye(text.to_owned())),
    }
}

fn parse_grade(text: &str) -> Result<IcdrGrade, Flaw> {
    if text.is_empty() {
        return Err(Flaw::NoGrade);
    }
    whole_number(text)
        .and_then(|level| IcdrGrade::try_from(level).ok())
        .ok_or_else(|| Flaw::NotAGrade(text.to_owned()))
}

fn parse_maculopathy(maculopathy: Maculopathy<'_>) -> Result<Option<bool>, Flaw> {
    let (text, highest) = match maculopathy {
        Maculopathy::Presence(text) => (text, 1),
    };
    if text.is_empty() {
        return Ok(None);
    }
    match whole_number(text) {
        Some(risk) if risk <= highest => Ok(Some(risk > 0)),
        _ => Err(Flaw::UnknownMaculopathy(text.to_owned())),
    }
}

/// A small whole number; `2.0` is what `2` becomes in a spreadsheet column that has blanks.
fn whole_number(text: &str) -> Option<u8> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
