//! Splits keep patients whole, give each part its share of each grade, and do not depend on chance.

use std::collections::BTreeMap;
use std::path::PathBuf;

use proptest::prelude::*;
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net_datasets::{Dataset, Layout, Part, Photograph, Split, SplitError};

const PARTS: [Part; 3] = [Part::Train, Part::Validation, Part::Test];
const FRACTIONS: (f64, f64, f64) = (0.7, 0.1, 0.2);

/// A dataset of both eyes of patients 0, 1, … with these grades (left, right).
fn dataset(name: &str, grades: &[(u8, u8)]) -> Dataset {
    let photographs = grades
        .iter()
        .enumerate()
        .flat_map(|(patient, &(left, right))| {
            [(Eye::Left, left), (Eye::Right, right)].map(|(eye, level)| {
                let id = format!("{patient}_{eye:?}.jpeg");
                Photograph {
                    path: PathBuf::from(&id),
                    id,
                    patient: patient.to_string(),
                    eye: Some(eye),
                    grade: IcdrGrade::try_from(level).expect("a grade"),
                    maculopathy: None,
                }
            })
        });
    Dataset {
        name: name.to_owned(),
        root: PathBuf::new(),
        layout: Layout::LabelsCsv,
        photographs: photographs.collect(),
        problems: Vec::new(),
    }
}

/// How many patients with each worst grade are in each part.
fn patients_by_grade(split: &Split, dataset: &Dataset) -> BTreeMap<(IcdrGrade, Part), usize> {
    let mut worst: BTreeMap<&str, IcdrGrade> = BTreeMap::new();
    for photograph in &dataset.photographs {
        let grade = worst.entry(&photograph.patient).or_insert(photograph.grade);
        *grade = photograph.grade.max(*grade);
    }
    let mut counts = BTreeMap::new();
    for (patient, grade) in worst {
        let part = split
            .part_of(&dataset.name, patient)
            .expect("every patient has a part");
        *counts.entry((grade, part)).or_insert(0) += 1;
    }
    counts
}

fn grades() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0..5u8, 0..5u8), 1..80)
}

fn fractions() -> impl Strategy<Value = (f64, f64, f64)> {
    (0..=20u8, 0..=20u8, 1..=20u8).prop_map(|(train, validation, test)| {
        let [train, validation, test] = [train, validation, test].map(f64::from);
        let whole = train + validation + test;
        (train / whole, validation / whole, test / whole)
    })
}

proptest! {
    #[test]
    fn every_patient_is_in_one_part(grades in grades(), seed: u64, fractions in fractions()) {
        let dataset = dataset("made_up", &grades);
        let split = Split::stratified(&[&dataset], seed, fractions).expect("a split");
        split.check().expect("no patient is in two parts");
        let patients = split.train.len() + split.validation.len() + split.test.len();
        prop_assert_eq!(patients, grades.len());
        let photographs: usize = PARTS
            .iter()
            .map(|part| split.photographs_in(&dataset, *part).len())
            .sum();
        prop_assert_eq!(photographs, dataset.photographs.len());
    }

    #[test]
    fn each_part_has_its_share_of_each_grade(grades in grades(), seed: u64, fractions in fractions()) {
        let dataset = dataset("made_up", &grades);
        let split = Split::stratified(&[&dataset], seed, fractions).expect("a split");
        let counts = patients_by_grade(&split, &dataset);
        for grade in IcdrGrade::ALL {
            let count = |part| counts.get(&(grade, part)).copied().unwrap_or(0) as f64;
            let patients: f64 = PARTS.into_iter().map(count).sum();
            for (part, share) in PARTS.into_iter().zip([fractions.0, fractions.1, fractions.2]) {
                prop_assert!((count(part) - share * patients).abs() < 1.0 + 1e-6);
            }
        }
        let sizes = [split.train.len(), split.validation.len(), split.test.len()];
        for (size, share) in sizes.into_iter().zip([fractions.0, fractions.1, fractions.2]) {
            prop_assert!((size as f64 - share * grades.len() as f64).abs() < 2.0);
        }
    }

    #[test]
    fn the_order_of_rows_and_datasets_does_not_matter(
        grades in grades(),
        others in grades(),
        seed: u64,
        turn: prop::sample::Index,
    ) {
        let (mut one, other) = (dataset("one", &grades), dataset("other", &others));
        let split = Split::stratified(&[&one, &other], seed, FRACTIONS).expect("a split");
        let turn = turn.index(one.photographs.len());
        one.photographs.rotate_left(turn);
        one.photographs.reverse();
        let again = Split::stratified(&[&other, &one], seed, FRACTIONS).expect("a split");
        prop_assert_eq!(split, again);
    }
}

