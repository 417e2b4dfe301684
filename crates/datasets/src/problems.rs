//! What can be wrong with a row or a file, and with a dataset as a whole.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A row or file that could not be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file concerned, relative to the dataset's root: the label file of a row, else the photograph.
    pub file: String,
    /// The row of the label file, counted from 1 with its heading.
    pub row: Option<u64>,
    /// What is wrong.
    pub what: Flaw,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "{}, row {row}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// What is wrong with a row or a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// The row cannot be read as text.
    #[error("the row cannot be read: {0}")]
    Unreadable(String),
    /// The row names no photograph.
    #[error("no photograph is named")]
    NoImage,
    /// The row names no patient where the layout asks for one.
    #[error("no patient is named")]
    NoPatient,
    /// The eye is none that is known.
    #[error("`{0}` is no eye: left, right, L or R is expected")]
    UnknownEye(String),
    /// The grade is blank.
    #[error("the grade is blank")]
    NoGrade,
    /// The grade is not on the scale.
    #[error("`{0}` is no grade of this scale")]
    NotAGrade(String),
    /// The maculopathy (or risk of macular oedema) is none that is known.
    #[error("`{0}` does not say whether there is maculopathy")]
    UnknownMaculopathy(String),
    /// There is no file for the photograph within the dataset's folder.
    #[error("there is no photograph `{0}` within the folder")]
    MissingFile(String),
    /// An earlier row said the same of this photograph.
    #[error("`{0}` was labelled in the same way before")]
    Repeated(String),
    /// Rows contradict each other about this photograph, which is left out altogether.
    #[error("`{0}` is labelled in different ways; it is left out")]
    Contradictory(String),
    /// The photograph is the same file as another with the same label; it is left out.
    #[error("the same file as `{of}`; it is left out")]
    Copy {
        /// The photograph that is kept.
        of: String,
    },
    /// The photograph is the same file as another with another label; both are left out.
    #[error("the same file as `{of}`, but labelled in another way; both are left out")]
    ContradictoryCopy {
        /// The other photograph.
        of: String,
    },
    /// The graders found the photograph ungradable: it has no grade.
    #[error("`{0}` was found ungradable")]
    Ungradable(String),
    /// The list of eye pairs is missing, so that each photograph counts as a patient.
    #[error(
        "the list of eye pairs is missing: each photograph counts as its own patient, so a split may part the two eyes of a patient"
    )]
    NoPairs,
}

impl Flaw {
    /// The kind of flaw in a few words, to count by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable row",
            Self::NoImage => "no photograph named",
            Self::NoPatient => "no patient named",
            Self::UnknownEye(_) => "unknown eye",
            Self::NoGrade => "blank grade",
            Self::NotAGrade(_) => "not a grade",
            Self::UnknownMaculopathy(_) => "unknown maculopathy",
            Self::MissingFile(_) => "missing file",
            Self::Repeated(_) => "repeated row",
            Self::Contradictory(_) => "contradictory rows",
            Self::Copy { .. } => "copy of another photograph",
            Self::ContradictoryCopy { .. } => "copy with another label",
            Self::Ungradable(_) => "ungradable photograph",
            Self::NoPairs => "missing eye pairs",
        }
    }
}

/// How many problems there are of each kind.
pub(crate) fn counts(problems: &[Problem]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.what.name()).or_insert(0) += 1;
    }
    counts
}

/// The problems in one line: each kind with its number, then the first problem in full.
pub(crate) fn summary(problems: &[Problem]) -> String {
    let kinds: Vec<String> = counts(problems)
        .into_iter()
        .map(|(name, count)| format!("{count} × {name}"))
        .collect();
    match problems.first() {
        Some(first) => format!("{}; first: {first}", kinds.join(", ")),
        None => "no problems".to_owned(),
    }
}

/// Why a folder could not be read as a dataset.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// The folder does not exist or cannot be entered.
    #[error(
        "`{root}` is not a folder that can be read: {source}; give the folder that holds the labels"
    )]
    NotAFolder {
        /// The folder asked for.
        root: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The folder holds nothing that tells its layout.
    #[error(
        "`{root}` has no layout that is known; looked for {looked_for}; give the folder that directly holds one of them"
    )]
    UnknownLayout {
        /// The folder asked for.
        root: PathBuf,
        /// The files and folders that tell the layouts.
        looked_for: String,
    },
    /// The labels are of another kind than ICDR grades.
    #[error(
        "`{file}` has no ICDR grades: its columns are {found}, without a column `grade`; add the grades (0 to 4), or use a graded dataset"
    )]
    NoGrades {
        /// The label file.
        file: PathBuf,
        /// The columns that it has.
        found: String,
    },
    /// A label file lacks columns that its layout has.
    #[error(
        "`{file}` lacks the column {missing}: its columns are {found}; name them as in the official file"
    )]
    MissingColumns {
        /// The label file.
        file: PathBuf,
        /// The columns that are missing.
        missing: String,
        /// The columns that it has.
        found: String,
    },
    /// A file or folder of the dataset could not be read.
    #[error("`{file}` cannot be read: {source}; check the file and its permissions")]
    Unreadable {
        /// The file or folder.
        file: PathBuf,
        /// What went wrong.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Not one photograph could be used.
    #[error(
        "`{root}` has labels but not one usable photograph ({summary}); check that the images were unpacked beside the labels"
    )]
    NoPhotographs {
        /// The folder asked for.
        root: PathBuf,
        /// The problems by kind, and the first of them.
        summary: String,
    },
    /// There are problems, and none were to be tolerated.
    #[error("`{root}` has problems: {summary}; correct the labels, or leave out the rows")]
    Problems {
        /// The dataset's folder.
        root: PathBuf,
        /// The problems by kind, and the first of them.
        summary: String,
    },
}
