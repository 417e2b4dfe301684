//! Writes the page of a made-up evaluation to standard output, to look at its design.
//!
//! `cargo run -p zoom-in-net-evaluation --example made_up_page > page.html`; with `few`, that of a tiny
//! evaluation in which hardly a figure is defined.

#[allow(dead_code, reason = "the tests read the rest")]
#[path = "../tests/made_up/mod.rs"]
mod made_up;

use std::collections::BTreeMap;

use made_up::{both_eyes, certain, predictions, same};
use zoom_in_net_evaluation::{
    BootstrapConfig, EvaluationReport, Provenance, StagePredictions, Stages, ValidationPredictions,
    fit_decision, render_html,
};

fn of_noise(noise: f64) -> Result<StagePredictions, Box<dyn std::error::Error>> {
    let validation = both_eyes("validation", 150, noise, 1);
    let mut predictions = both_eyes("First made-up set", 300, noise, 2);
    predictions.extend(both_eyes("Second made-up set", 120, noise, 3));
    Ok(StagePredictions::new(
        predictions,
        fit_decision(ValidationPredictions::new(&validation)?)?,
    ))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let stages = if std::env::args().nth(1).as_deref() == Some("few") {
        same(&predictions([(0, certain(0)), (0, certain(1))]))
    } else {
        Stages {
            whole: of_noise(1.1)?,
            m_net: of_noise(1.6)?,
            m_a_net: of_noise(1.5)?,
        }
    };
    let provenance = Provenance {
        weights: BTreeMap::from([("m_net.bpk".to_owned(), "made up".to_owned())]),
        config: serde_json::json!({ "made_up": true }),
        dataset_problems: BTreeMap::from([(
            "First made-up set".to_owned(),
            BTreeMap::from([("without a photograph".to_owned(), 3)]),
        )]),
        split: "made up".to_owned(),
        part: "test".to_owned(),
        date: None,
    };
    let report = EvaluationReport::new(&stages, &BootstrapConfig::default(), provenance)?;
    println!("{}", render_html(&report, &stages));
    Ok(())
}
