//! Choosing the temperature that makes probabilities mean what they say.

use zoom_in_net::grade::GRADES;
use zoom_in_net::screening::decision::tempered;

use crate::prediction::Prediction;

/// What the inverse of a temperature may be: beyond, probabilities are all the same or all certain.
const INVERSE: std::ops::Range<f64> = 0.05..10.0;

/// A third of the range is given up with each step.
const STEPS: usize = 60;

/// The temperature that makes the references most probable (temperature scaling, Guo et al. 2017).
///
/// The mean logarithm of their probability is concave in the temperature's inverse, so that its maximum is found by
/// narrowing a range. With one number to fit, a few hundred photographs are enough.
pub(crate) fn fit_temperature(predictions: &[Prediction]) -> f64 {
    let likelihood = |inverse: f64| -> f64 {
        let logarithms = predictions.iter().map(|prediction| {
            let calibrated: [f64; GRADES] = tempered(&prediction.probabilities, 1.0 / inverse);
            calibrated[prediction.reference.level()]
                .max(f64::MIN_POSITIVE)
                .ln()
        });
        logarithms.sum()
    };
    let (mut low, mut high) = (INVERSE.start, INVERSE.end);
    for _ in 0..STEPS {
        let third = (high - low) / 3.0;
        if likelihood(low + third) < likelihood(high - third) {
            low += third;
        } else {
            high -= third;
        }
    }
    2.0 / (low + high)
}
