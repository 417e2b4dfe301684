//! `experiment messidor` on a small made-up Messidor in the official layout.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::drawn::{draw, report, run, save, succeed, write_model};
use zoom_in_net::grade::IcdrGrade;

/// Twelve photographs of each grade of Messidor, half of them in each of two bases, and one twice.
fn write_messidor(folder: &Path) {
    for (base, seeds) in [("Base11", 0..24), ("Base33", 24..48)] {
        let mut sheet =
            "Image name;Ophthalmologic department;Retinopathy grade;Risk of macular edema \n"
                .to_owned();
        for seed in seeds {
            let grade = (seed % 4) as usize;
            let name = format!("2005_{seed}.png");
            save(
                &draw(IcdrGrade::ALL[grade], seed),
                &folder.join(base).join(&name),
            );
            writeln!(sheet, "{name};made up;{grade};0").expect("it is text");
        }
        if base == "Base33" {
            let photographs = folder.join(base);
            fs::copy(
                photographs.join("2005_25.png"),
                photographs.join("2005_99.png"),
            )
            .expect("it can be copied");
            writeln!(sheet, "2005_99.png;made up;1;0").expect("it is text");
        }
        fs::write(folder.join(format!("Annotation_{base}.csv")), sheet)
            .expect("the sheet can be written");
    }
}

/// Twenty-four patients with both eyes, and a split with twenty of them in its training part.
fn write_eyepacs(folder: &Path, split: &Path) {
    let mut labels = "image,level\n".to_owned();
    let mut train = Vec::new();
    for patient in 0..24 {
        let grade = patient % 2;
        for eye in ["left", "right"] {
            let name = format!("{patient}_{eye}");
            let seed = 1000 + 2 * patient + u64::from(eye == "left");
            let file = folder.join("train").join(&name).with_extension("jpeg");
            save(&draw(IcdrGrade::ALL[grade as usize], seed), &file);
            writeln!(labels, "{name},{grade}").expect("it is text");
        }
        if patient < 20 {
            train.push(format!("eyepacs/{patient}"));
        }
    }
    fs::write(folder.join("trainLabels.csv"), labels).expect("the labels can be written");
    let text = serde_json::json!({ "train": train, "validation": [], "test": [] });
    fs::write(split, text.to_string()).expect("the split can be written");
}

#[test]
fn messidor_is_read_without_its_copies_and_both_questions_are_asked() {
    let place = tempfile::tempdir().expect("there is room");
    let here = place.path();
    write_model(&here.join("weights"));
    write_messidor(&here.join("messidor"));
    write_eyepacs(&here.join("eyepacs"), &here.join("split.json"));
    let arguments = [
        "experiment",
        "messidor",
        "--data",
        "messidor",
        "--train-data",
        "eyepacs",
        "--split",
        "split.json",
        "--json",
        "reports/messidor.json",
        "--resamples",
        "50",
    ];
    succeed(here, &arguments);
    let file = here.join("reports/messidor.json");
    let first = report(&file);

    let referable = &first["referable"];
    assert_eq!(referable["n_photographs"], 48);
    assert_eq!(referable["prevalence"], 0.5);
    assert_eq!(referable["n_training"], 0);
    assert_eq!(referable["published"]["zoom_in_net_auc"], 0.957);
    let abnormal = &first["abnormal"];
    assert_eq!(abnormal["n_training"], 40);
    assert_eq!(abnormal["prevalence"], 0.75);
    let configuration = &first["configuration"];
    assert_eq!(configuration["data"]["patients_known"], false);
    assert_eq!(
        configuration["data"]["left_out"]["copy of another photograph"],
        1
    );
    assert_eq!(configuration["training_data"][0]["patients_known"], true);
    assert_eq!(
        configuration["weights"]
            .as_object()
            .map(|files| files.len()),
        Some(3)
    );
    for task in [referable, abnormal] {
        for stage in [
            &task["stages"],
            &task["stages"]["m_net"],
            &task["stages"]["m_a_net"],
        ] {
            let interval = |name: &str| {
                ["low", "value", "high"].map(|at| stage[name][at].as_f64().expect("it is known"))
            };
            for name in ["auc", "accuracy", "auc_without_machine"] {
                assert!(interval(name).is_sorted(), "{name}: {:?}", interval(name));
            }
        }
    }
    let page = fs::read_to_string(file.with_extension("html")).expect("there is a page");
    assert!(page.contains("<svg") && page.contains("each counts as its own"));

    // A second run reads what the first kept, and says the same.
    succeed(here, &arguments);
    assert_eq!(report(&file), first);
}

#[test]
fn a_training_set_without_a_split_is_refused() {
    let place = tempfile::tempdir().expect("there is room");
    let output = run(
        place.path(),
        &[
            "experiment",
            "messidor",
            "--data",
            ".",
            "--train-data",
            ".",
            "--json",
            "a.json",
        ],
    );
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--split"));
}
