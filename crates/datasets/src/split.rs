//! Training, validation and test, parted by patient.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net_storage::write_whole;

use crate::photograph::{Dataset, Photograph};

/// A part of a [`Split`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What the networks learn from.
    Train,
    /// What settings and operating points are chosen on.
    Validation,
    /// What is reported on; nothing is ever fitted to it.
    Test,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        })
    }
}

/// Which patients serve for training, validation and test.
///
/// Patients are written with their dataset's name: `eyepacs/13`. Both eyes of a patient always fall into
/// the same part. There is no split by photograph: it would leak a test patient's fellow eye into training.
/// Where a dataset does not tell which photographs belong to the same patient, this cannot be kept, and a
/// split of that dataset should not be reported as one by patient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Patients to learn from.
    pub train: BTreeSet<String>,
    /// Patients to choose settings and operating points on.
    pub validation: BTreeSet<String>,
    /// Patients to report on.
    pub test: BTreeSet<String>,
}

/// Why a split could not be made, saved or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// The fractions do not divide a whole.
    #[error(
        "the fractions {0:?} of train, validation and test must not be negative and must add up to 1"
    )]
    Fractions((f64, f64, f64)),
    /// Two datasets have the same name, so that their patients could not be told apart.
    #[error("two datasets are named `{0}`: give one of them another name")]
    SameName(String),
    /// A patient is in two parts.
    #[error("patient `{patient}` is in both {first} and {second}")]
    InTwoParts {
        /// The patient with the dataset's name.
        patient: String,
        /// One part.
        first: Part,
        /// The other part.
        second: Part,
    },
    /// The file could not be read or written.
    #[error("the split `{file}` cannot be read or written: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The file is not a split.
    #[error(
        "`{file}` is not a split (train, validation and test, each a list of patients): {source}"
    )]
    NotASplit {
        /// The file.
        file: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
}

impl Split {
    /// Parts the patients of the datasets into `fractions` of train, validation and test.
    ///
    /// Within each dataset, the patients with the same worst grade are parted on their own, so that every
    /// part has its share of every grade, to within one patient. The same seed gives the same split on any
    /// machine and for any order of the rows.
    ///
    /// # Errors
    ///
    /// [`SplitError::Fractions`] and [`SplitError::SameName`].
    pub fn stratified(
        datasets: &[&Dataset],
        seed: u64,
        fractions: (f64, f64, f64),
    ) -> Result<Self, SplitError> {
        let mut split = Self::default();
        split.extend(datasets, seed, fractions)?;
        Ok(split)
    }

    /// Parts the patients of those datasets of which the split has none yet, as [`Split::stratified`] does, and leaves
    /// all others where they are. Returns the names of the datasets that were added.
    ///
    /// # Errors
    ///
    /// [`SplitError::Fractions`] and [`SplitError::SameName`].
    pub fn extend<'d>(
        &mut self,
        datasets: &[&'d Dataset],
        seed: u64,
        fractions: (f64, f64, f64),
    ) -> Result<Vec<&'d str>, SplitError> {
        let shares = [fractions.0, fractions.1, fractions.2];
        let divide_a_whole = (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9;
        if !divide_a_whole || shares.iter().any(|share| *share < 0.0) {
            return Err(SplitError::Fractions(fractions));
        }
        let mut names = BTreeSet::new();
        let mut added = Vec::new();
        for dataset in datasets {
            if !names.insert(&dataset.name) {
                return Err(SplitError::SameName(dataset.name.clone()));
            }
            let mut patients = dataset.patients().into_iter();
            if patients.all(|patient| self.part_of(&dataset.name, patient).is_none()) {
                self.add(dataset, seed, shares);
                added.push(dataset.name.as_str());
            }
        }
        Ok(added)
    }

    fn add(&mut self, dataset: &Dataset, seed: u64, shares: [f64; 3]) {
        // What each part is short of after the strata so far: it decides who gets the odd patients, so that
        // rounding does not starve the same part in every stratum.
        let mut owed = [0.0; 3];
        for patients in strata(dataset, seed) {
            let counts = apportion(patients.len(), shares, &mut owed);
            let mut patients = patients.into_iter();
            for (part, count) in [&mut self.train, &mut self.validation, &mut self.test]
                .into_iter()
                .zip(counts)
            {
                part.extend(patients.by_ref().take(count));
            }
        }
    }

    /// The part of a patient of the dataset with this name, if the split has the patient.
    pub fn part_of(&self, dataset_name: &str, patient: &str) -> Option<Part> {
        let patient = qualified(dataset_name, patient);
        self.parts()
            .into_iter()
            .find(|(_, patients)| patients.contains(&patient))
            .map(|(part, _)| part)
    }

