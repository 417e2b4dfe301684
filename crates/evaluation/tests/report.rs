//! The report as JSON and as a page.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use zoom_in_net_evaluation::{
    BootstrapConfig, EvaluationError, EvaluationReport, Prediction, Provenance, StagePredictions,
    Stages, render_html,
};

use crate::made_up::{both_eyes, certain, prediction, predictions, referable, same, stage};

const FEW: BootstrapConfig = BootstrapConfig {
    resamples: 200,
    seed: 1,
};

/// Three stages, each better than the one before, on two datasets.
fn stages() -> Stages<StagePredictions> {
    let of_noise = |noise| {
        let mut both = both_eyes("first", 40, noise, 8);
        both.extend(both_eyes("second", 20, noise, 9));
        stage(both)
    };
    Stages {
        whole: of_noise(0.6),
        m_net: of_noise(2.0),
        m_a_net: of_noise(1.2),
    }
}

fn report(stages: &Stages<StagePredictions>) -> EvaluationReport {
    EvaluationReport::new(stages, &FEW, Provenance::default()).unwrap()
}

fn json_of(stages: &Stages<StagePredictions>) -> Value {
    serde_json::to_value(report(stages)).unwrap()
}

fn html_of(stages: &Stages<StagePredictions>) -> String {
    render_html(&report(stages), stages)
}

#[test]
fn each_stage_has_the_same_figures_each_with_its_interval() {
    let json = json_of(&stages());
    let paths = [
        "/qwk",
        "/qwk_arg_max",
        "/accuracy",
        "/accuracy_arg_max",
        "/brier",
        "/normal_vs_abnormal/auc",
        "/sight_threatening/auc",
        "/referable/auc",
        "/referable/sensitivity",
        "/referable/specificity",
        "/referable/high_sensitivity/sensitivity",
        "/referable/high_sensitivity/specificity",
        "/referable/high_specificity/sensitivity",
        "/referable/high_specificity/specificity",
        "/referable/high_specificity/ppv",
        "/referable/high_specificity/npv",
        "/referable_by_patient/auc",
    ];
    for stage in [
        "",
        "/m_net",
        "/m_a_net",
        "/by_dataset/first",
        "/by_dataset/second/m_net",
    ] {
        for path in paths {
            let figure = json.pointer(&format!("{stage}{path}")).unwrap();
            let [value, low, high] =
                ["value", "low", "high"].map(|key| figure[key].as_f64().unwrap());
            assert!(low <= value && value <= high, "{stage}{path}: {figure}");
            assert!(["bootstrap", "wilson"].contains(&figure["method"].as_str().unwrap()));
        }
    }
    for (path, count) in [
        ("/n_photographs", 120),
        ("/n_patients", 60),
        ("/m_net/n_patients", 60),
        ("/by_dataset/first/n_photographs", 80),
        ("/by_dataset/second/n_patients", 20),
    ] {
        assert_eq!(json.pointer(path).unwrap(), &json!(count), "{path}");
    }
    assert_eq!(
        json["referable"]["high_sensitivity"]["threshold"],
        json!(0.3)
    );
    assert_eq!(
        json["referable"]["high_specificity"]["threshold"],
        json!(0.6)
    );
    assert_eq!(json["bootstrap"], json!({"resamples": 200, "seed": 1}));
}

#[test]
fn the_primary_operating_point_is_that_of_high_sensitivity() {
    let json = json_of(&stages());
    for stage in [&json, &json["m_net"], &json["m_a_net"]] {
        let referable = &stage["referable"];
        let both = |point: &Value| [point["sensitivity"].clone(), point["specificity"].clone()];
        assert_eq!(both(referable), both(&referable["high_sensitivity"]));
        assert_ne!(both(referable), both(&referable["high_specificity"]));
    }
}

#[test]
fn the_baseline_always_gives_the_commonest_grade() {
    // Of ten: five without retinopathy, two moderate, three severe.
    let levels = [0, 0, 0, 0, 0, 2, 2, 3, 3, 3];
    let json = json_of(&same(&predictions(
        levels.map(|level| (level, certain(level))),
    )));
    assert_eq!(json["baseline"]["majority_grade"], json!(0));
    assert_eq!(json["baseline"]["accuracy"], json!(0.5));
    assert_eq!(json["baseline"]["qwk"], json!(0.0));
    assert_eq!(json["baseline"]["brier"], json!(0.25));
    assert_eq!(json["referable"]["prevalence"], json!(0.5));
}

#[test]
fn gains_are_those_of_the_named_stages() {
    let json = json_of(&stages());
    let value = |path: &str| json.pointer(path).unwrap()["value"].as_f64().unwrap();
    for (gain, a, b) in [
        ("m_a_net_over_m_net", "/m_a_net", "/m_net"),
        ("whole_over_m_a_net", "", "/m_a_net"),
        ("whole_over_m_net", "", "/m_net"),
    ] {
        for (metric, path) in [("qwk", "/qwk"), ("referable_auc", "/referable/auc")] {
            let difference = value(&format!("{a}{path}")) - value(&format!("{b}{path}"));
            assert_eq!(value(&format!("/gains/{gain}/{metric}")), difference);
            assert!(difference > 0.0, "the made-up stages are better one by one");
        }
    }
}

/// The same but for the last digits, which reading decimals may change.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| alike(a, b)))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Value::Number(a), Value::Number(b)) => a
            .as_f64()
            .zip(b.as_f64())
            .is_some_and(|(a, b)| (a - b).abs() < 1e-12),
        _ => a == b,
    }
}

