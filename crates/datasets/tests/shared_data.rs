//! The graded photographs that lie beside the checkout, where they do.

use std::path::{Path, PathBuf};

use zoom_in_net_datasets::{Dataset, DatasetError, Layout, Part, Split, read_dataset};

fn shared(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no {}", folder.display());
    None
}

fn read(name: &str) -> Option<Dataset> {
    Some(read_dataset(&shared(name)?).expect("the dataset is readable"))
}

fn grades(dataset: &Dataset) -> [usize; 5] {
    let mut counts = [0; 5];
    for photograph in &dataset.photographs {
        counts[photograph.grade.level()] += 1;
    }
    counts
}

#[test]
fn each_set_has_its_photographs_patients_and_grades() {
    let expected = [
        ("eyepacs", 1542, 771, [1156, 88, 218, 46, 34]),
        ("srahim", 478, 239, [222, 82, 133, 25, 16]),
        ("idrid_grading", 348, 348, [133, 18, 98, 59, 40]),
        (
            "eyepacs_256_equalised",
            4398,
            2199,
            [3199, 326, 674, 109, 90],
        ),
    ];
    for (name, photographs, patients, by_grade) in expected {
        let Some(dataset) = read(name) else { continue };
        assert_eq!(dataset.name, name);
        assert_eq!(dataset.layout, Layout::LabelsCsv);
        assert_eq!(dataset.problems, []);
        assert_eq!(dataset.photographs.len(), photographs, "{name}");
        assert_eq!(dataset.patients().len(), patients, "{name}");
        assert_eq!(grades(&dataset), by_grade, "{name}");
    }
}

/// Fails when a risk of oedema away from the macula counts as oedema, or blanks are taken for a judgement.
#[test]
fn macular_oedema_is_known_of_two_sets() {
    for (name, with, without) in [("idrid_grading", 141, 207), ("eyepacs", 0, 0)] {
        let Some(dataset) = read(name) else { continue };
        let counted = |oedema| {
            let judged = dataset.photographs.iter().map(|one| one.maculopathy);
            judged.filter(|one| *one == Some(oedema)).count()
        };
        assert_eq!((counted(true), counted(false)), (with, without), "{name}");
    }
    let Some(srahim) = read("srahim") else { return };
    assert!(
        srahim
            .photographs
            .iter()
            .any(|one| one.maculopathy == Some(true))
    );
    assert!(
        srahim
            .photographs
            .iter()
            .any(|one| one.maculopathy.is_none())
    );
}

/// Fails when the published split does not know a set, or an older patient has changed his part.
#[test]
fn the_published_split_knows_every_photograph() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../weights/split.json");
    let split = Split::load(&file).expect("it is there");
    for (name, parts) in [
        ("eyepacs", [1080, 154, 308]),
        ("srahim", [334, 48, 96]),
        ("idrid_grading", [243, 35, 70]),
    ] {
        let Some(dataset) = read(name) else { continue };
        let found = [Part::Train, Part::Validation, Part::Test]
            .map(|part| split.photographs_in(&dataset, part).len());
        assert_eq!(found, parts, "{name}");
    }
}

#[test]
fn the_equalised_photographs_are_of_other_patients() {
    let (Some(eyepacs), Some(equalised)) = (read("eyepacs"), read("eyepacs_256_equalised")) else {
        return;
    };
    assert!(eyepacs.patients().is_disjoint(&equalised.patients()));
}

#[test]
fn labels_without_grades_are_told_so() {
    let Some(folder) = shared("idrid") else {
        return;
    };
    let error = read_dataset(&folder).expect_err("there are no grades");
    assert!(matches!(error, DatasetError::NoGrades { .. }));
    let message = error.to_string();
    assert!(message.contains("no ICDR grades"), "{message}");
    assert!(message.contains("image, referable"), "{message}");
}

#[test]
fn a_split_gives_each_part_its_share_of_each_set() {
    let (Some(eyepacs), Some(srahim)) = (read("eyepacs"), read("srahim")) else {
        return;
    };
    let split = Split::stratified(&[&eyepacs, &srahim], 2017, (0.7, 0.1, 0.2)).expect("a split");
    split.check().expect("no patient is in two parts");
    for dataset in [&eyepacs, &srahim] {
        let patients = dataset.patients().len() as f64;
        for (part, share) in [
            (Part::Train, 0.7),
            (Part::Validation, 0.1),
            (Part::Test, 0.2),
        ] {
            let photographs = split.photographs_in(dataset, part);
            let eyes_each = 2.0;
            let found = photographs.len() as f64 / eyes_each;
            assert!((found - share * patients).abs() < 2.0, "{part}: {found}");
            assert!(
                photographs
                    .iter()
                    .any(|photograph| photograph.grade.level() == 4)
            );
        }
    }
}
