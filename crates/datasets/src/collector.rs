//! Gathers the photographs and problems of a dataset: the same for every layout.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use crate::copies::equal_files;
use crate::photograph::Photograph;
use crate::problems::{DatasetError, Flaw, Problem};
use crate::rows::{Place, Row};
use crate::table::for_each_row;

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

    /// Reads a label file, relative to the root, calling `take` for each row that is text; see
    /// [`for_each_row`] for the columns.
    pub fn read_table<const N: usize>(
        &mut self,
        file: &str,
        columns: [&str; N],
        required: usize,
        mut take: impl FnMut(&mut Self, Place<'_>, [&str; N]),
    ) -> Result<(), DatasetError> {
        for_each_row(&self.root.join(file), columns, required, |row, cells| {
            let place = Place::row(file, row);
            match cells {
                Ok(cells) => take(self, place, cells),
                Err(why) => self.problem(place, Flaw::Unreadable(why)),
            }
        })
    }

    /// Takes in a row, as a photograph or as a problem.
    pub fn add(&mut self, place: Place<'_>, row: Row<'_>) {
        let subject = row.subject;
        match row.photograph(self.root) {
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
