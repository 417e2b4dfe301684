//! The fitted gate, and what it says of a photograph.

use serde::{Deserialize, Serialize};

use super::measurements;
use super::names::MEASUREMENTS;
use super::reasons::{Reason, reasons_for_rejection};
use crate::preparation::PreparedPhotograph;

/// How many standard deviations from the mean a measurement counts at most: photographs by other
/// cameras lie outside what the gate was fitted on, and no single measurement may decide alone.
const FARTHEST: f64 = 5.0;

/// Of a fundus in the light of a red and a green laser, as ultra-wide-field scanners show it: the logarithm of red by green is below
/// the first, that of blue by green below the second. There is no blue light, and more green than a flash brings back from a
/// retina; of 2,418 photographs by flash, of all datasets here, not one is so coloured, though many have as little blue
/// (`docs/gradability.md`).
const LASER_COLOURS: [(&str, f64); 2] = [("red_to_green", 0.45), ("blue_to_green", -1.5)];

/// The gate's parameters, as they are stored in `weights/gradability.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// One for each of [`MEASUREMENTS`], in their order.
    pub measurements: Vec<Measurement>,
    /// Whether it is a photograph of something other than the fundus.
    pub other_picture: Classifier,
    /// Whether people would reject it.
    pub reject: Classifier,
    /// On what data, and by what rule the thresholds were chosen.
    pub provenance: String,
}

/// How one measurement is weighed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// As in [`MEASUREMENTS`].
    pub name: String,
    /// Mean over the fundus photographs that the gate was fitted on.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// 2 % of the gradable photographs lie below it.
    pub usual_low: f64,
    /// 2 % of the gradable photographs lie above it.
    pub usual_high: f64,
    /// Log-odds of being another picture for each standard deviation above the mean.
    pub other_picture_weight: f64,
    /// Log-odds of being rejected for each standard deviation above the mean.
    pub reject_weight: f64,
}

/// What turns a weighted sum into an answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classifier {
    /// Log-odds where every measurement is at its mean.
    pub intercept: f64,
    /// The probability above which the answer is yes.
    pub threshold: f64,
}

/// What the gate says of a photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Whether it may be graded.
    pub gradable: bool,
    /// Probability that people would reject it.
    pub reject_probability: f64,
    /// Probability that it shows something other than the fundus.
    pub other_picture_probability: f64,
    /// Why it is not gradable, the weightiest first; empty where it is.
    pub reasons: Vec<Reason>,
}

/// Why a file is not a gate.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// It is not the JSON of a gate.
    #[error(
        "the gradability gate cannot be read ({0}); use the gradability.json that belongs to this version"
    )]
    NotAGate(#[from] serde_json::Error),
    /// It weighs other measurements than this version takes.
    #[error(
        "the gradability gate weighs {found} where `{expected}` is measured; use the gradability.json that belongs to this version"
    )]
    OtherMeasurements {
        /// The name measured by this version.
        expected: String,
        /// The name in the file.
        found: String,
    },
    /// A number of it is of no use.
    #[error("the gradability gate has an unusable number at {0}; fit it again")]
    UnusableNumber(String),
}

impl Gate {
    /// Reads and checks a gate.
    ///
    /// # Errors
    /// [`GateError`], where it is no gate, or one for other measurements.
    pub fn from_json(json: &str) -> Result<Self, GateError> {
        let gate: Self = serde_json::from_str(json)?;
        gate.check()?;
        Ok(gate)
    }

    /// Checks that it weighs what this version measures.
    ///
    /// # Errors
    /// [`GateError`], where it does not, or has an unusable number.
    pub fn check(&self) -> Result<(), GateError> {
        for index in 0..MEASUREMENTS.len().max(self.measurements.len()) {
            let expected = MEASUREMENTS.get(index).copied().unwrap_or("nothing");
            let found = self
                .measurements
                .get(index)
                .map_or("nothing", |m| m.name.as_str());
            if expected != found {
                return Err(GateError::OtherMeasurements {
                    expected: expected.to_owned(),
                    found: format!("`{found}`"),
                });
            }
        }
        for m in &self.measurements {
            let finite = [
                m.mean,
                m.usual_low,
                m.usual_high,
                m.other_picture_weight,
                m.reject_weight,
            ];
            let deviation_is_usable = m.deviation.is_finite() && m.deviation > 0.0;
            if !deviation_is_usable
                || m.usual_low > m.usual_high
                || !finite.iter().all(|v| v.is_finite())
            {
                return Err(GateError::UnusableNumber(format!("`{}`", m.name)));
            }
        }
        for (name, classifier) in [
            ("other_picture", self.other_picture),
            ("reject", self.reject),
        ] {
            if !classifier.intercept.is_finite() || !(0.0..=1.0).contains(&classifier.threshold) {
                return Err(GateError::UnusableNumber(format!("`{name}`")));
            }
        }
        Ok(())
    }

