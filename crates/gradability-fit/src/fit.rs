//! Fitting the gate on training patients, and choosing its thresholds on their left-out folds.

use std::collections::BTreeSet;

use anyhow::Result;
use zoom_in_net::gradability::{Classifier, Gate};

use crate::logistic::{Logistic, standardised, standards};
use crate::quality::EyeQ;

/// Of the penalty on squared weights; between 30 and 300 the folds tell no difference.
const PENALTY: f64 = 100.0;
/// Folds of the training patients.
const FOLDS: usize = 5;
/// Share of the good and usable training photographs that the gate may reject. The usable are meant
/// to be graded too; a threshold that refuses hardly any good one alone would refuse most of them.
const GRADABLE_REFUSED: f64 = 0.05;
/// Share of the training photographs that may be taken for other pictures.
const FUNDUS_REFUSED: f64 = 0.005;

/// A training photograph that could be prepared.
#[derive(Clone, Debug)]
pub struct TrainingRow {
    /// With the dataset's name.
    pub patient: String,
    /// What people said of it, if anything.
    pub eyeq: Option<EyeQ>,
    /// What the gate measures in it.
    pub features: Vec<f64>,
}

/// Fits the gate. `faulty` are photographs with a made fault, which count as rejected; `others` are
/// measurements of pictures of other things.
///
/// # Errors
/// If there are no good or no rejected photographs, or no other pictures.
pub fn fit(
    names: &[&str],
    photographs: &[TrainingRow],
    faulty: &[TrainingRow],
    others: &[Vec<f64>],
) -> Result<Gate> {
    let all: Vec<&Vec<f64>> = photographs.iter().map(|row| &row.features).collect();
    let judged: Vec<&TrainingRow> = photographs
        .iter()
        .filter(|row| row.eyeq.is_some())
        .collect();
    let is_reject = |row: &TrainingRow| row.eyeq == Some(EyeQ::Reject);
    let gradable: Vec<&Vec<f64>> = judged
        .iter()
        .filter(|row| !is_reject(row))
        .map(|row| &row.features)
        .collect();
    anyhow::ensure!(
        !gradable.is_empty(),
        "no training photograph was judged good or usable"
    );
    let mut measurements = standards(names, &all, &gradable);

    let rejection: Vec<Example> = judged
        .iter()
        .copied()
        .chain(faulty)
        .map(|row| Example {
            group: row.patient.clone(),
            row: standardised(&measurements, &row.features),
            answer: is_reject(row),
        })
        .collect();
    let (reject, reject_threshold) = fitted(&rejection, GRADABLE_REFUSED)?;

    let mut otherness: Vec<Example> = photographs
        .iter()
        .map(|row| Example {
            group: row.patient.clone(),
            row: standardised(&measurements, &row.features),
            answer: false,
        })
        .collect();
    otherness.extend(others.iter().enumerate().map(|(number, features)| Example {
        group: format!("other picture {number:05}"),
        row: standardised(&measurements, features),
        answer: true,
    }));
    let (other, other_threshold) = fitted(&otherness, FUNDUS_REFUSED)?;

    for (index, measurement) in measurements.iter_mut().enumerate() {
        measurement.reject_weight = reject.weights[index];
        measurement.other_picture_weight = other.weights[index];
    }
    Ok(Gate {
        measurements,
        other_picture: Classifier {
            intercept: other.intercept,
            threshold: other_threshold,
        },
        reject: Classifier {
            intercept: reject.intercept,
            threshold: reject_threshold,
        },
        provenance: format!(
            "Fitted on {} training photographs, {} of them judged by people (EyeQ) and {} of those rejected, \
             on {} of the good ones with a made fault, which count as rejected, and on {} pictures of other things. Each threshold is the one that refuses {:.1} % (rejection, \
             of the good and usable) or {:.1} % (other pictures, of the fundus photographs) of the left-out \
             photographs in a {FOLDS}-fold cross-validation by patient.",
            photographs.len(),
            judged.len(),
            judged.iter().filter(|row| is_reject(row)).count(),
            faulty.len(),
            others.len(),
            100.0 * GRADABLE_REFUSED,
            100.0 * FUNDUS_REFUSED,
        ),
    })
}

/// What a regression learns from.
struct Example {
    /// The patient: all of a group lie in one fold.
    group: String,
    /// Standardised.
    row: Vec<f64>,
    answer: bool,
}

/// The regression on all examples, and the threshold above which `refused` of the left-out examples
/// with the answer no lie.
fn fitted(examples: &[Example], refused: f64) -> Result<(Logistic, f64)> {
    let groups: BTreeSet<&str> = examples
        .iter()
        .map(|example| example.group.as_str())
        .collect();
    let groups: Vec<&str> = groups.into_iter().collect();
    let fold_of = |example: &Example| {
        groups
            .binary_search(&example.group.as_str())
            .expect("every group is listed")
            % FOLDS
    };
    let mut left_out_no = Vec::new();
    for fold in 0..FOLDS {
        let (left_out, kept): (Vec<&Example>, Vec<&Example>) = examples
            .iter()
            .partition(|example| fold_of(example) == fold);
        let model = regression(&kept)?;
        left_out_no.extend(
            left_out
                .iter()
                .filter(|example| !example.answer)
                .map(|example| model.probability(&example.row)),
        );
    }
    left_out_no.sort_unstable_by(f64::total_cmp);
    let place = ((left_out_no.len() - 1) as f64 * (1.0 - refused)).round() as usize;
    Ok((
        regression(&examples.iter().collect::<Vec<_>>())?,
        left_out_no[place],
    ))
}

fn regression(examples: &[&Example]) -> Result<Logistic> {
    let rows: Vec<Vec<f64>> = examples.iter().map(|example| example.row.clone()).collect();
    let answers: Vec<bool> = examples.iter().map(|example| example.answer).collect();
    Logistic::fit(&rows, &answers, PENALTY)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two measurements: the first tells rejects (above 1), the second other pictures (above 10).
    fn photographs() -> Vec<TrainingRow> {
        (0..400)
            .map(|number| {
                let is_reject = number % 4 == 0;
                let wobble = (f64::from(number) * 0.618).fract() - 0.5;
                TrainingRow {
                    patient: format!("eyepacs/{}", number / 2),
                    eyeq: Some(if is_reject { EyeQ::Reject } else { EyeQ::Good }),
                    features: vec![if is_reject { 4.0 } else { 0.0 } + wobble, wobble],
                }
            })
            .collect()
    }

    #[test]
    fn each_regression_learns_its_own_measurement_and_unseen_rows_are_judged_rightly() {
        let others: Vec<Vec<f64>> = (0..100)
            .map(|n| vec![f64::from(n % 5), 20.0 + f64::from(n % 3)])
            .collect();
        let gate = fit(&["first", "second"], &photographs(), &[], &others).unwrap();
        assert!(
            gate.measurements[0].reject_weight > 3.0 * gate.measurements[1].reject_weight.abs()
        );
        assert!(gate.measurements[1].other_picture_weight > 0.0);
        assert!(gate.judge_features(&[0.1, 0.1]).gradable);
        assert!(!gate.judge_features(&[4.1, 0.1]).gradable);
        assert!(!gate.judge_features(&[0.1, 21.0]).gradable);
    }

    #[test]
    fn one_answer_alone_cannot_be_fitted() {
        let mut all_good = photographs();
        all_good
            .iter_mut()
            .for_each(|row| row.eyeq = Some(EyeQ::Good));
        assert!(fit(&["first", "second"], &all_good, &[], &[vec![0.0, 20.0]]).is_err());
    }
}