    /// The photographs of the dataset whose patients are in this part, in the dataset's order.
    pub fn photographs_in<'d>(&self, dataset: &'d Dataset, part: Part) -> Vec<&'d Photograph> {
        dataset
            .photographs
            .iter()
            .filter(|photograph| self.part_of(&dataset.name, &photograph.patient) == Some(part))
            .collect()
    }

    /// Checks that no patient is in two parts.
    ///
    /// # Errors
    ///
    /// [`SplitError::InTwoParts`] for the first such patient.
    pub fn check(&self) -> Result<(), SplitError> {
        let [train, validation, test] = self.parts();
        for ((first, ours), (second, theirs)) in
            [(train, validation), (train, test), (validation, test)]
        {
            if let Some(patient) = ours.intersection(theirs).next() {
                return Err(SplitError::InTwoParts {
                    patient: patient.clone(),
                    first,
                    second,
                });
            }
        }
        Ok(())
    }

    /// Writes the split as JSON, one patient a line.
    ///
    /// # Errors
    ///
    /// [`SplitError::InTwoParts`], and [`SplitError::File`] if the file cannot be written.
    pub fn save(&self, file: &Path) -> Result<(), SplitError> {
        self.check()?;
        let text = serde_json::to_string_pretty(self).map_err(|source| SplitError::NotASplit {
            file: file.to_owned(),
            source,
        })?;
        write_whole(file, text + "\n").map_err(|source| SplitError::File {
            file: file.to_owned(),
            source,
        })
    }

    /// Reads a split that [`Split::save`] wrote, or that was written by hand.
    ///
    /// # Errors
    ///
    /// [`SplitError::File`], [`SplitError::NotASplit`], and [`SplitError::InTwoParts`].
    pub fn load(file: &Path) -> Result<Self, SplitError> {
        let text = std::fs::read_to_string(file).map_err(|source| SplitError::File {
            file: file.to_owned(),
            source,
        })?;
        let split: Self = serde_json::from_str(&text).map_err(|source| SplitError::NotASplit {
            file: file.to_owned(),
            source,
        })?;
        split.check()?;
        Ok(split)
    }

    fn parts(&self) -> [(Part, &BTreeSet<String>); 3] {
        [
            (Part::Train, &self.train),
            (Part::Validation, &self.validation),
            (Part::Test, &self.test),
        ]
    }
}

/// A patient with the dataset's name.
fn qualified(dataset_name: &str, patient: &str) -> String {
    format!("{dataset_name}/{patient}")
}

/// The dataset's patients by their worst grade, each stratum shuffled by the seed.
fn strata(dataset: &Dataset, seed: u64) -> impl Iterator<Item = Vec<String>> {
    let mut worst: BTreeMap<&str, IcdrGrade> = BTreeMap::new();
    for photograph in &dataset.photographs {
        worst
            .entry(&photograph.patient)
            .and_modify(|grade| *grade = photograph.grade.max(*grade))
            .or_insert(photograph.grade);
    }
    let mut strata: BTreeMap<IcdrGrade, Vec<String>> = BTreeMap::new();
    for (patient, grade) in worst {
        strata
            .entry(grade)
            .or_default()
            .push(qualified(&dataset.name, patient));
    }
    strata.into_values().map(move |mut patients| {
        patients.sort_by_cached_key(|patient| shuffling_key(seed, patient));
        patients
    })
}

/// Sorting by a hash shuffles in the same way in every version of every library, unlike a random number
/// generator.
fn shuffling_key(seed: u64, patient: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(seed.to_le_bytes())
        .chain_update(patient)
        .finalize()
        .into()
}

/// How many of `patients` each part gets: its share, rounded down or up.
fn apportion(patients: usize, shares: [f64; 3], owed: &mut [f64; 3]) -> [usize; 3] {
    let exact = shares.map(|share| share * patients as f64);
    // A share such as 0.7 of 10 must not be rounded down to 6 because of its binary representation.
    let mut counts = exact.map(|exact| (exact + 1e-9).floor() as usize);
    for part in 0..3 {
        owed[part] += exact[part] - counts[part] as f64;
    }
    let mut neediest = [0, 1, 2];
    neediest.sort_by(|&a, &b| owed[b].total_cmp(&owed[a]));
    let odd = patients - counts.iter().sum::<usize>();
    for part in neediest.into_iter().take(odd) {
        counts[part] += 1;
        owed[part] -= 1.0;
    }
    counts
}