    /// Judges a prepared photograph.
    pub fn judge(&self, photo: &PreparedPhotograph) -> Judgement {
        let values: Vec<f64> = measurements(photo)
            .into_iter()
            .map(|(_, value)| f64::from(value))
            .collect();
        self.judge_features(&values)
    }

    /// Judges what [`measurements`] found in a photograph.
    pub fn judge_features(&self, values: &[f64]) -> Judgement {
        let other_picture_probability =
            self.probability(values, self.other_picture, |measurement| {
                measurement.other_picture_weight
            });
        let reject_probability =
            self.probability(values, self.reject, |measurement| measurement.reject_weight);
        let is_other = other_picture_probability > self.other_picture.threshold;
        let is_reject = reject_probability > self.reject.threshold;
        // An eye behind a cataract has no vessel that could be seen, but the colours of a fundus: it is one, blurred.
        let is_poor_fundus = is_reject && self.has_colours_of_a_fundus(values);
        let is_ultra_wide = self.has_laser_colours(values);
        let reasons = if is_ultra_wide {
            vec![Reason::UltraWideField]
        } else if is_other && !is_poor_fundus {
            vec![Reason::NotAFundusPhotograph]
        } else if is_reject {
            reasons_for_rejection(&self.measurements, values)
        } else {
            Vec::new()
        };
        Judgement {
            gradable: reasons.is_empty(),
            reject_probability,
            other_picture_probability,
            reasons,
        }
    }

    fn has_laser_colours(&self, values: &[f64]) -> bool {
        LASER_COLOURS.iter().all(|&(name, below)| {
            named(name, &self.measurements, values).is_some_and(|(_, value)| value < below)
        })
    }

    /// Whether red lies above green, and green above blue, in as much of the field as in gradable photographs.
    fn has_colours_of_a_fundus(&self, values: &[f64]) -> bool {
        named("fundus_order_share", &self.measurements, values)
            .is_some_and(|(measurement, value)| value >= measurement.usual_low)
    }

    fn probability(
        &self,
        values: &[f64],
        classifier: Classifier,
        weight: impl Fn(&Measurement) -> f64,
    ) -> f64 {
        let log_odds: f64 = self
            .measurements
            .iter()
            .zip(values)
            .map(|(measurement, &value)| weight(measurement) * measurement.standardised(value))
            .sum();
        1.0 / (1.0 + (-(log_odds + classifier.intercept)).exp())
    }
}

/// A measurement by its name, and what it came to.
pub(super) fn named<'a>(
    name: &str,
    measurements: &'a [Measurement],
    values: &[f64],
) -> Option<(&'a Measurement, f64)> {
    let mut measured = measurements.iter().zip(values.iter().copied());
    measured.find(|(measurement, _)| measurement.name == name)
}