#[test]
fn a_report_is_read_as_it_was_written() {
    for stages in [stages(), same(&[prediction("alone", 0, referable(0.2))])] {
        let written = json_of(&stages);
        let read: EvaluationReport = serde_json::from_str(&written.to_string()).unwrap();
        assert!(alike(&serde_json::to_value(read).unwrap(), &written));
    }
    assert!(!alike(&json!({"a": [1.0]}), &json!({"a": [1.1]})));
}

#[test]
fn by_patient_the_worse_eye_counts() {
    let eye = |name: &str, patient: &str, level, score| Prediction {
        patient: patient.to_owned(),
        ..prediction(name, level, referable(score))
    };
    // The diseased eye of `a` is missed, but its other eye is referred.
    let eyes = [
        eye("a-left", "a", 2, 0.1),
        eye("a-right", "a", 0, 0.9),
        eye("b-left", "b", 0, 0.1),
        eye("b-right", "b", 1, 0.2),
    ];
    let json = json_of(&same(&eyes));
    assert_eq!(json["referable"]["sensitivity"]["value"], json!(0.0));
    assert_eq!(
        json["referable_by_patient"]["sensitivity"]["value"],
        json!(1.0)
    );
    assert_eq!(
        json["referable_by_patient"]["specificity"]["value"],
        json!(1.0)
    );
    assert_eq!(json["referable_by_patient"]["prevalence"], json!(0.5));
}

#[test]
fn what_is_undefined_is_absent_with_its_reason() {
    let healthy = json_of(&same(&predictions((0..4).map(|_| (0, certain(0))))));
    assert_eq!(healthy["qwk"], json!({"absent": "one_grade"}));
    assert_eq!(
        healthy["gains"]["whole_over_m_net"]["qwk"],
        json!({"absent": "one_grade"})
    );
    let referable = &healthy["referable"];
    assert_eq!(referable["auc"], json!({"absent": "no_positives"}));
    assert_eq!(referable["sensitivity"], json!({"absent": "no_positives"}));
    assert_eq!(referable["specificity"]["value"], json!(1.0));
    assert_eq!(
        referable["high_sensitivity"]["ppv"],
        json!({"absent": "none_called_positive"})
    );
    assert_eq!(healthy["accuracy"]["value"], json!(1.0));

    let severe = json_of(&same(&predictions((0..4).map(|_| (3, certain(3))))));
    assert_eq!(
        severe["referable"]["auc"],
        json!({"absent": "no_negatives"})
    );
    assert_eq!(
        severe["referable"]["specificity"],
        json!({"absent": "no_negatives"})
    );
    assert_eq!(
        severe["referable"]["high_sensitivity"]["npv"],
        json!({"absent": "none_called_negative"})
    );
}

#[test]
fn stages_on_other_photographs_make_no_report() {
    let mut stages = stages();
    stages.m_net.predictions.pop();
    assert_eq!(
        EvaluationReport::new(&stages, &FEW, Provenance::default()).unwrap_err(),
        EvaluationError::NotPaired {
            dataset: "second".to_owned(),
            photograph: "19-right".to_owned()
        }
    );
}

#[test]
fn the_page_asks_for_no_other_file() {
    let html = html_of(&stages());
    for way_out in [
        "src=", "href=", "url(", "@import", "<script", "<link", "<image", "<iframe",
    ] {
        assert!(!html.contains(way_out), "{way_out}");
    }
}

#[test]
fn the_page_shows_what_the_report_says() {
    let stages = stages();
    let report = report(&stages);
    let html = render_html(&report, &stages);
    for (_, stage) in report.metrics.named() {
        let auc = stage.referable.auc.interval().unwrap();
        assert!(html.contains(&format!("{:.3}", auc.value)));
        assert!(html.contains(&format!("({:.3}–{:.3}", auc.low, auc.high)));
    }
    let counts = report.metrics.whole.confusion;
    assert!(html.contains(&format!("{}<small>", counts[0][0])));
    assert!(html.contains("120 photographs of 60 patients from first, second"));
    assert!(html.contains(zoom_in_net::screening::wording::DISCLAIMER));
    assert!(html.contains("0.857 / 0.849"), "the published figure");
    assert_eq!(html.matches("<svg").count(), 2);
}

#[test]
fn names_cannot_break_out_of_the_page() {
    let mut cases = both_eyes("<b>&\"", 40, 1.0, 1);
    cases.extend(both_eyes("other", 3, 1.0, 2));
    let stages = same(&cases);
    let provenance = Provenance {
        weights: BTreeMap::from([("<script>".to_owned(), "00".to_owned())]),
        split: "<img>".to_owned(),
        ..Provenance::default()
    };
    let report = EvaluationReport::new(&stages, &FEW, provenance).unwrap();
    let html = render_html(&report, &stages);
    for raw in ["<b>", "<script>", "<img>"] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("&lt;b&gt;"));
}

#[test]
fn a_page_of_one_class_or_one_photograph_says_what_is_missing() {
    let healthy = predictions((0..4).map(|_| (0, certain(0))));
    for (cases, reason) in [
        (
            healthy.clone(),
            "no photograph is positive by the reference",
        ),
        (
            healthy[..1].to_vec(),
            "no photograph is positive by the reference",
        ),
        (
            vec![prediction("alone", 4, certain(4))],
            "no photograph is negative by the reference",
        ),
    ] {
        let html = html_of(&same(&cases));
        assert!(html.contains(reason));
        assert!(html.contains("There is no ROC curve"));
        assert!(html.contains("intervals are too narrow"));
        assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
    }
}
