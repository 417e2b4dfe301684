//! A graded photograph, and the dataset it belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use zoom_in_net::grade::{Eye, IcdrGrade};

use crate::layouts::Layout;
use crate::problems::{DatasetError, Problem, summary};

/// A photograph of one eye with the grade people gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photograph {
    /// Path relative to the dataset's root, with `/` between folders: unique within the dataset.
    pub id: String,
    /// Where the image file lies.
    pub path: PathBuf,
    /// The patient, unique within the dataset. Where a dataset does not say which photographs belong to
    /// the same patient, each photograph is its own patient, named by its `id`.
    pub patient: String,
    /// Which eye is shown, where the dataset says so.
    pub eye: Option<Eye>,
    /// The ICDR grade.
    pub grade: IcdrGrade,
    /// Whether there are signs of referable maculopathy (macular oedema), where the dataset says so.
    pub maculopathy: Option<bool>,
}

/// The photographs of one folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// The name of the folder. It prefixes the patients in a [`Split`](crate::Split), so datasets used
    /// together need different names.
    pub name: String,
    /// The folder.
    pub root: PathBuf,
    /// How the folder is laid out.
    pub layout: Layout,
    /// The usable photographs, in the order of the label file.
    pub photographs: Vec<Photograph>,
    /// What could not be used, and why.
    pub problems: Vec<Problem>,
}

impl Dataset {
    /// The dataset itself where every row and file could be used.
    ///
    /// # Errors
    ///
    /// [`DatasetError::Problems`] if there is any problem.
    pub fn strict(self) -> Result<Self, DatasetError> {
        if self.problems.is_empty() {
            return Ok(self);
        }
        Err(DatasetError::Problems {
            root: self.root,
            summary: summary(&self.problems),
        })
    }

    /// How many problems there are of each kind, by the kind's name.
    pub fn problem_counts(&self) -> BTreeMap<&'static str, usize> {
        crate::problems::counts(&self.problems)
    }

    /// The patients of the usable photographs.
    pub fn patients(&self) -> BTreeSet<&str> {
        self.photographs
            .iter()
            .map(|photograph| photograph.patient.as_str())
            .collect()
    }
}
