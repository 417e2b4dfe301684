//! `zoom-in-net screen` on drawn photographs, with the published weights.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

fn draw(folder: &Path, name: &str, eye: Eye, grade: IcdrGrade) {
    let drawn = SyntheticFundus::draw(&Settings {
        eye,
        grade,
        diameter: 700,
        seed: 3,
        ..Settings::default()
    });
    let file = folder.join(name);
    drawn
        .photograph
        .save(file)
        .expect("the folder can be written");
}

/// The screenings in the JSON of a run, in the order of the files, and what was said to the person.
fn screened(folder: &Path, further: &[&str]) -> (Vec<Value>, String) {
    let (mut json, said) = run(folder, further);
    let Value::Array(screenings) = json["screenings"].take() else {
        panic!("no screenings in {json}");
    };
    (screenings, said)
}

/// The JSON of a run, and what was said to the person.
fn run(folder: &Path, further: &[&str]) -> (Value, String) {
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../weights");
    let output = Command::new(env!("CARGO_BIN_EXE_zoom-in-net"))
        .arg("screen")
        .arg(folder)
        .args(["--json", "-", "--weights"])
        .arg(weights)
        .args(further)
        .output()
        .expect("the program starts");
    let said = String::from_utf8(output.stderr).expect("it says text");
    assert!(output.status.success(), "{said}");
    let json = serde_json::from_slice(&output.stdout).expect("it writes JSON");
    (json, said)
}

fn probabilities(one: &Value) -> Vec<f64> {
    let values = one["screening"]["probabilities"].as_array();
    let values = values.expect("it is graded").iter();
    values
        .map(|value| value.as_f64().expect("a number"))
        .collect()
}

/// Fails when an eye is read without its fellow, or with that of another patient.
#[test]
fn both_eyes_of_a_patient_are_read_together() {
    let place = tempfile::tempdir().expect("there is room");
    let all = place.path().join("all");
    let alone = place.path().join("alone");
    for folder in [&all, &alone] {
        std::fs::create_dir(folder).expect("it can be made");
    }
    draw(&all, "13_left.png", Eye::Left, IcdrGrade::None);
    draw(&all, "13_right.png", Eye::Right, IcdrGrade::Severe);
    draw(&all, "14_left.png", Eye::Left, IcdrGrade::None);
    draw(&alone, "13_left.png", Eye::Left, IcdrGrade::None);

    let (together, said) = screened(&all, &[]);
    let both_eyes: Vec<_> = together
        .iter()
        .map(|one| &one["screening"]["both_eyes"])
        .collect();
    assert_eq!(both_eyes, [true, true, false]);
    assert_eq!(together[0]["patient"], together[1]["patient"]);
    assert_eq!(together[1]["eye"], "right");
    assert_eq!(said.matches("read with the other eye").count(), 2, "{said}");

    let (single, _) = screened(&alone, &[]);
    assert_eq!(single[0]["screening"]["both_eyes"], false);
    assert_ne!(probabilities(&single[0]), probabilities(&together[0]));
    // The same picture of another patient's: the fellow makes the difference, and nothing else does.
    assert_eq!(probabilities(&single[0]), probabilities(&together[2]));
}

/// Fails when views are not read, or are not those of the same photograph.
#[test]
fn a_thorough_screening_is_near_the_usual_one_and_not_the_same() {
    let place = tempfile::tempdir().expect("there is room");
    draw(place.path(), "a.png", Eye::Left, IcdrGrade::Moderate);
    let (usual, _) = screened(place.path(), &[]);
    let (thorough, _) = screened(place.path(), &["--thorough"]);
    assert_eq!(thorough[0]["screening"]["thorough"], true);
    assert_eq!(
        usual[0]["screening"]["regions"],
        thorough[0]["screening"]["regions"]
    );
    let pairs = probabilities(&usual[0])
        .into_iter()
        .zip(probabilities(&thorough[0]));
    let furthest = pairs
        .map(|(one, other)| (one - other).abs())
        .fold(0.0, f64::max);
    assert!(furthest > 0.0 && furthest < 0.35, "{furthest}");
}

/// Fails when one picture takes the place of another, or the result does not say whose is whose.
#[test]
fn photographs_of_the_same_name_have_pictures_of_their_own() {
    let place = tempfile::tempdir().expect("there is room");
    let given = place.path().join("given");
    for (folder, grade) in [("a", IcdrGrade::None), ("b", IcdrGrade::Severe)] {
        std::fs::create_dir_all(given.join(folder)).expect("it can be made");
        draw(&given.join(folder), "1.png", Eye::Left, grade);
    }
    let out = place.path().join("out");
    let options = ["--recursive", "--out", out.to_str().expect("it is text")];
    let (first, said) = screened(&given, &options);
    assert!(!said.contains("made anew"), "{said}");
    let pictures: Vec<Vec<u8>> = ["a", "b"]
        .iter()
        .zip(&first)
        .map(|(folder, one)| {
            assert_eq!(
                one["file"],
                given.join(folder).join("1.png").to_str().unwrap()
            );
            let picture = out.join(folder).join("1.png.png");
            assert_eq!(one["picture"], picture.to_str().unwrap());
            std::fs::read(picture).expect("it was drawn")
        })
        .collect();
    assert_ne!(pictures[0], pictures[1]);

    let (_, said) = screened(&given, &options);
    assert!(
        said.contains("2 of the pictures are there already"),
        "{said}"
    );
}

/// Fails when the photographs of a patient are not taken together, or the eye that is worse off is not named.
#[test]
fn a_patient_is_told_of_all_photographs_together() {
    let place = tempfile::tempdir().expect("there is room");
    draw(place.path(), "13_left.png", Eye::Left, IcdrGrade::None);
    draw(
        place.path(),
        "13_right.png",
        Eye::Right,
        IcdrGrade::Proliferative,
    );
    draw(place.path(), "14_left.png", Eye::Left, IcdrGrade::None);

    let (json, said) = run(place.path(), &[]);
    let refer = |index: usize| &json["screenings"][index]["screening"]["refer"];
    assert_eq!(refer(1), true, "{said}");
    let patients = json["patients"].as_array().expect("there are patients");
    assert_eq!(patients.len(), 2);
    let [both, one] = [&patients[0], &patients[1]];
    assert_eq!(both["name"], json["screenings"][0]["patient"]);
    assert_eq!(both["verdict"], "referable");
    assert_eq!(both["worse_eye"]["side"], "right");
    assert_eq!(both["worse_eye"]["file"], json["screenings"][1]["file"]);
    assert_eq!(both["missing_eye"], Value::Null);
    assert_eq!(one["missing_eye"], "right");
    let alone = if refer(2) == true {
        "referable"
    } else {
        "not_referable"
    };
    assert_eq!(one["verdict"], alone);
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("patient "))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].contains("Worse: right eye"), "{said}");
}
