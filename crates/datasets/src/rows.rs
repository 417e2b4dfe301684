//! From the texts of a row to a photograph or a problem: the same for every layout.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use zoom_in_net::screening::grade::{Eye, IcdrGrade};

use crate::copies::equal_files;
use crate::photograph::Photograph;
use crate::problems::{DatasetError, Flaw, Problem};

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
    /// one disc diameter of it); both 1 and 2 count as maculopathy.
    OedemaRisk(&'a str),
}

/// The photographs and problems gathered so far.
#[derive(Debug)]
pub(crate) struct Collector<'r> {
    root: &'r Path,
    photographs: Vec<Photograph>,
    /// Which photographs are left out after all, in step with `photographs`.
    left_out: Vec<bool>,
    problems: Vec<Problem>,
    by_subject: HashMap<String, usize>,
}

impl<'r> Collector<'r> {
    /// Nothing gathered yet from the folder `root`.
    pub fn new(root: &'r Path) -> Self {
        Self {
            root,
            photographs: Vec::new(),
            left_out: Vec::new(),
            problems: Vec::new(),
            by_subject: HashMap::new(),
        }
    }

    /// The dataset's folder.
    pub fn root(&self) -> &'r Path {
        self.root
    }

    /// Takes in a row, as a photograph or as a problem.
    pub fn add(&mut self, place: Place<'_>, row: Row<'_>) {
        let subject = row.subject;
        match self.photograph(row) {
            Ok(photograph) => self.keep(place, photograph, subject),
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

    /// Leaves out all but the first of photographs that are the same file under several names, and all of
    /// them where their labels differ.
    pub fn leave_out_copies(&mut self) -> Result<(), DatasetError> {
        let kept: Vec<usize> = (0..self.photographs.len())
            .filter(|&index| !self.left_out[index])
            .collect();
        let paths: Vec<&Path> = kept
            .iter()
            .map(|&index| self.photographs[index].path.as_path())
            .collect();
        for copies in equal_files(&paths)? {
            let copies: Vec<usize> = copies.into_iter().map(|index| kept[index]).collect();
            self.leave_out_copies_of(copies[0], &copies[1..]);
        }
        Ok(())
    }

    fn leave_out_copies_of(&mut self, first: usize, copies: &[usize]) {
        let of = self.photographs[first].id.clone();
        for &copy in copies {
            let photograph = &self.photographs[copy];
            let what = if same_label(&self.photographs[first], photograph) {
                Flaw::Copy { of: of.clone() }
            } else {
                self.left_out[first] = true;
                Flaw::ContradictoryCopy { of: of.clone() }
            };
            self.problems.push(Problem {
                file: photograph.id.clone(),
                row: None,
                what,
            });
            self.left_out[copy] = true;
        }
    }

    /// What was gathered, without the photographs that are left out after all.
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

    fn keep(&mut self, place: Place<'_>, photograph: Photograph, subject: Option<&str>) {
        let subject = subject.unwrap_or(&photograph.id).to_owned();
        match self.by_subject.entry(subject) {
            Entry::Vacant(entry) => {
                entry.insert(self.photographs.len());
                self.photographs.push(photograph);
                self.left_out.push(false);
            }
            Entry::Occupied(entry) => {
                let first = *entry.get();
                let earlier = &self.photographs[first];
                let agrees =
                    same_label(earlier, &photograph) && earlier.patient == photograph.patient;
                let flaw = if agrees {
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

/// Whether two photographs that should be of one eye are labelled as such.
fn same_label(one: &Photograph, other: &Photograph) -> bool {
    one.grade == other.grade && one.maculopathy == other.maculopathy && one.eye == other.eye
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
        Some(risk) if risk <= highest => Ok(Some(risk > 0)),
        _ => Err(Flaw::UnknownMaculopathy(text.to_owned())),
    }
}

/// A small whole number; `2.0` is what `2` becomes in a spreadsheet column that has blanks.
pub(crate) fn whole_number(text: &str) -> Option<u8> {
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