impl Measurement {
    /// A value in standard deviations from the mean, at most five.
    pub fn standardised(&self, value: f64) -> f64 {
        ((value - self.mean) / self.deviation).clamp(-FARTHEST, FARTHEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gate that weighs nothing but the mean of green, and rejects what is darker than 0.2.
    fn gate() -> Gate {
        let weight = |name: &str| if name == "green_mean" { -20.0 } else { 0.0 };
        Gate {
            measurements: MEASUREMENTS
                .into_iter()
                .map(|name| Measurement {
                    name: name.to_owned(),
                    mean: if name == "green_mean" { 0.2 } else { 0.0 },
                    deviation: 0.1,
                    usual_low: if name == "fundus_order_share" {
                        0.5
                    } else {
                        -1e3
                    },
                    usual_high: if name == "dark_share" { 0.5 } else { 1e3 },
                    other_picture_weight: 0.0,
                    reject_weight: weight(name),
                })
                .collect(),
            other_picture: Classifier {
                intercept: -5.0,
                threshold: 0.5,
            },
            reject: Classifier {
                intercept: 0.0,
                threshold: 0.5,
            },
            provenance: "made for this test".to_owned(),
        }
    }

    fn values(green_mean: f64, dark_share: f64) -> Vec<f64> {
        gate()
            .measurements
            .iter()
            .map(|measurement| match measurement.name.as_str() {
                "green_mean" => green_mean,
                "dark_share" => dark_share,
                _ => 0.0,
            })
            .collect()
    }

    #[test]
    fn what_is_darker_than_the_threshold_is_refused_as_too_dark() {
        let bright = gate().judge_features(&values(0.3, 0.0));
        assert!(bright.gradable && bright.reasons.is_empty(), "{bright:?}");
        let dark = gate().judge_features(&values(0.1, 0.9));
        assert!(!dark.gradable);
        assert_eq!(dark.reasons, [Reason::TooDark]);
    }

    #[test]
    fn a_refusal_without_any_unusual_sign_still_has_a_reason() {
        let judgement = gate().judge_features(&values(0.1, 0.3));
        assert_eq!(judgement.reasons, [Reason::PoorQuality]);
    }

    #[test]
    fn another_picture_is_named_so_and_nothing_else() {
        let mut gate = gate();
        gate.other_picture.intercept = 5.0;
        let judgement = gate.judge_features(&values(0.1, 0.9));
        assert_eq!(judgement.reasons, [Reason::NotAFundusPhotograph]);
    }

    /// Fails when an eye behind a cataract is called no fundus, or a dark picture of something else a dark fundus.
    #[test]
    fn a_poor_picture_in_the_colours_of_a_fundus_is_told_what_is_wrong_with_it() {
        let mut gate = gate();
        gate.other_picture.intercept = 5.0;
        let mut poor = values(0.1, 0.9);
        let order = gate
            .measurements
            .iter()
            .position(|measurement| measurement.name == "fundus_order_share")
            .expect("it is measured");
        poor[order] = 0.9;
        let judgement = gate.judge_features(&poor);
        assert!(!judgement.gradable);
        assert_eq!(judgement.reasons, [Reason::TooDark]);
        let mut sharp = values(0.3, 0.0);
        sharp[order] = 0.9;
        let judgement = gate.judge_features(&sharp);
        assert_eq!(judgement.reasons, [Reason::NotAFundusPhotograph]);
    }

    #[test]
    fn no_measurement_counts_for_more_than_five_deviations() {
        let measurement = &gate().measurements[0];
        assert_eq!(measurement.standardised(1e9), 5.0);
        assert_eq!(measurement.standardised(-1e9), -5.0);
    }

    #[test]
    fn a_gate_is_read_as_it_was_written() {
        let json = serde_json::to_string(&gate()).unwrap();
        assert_eq!(Gate::from_json(&json).unwrap(), gate());
    }

    #[test]
    fn a_gate_for_other_measurements_is_refused_by_name() {
        let mut renamed = gate();
        renamed.measurements[3].name = "green_men".to_owned();
        let mut short = gate();
        let last = short.measurements.pop().unwrap().name;
        for (gate, name) in [(renamed, "green_men"), (short, last.as_str())] {
            let error = Gate::from_json(&serde_json::to_string(&gate).unwrap())
                .unwrap_err()
                .to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn unusable_numbers_are_refused() {
        let broken: [fn(&mut Gate); 4] = [
            |gate| gate.measurements[0].deviation = 0.0,
            |gate| gate.measurements[1].usual_low = 2e3,
            |gate| gate.reject.threshold = 1.5,
            |gate| gate.other_picture.threshold = -0.1,
        ];
        for break_it in broken {
            let mut gate = gate();
            break_it(&mut gate);
            let read = Gate::from_json(&serde_json::to_string(&gate).unwrap());
            assert!(
                matches!(read, Err(GateError::UnusableNumber(_))),
                "{read:?}"
            );
        }
    }

    #[test]
    fn what_is_no_gate_is_refused() {
        for text in ["", "{}", "[1, 2]", "{\"measurements\": []}"] {
            assert!(
                matches!(Gate::from_json(text), Err(GateError::NotAGate(_))),
                "{text}"
            );
        }
    }
}