#[test]
fn small_strata_do_not_starve_a_part() {
    // Five strata of two patients each: rounding each on its own would leave validation empty.
    let grades: Vec<_> = (0..10).map(|patient| (patient / 2, 0)).collect();
    let dataset = dataset("made_up", &grades);
    let split = Split::stratified(&[&dataset], 1, FRACTIONS).expect("a split");
    assert_eq!(
        [split.train.len(), split.validation.len(), split.test.len()],
        [7, 1, 2]
    );
}

#[test]
fn the_split_of_a_seed_never_changes() {
    let grades: Vec<_> = (0..10).map(|_| (0, 0)).collect();
    let dataset = dataset("made_up", &grades);
    let split = Split::stratified(&[&dataset], 2017, FRACTIONS).expect("a split");
    let test: Vec<_> = split.test.iter().map(String::as_str).collect();
    assert_eq!(test, ["made_up/1", "made_up/6"]);
    let other = Split::stratified(&[&dataset], 2018, FRACTIONS).expect("a split");
    assert_ne!(split, other);
}

#[test]
fn photographs_follow_their_patients() {
    let dataset = dataset("made_up", &[(0, 0), (0, 4), (2, 1)]);
    let split = Split {
        train: ["made_up/0".to_owned(), "elsewhere/2".to_owned()].into(),
        validation: ["made_up/1".to_owned()].into(),
        test: Default::default(),
    };
    let train = split.photographs_in(&dataset, Part::Train);
    assert_eq!(train.len(), 2);
    assert!(train.iter().all(|photograph| photograph.patient == "0"));
    assert_eq!(split.part_of("made_up", "1"), Some(Part::Validation));
    assert_eq!(split.part_of("elsewhere", "2"), Some(Part::Train));
    assert_eq!(split.part_of("made_up", "2"), None);
}

#[test]
fn a_saved_split_is_readable_and_comes_back() {
    let dataset = dataset("made_up", &[(0, 0), (0, 0), (1, 0), (4, 4)]);
    let split = Split::stratified(&[&dataset], 7, FRACTIONS).expect("a split");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("split.json");
    split.save(&file).expect("the split can be saved");
    let text = std::fs::read_to_string(&file).expect("text");
    assert!(
        text.lines()
            .any(|line| line.trim().trim_end_matches(',') == "\"made_up/0\"")
    );
    assert_eq!(Split::load(&file).expect("the split can be read"), split);
}

#[test]
fn a_file_with_a_patient_in_two_parts_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("split.json");
    let text = r#"{"train": ["eyepacs/13"], "validation": [], "test": ["eyepacs/13"]}"#;
    std::fs::write(&file, text).expect("the file can be written");
    let error = Split::load(&file).expect_err("the patient leaks");
    assert!(matches!(error, SplitError::InTwoParts { .. }));
    assert_eq!(
        error.to_string(),
        "patient `eyepacs/13` is in both train and test"
    );

    std::fs::write(&file, r#"{"train": [], "test": []}"#).expect("the file can be written");
    let error = Split::load(&file).expect_err("a part is missing");
    assert!(matches!(error, SplitError::NotASplit { .. }));
    let error = Split::load(&folder.path().join("absent.json")).expect_err("no file");
    assert!(matches!(error, SplitError::File { .. }));
}

/// Fails when a dataset that comes later moves the patients of those before it.
#[test]
fn a_split_is_extended_by_datasets_that_it_does_not_know() {
    let known = dataset("known", &[(0, 0), (1, 2), (3, 0), (4, 4), (0, 0)]);
    let later = dataset("later", &[(0, 0); 20]);
    let mut split = Split::stratified(&[&known], 1, FRACTIONS).expect("a split");
    let before = split.clone();
    let added = split
        .extend(&[&known, &later], 2, FRACTIONS)
        .expect("a split");
    assert_eq!(added, ["later"]);
    for (part, patients) in [
        (&split.train, &before.train),
        (&split.validation, &before.validation),
        (&split.test, &before.test),
    ] {
        let of_known: Vec<_> = part
            .iter()
            .filter(|one| one.starts_with("known/"))
            .collect();
        assert_eq!(of_known, patients.iter().collect::<Vec<_>>());
    }
    assert_eq!(split.photographs_in(&later, Part::Train).len(), 28);
    let again = split
        .extend(&[&known, &later], 3, FRACTIONS)
        .expect("a split");
    assert!(again.is_empty());
}

#[test]
fn wrong_fractions_and_equal_names_are_refused() {
    let dataset = dataset("made_up", &[(0, 0)]);
    for fractions in [(0.7, 0.1, 0.1), (1.2, -0.1, -0.1), (f64::NAN, 0.5, 0.5)] {
        let error = Split::stratified(&[&dataset], 1, fractions).expect_err("no whole");
        assert!(matches!(error, SplitError::Fractions(_)));
    }
    let error = Split::stratified(&[&dataset, &dataset], 1, FRACTIONS).expect_err("equal names");
    assert!(matches!(error, SplitError::SameName(_)));
}
