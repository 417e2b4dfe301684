//! Choosing what turns a logit of macular oedema into a probability and a referral.

use zoom_in_net::screening::oedema::OedemaDecision;

use crate::fit_decision::fit_thresholds;
use crate::oedema::OedemaPrediction;
use crate::prediction::EvaluationError;

/// Newton's steps, of which a handful is enough.
const STEPS: usize = 50;

/// Fits probabilities (Platt 1999, with his targets short of 0 and 1) and both thresholds, as
/// [`fit_decision`](crate::fit_decision) does, to the *validation* photographs in which macular oedema was judged. Give no
/// others: to fit to what is reported on would make the reported figures worthless.
///
/// # Errors
/// [`EvaluationError::OneClass`] unless there are both, with oedema and without.
pub fn fit_oedema(validation: &[OedemaPrediction]) -> Result<OedemaDecision, EvaluationError> {
    let positives = validation.iter().filter(|one| one.oedema).count();
    if positives == 0 {
        return Err(EvaluationError::OneClass("without oedema"));
    }
    if positives == validation.len() {
        return Err(EvaluationError::OneClass("with oedema"));
    }
    let line = fit_line(validation, positives as f64);
    let unfitted = OedemaDecision::new(line, 0.5, 0.5).expect("0.5 is a threshold");
    let (with, without): (Vec<_>, Vec<_>) = validation.iter().partition(|one| one.oedema);
    let probabilities = |some: Vec<&OedemaPrediction>| -> Vec<f64> {
        some.iter()
            .map(|one| unfitted.probability(one.logit))
            .collect()
    };
    let [sensitive, specific] = fit_thresholds(probabilities(with), probabilities(without));
    Ok(OedemaDecision::new(line, sensitive, specific)
        .expect("thresholds between probabilities, in order"))
}

/// Slope and intercept by the greatest likelihood, by Newton's steps, each of them halved until it is one upwards.
fn fit_line(validation: &[OedemaPrediction], positives: f64) -> [f64; 2] {
    let negatives = validation.len() as f64 - positives;
    let target = |oedema: bool| match oedema {
        true => (positives + 1.0) / (positives + 2.0),
        false => 1.0 / (negatives + 2.0),
    };
    let log_odds = |[slope, intercept]: [f64; 2], logit: f64| slope * logit + intercept;
    // −log σ(x) = log(1 + e⁻ˣ), without overflow.
    let surprise = |x: f64| (-x.abs()).exp().ln_1p() + (-x).max(0.0);
    let loss = |line: [f64; 2]| -> f64 {
        let each = validation.iter().map(|one| {
            let (x, wanted) = (log_odds(line, one.logit), target(one.oedema));
            wanted * surprise(x) + (1.0 - wanted) * surprise(-x)
        });
        each.sum()
    };
    let mut line = [0.0, (positives / negatives).ln()];
    for _ in 0..STEPS {
        // A little is added to the curvature, so that a step is defined wherever it stands.
        let (mut gradient, mut curvature) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for one in validation {
            let probability = 1.0 / (1.0 + (-log_odds(line, one.logit)).exp());
            let error = probability - target(one.oedema);
            let weight = probability * (1.0 - probability);
            gradient[0] += error * one.logit;
            gradient[1] += error;
            curvature[0] += weight * one.logit * one.logit;
            curvature[1] += weight * one.logit;
            curvature[2] += weight;
        }
        let [a, b, c] = curvature;
        let determinant = a * c - b * b;
        let step = [
            (c * gradient[0] - b * gradient[1]) / determinant,
            (a * gradient[1] - b * gradient[0]) / determinant,
        ];
        let moved = |share: f64| [line[0] - share * step[0], line[1] - share * step[1]];
        let shares = (0..STEPS as i32).map(|halvings| 0.5_f64.powi(halvings));
        let now = loss(line);
        let Some(share) = shares.into_iter().find(|&share| loss(moved(share)) < now) else {
            break;
        };
        line = moved(share);
    }
    line
}
