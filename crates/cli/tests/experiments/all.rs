//! `experiment all`.

use std::fs;

use zoom_in_net::grade::IcdrGrade;

use super::drawn::{draw, report, run, save, succeed, write_masked, write_model};

#[test]
fn every_report_whose_data_is_given_is_made() {
    let place = tempfile::tempdir().expect("there is room");
    let here = place.path();
    write_model(&here.join("weights"));
    write_masked(&here.join("masked"));
    let mut labels = "image,patient,eye,grade\n".to_owned();
    for (seed, grade) in [(0, 0), (1, 3)] {
        let file = format!("{seed}.png");
        let fundus = draw(IcdrGrade::ALL[grade], seed);
        save(&fundus, &here.join("graded").join(&file));
        labels += &format!("{file},{seed},left,{grade}\n");
    }
    fs::write(here.join("graded/labels.csv"), labels).expect("the labels can be written");
    let split = r#"{ "train": [], "validation": [], "test": ["graded/0", "graded/1"] }"#;
    fs::write(here.join("split.json"), split).expect("the split can be written");

    let said = succeed(
        here,
        &[
            "experiment",
            "all",
            "--graded",
            "graded",
            "--split",
            "split.json",
            "--masks",
            "masked",
            "--resamples",
            "20",
        ],
    );
    let reports = here.join("weights/reports");
    assert_eq!(report(&reports.join("test.json"))["n_photographs"], 2);
    assert_eq!(report(&reports.join("lesions.json"))["n_photographs"], 6);
    assert_eq!(report(&reports.join("clusters.json"))["n_photographs"], 6);
    assert!(!reports.join("messidor.json").exists());
    // What was run can be run again alone.
    assert!(said.contains("zoom-in-net experiment lesions --data masked --json"));
}

#[test]
fn nothing_to_report_on_is_said() {
    let place = tempfile::tempdir().expect("there is room");
    let output = run(place.path(), &["experiment", "all"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--masks"));
}
