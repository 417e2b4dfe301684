//! The figures of all photographs together, with intervals over the photographs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zoom_in_net_evaluation::{Absence, BootstrapConfig, Computed, Estimate, intervals};

use super::kinds::LesionKind;
use super::measure::{Measures, THRESHOLDS};
use super::photograph::{MethodResult, PhotographResult};
use super::search::{FIXED_BOXES, MAX_BOXES, Method};

/// A numerator and a denominator for each photograph: a share is the sum of the one by the sum of
/// the other.
type Shares = Vec<(f64, f64)>;

/// The figures of one method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodMetrics {
    /// By the number of boxes.
    pub by_number: BTreeMap<usize, NumberMetrics>,
    /// Mean over the photographs of the pixel-wise area under the ROC curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pixel_auc: Option<Estimate>,
    /// Share of the photographs whose top response lies in the box of a lesion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointing_accuracy: Option<Estimate>,
}

/// The figures of one method with so many boxes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberMetrics {
    /// Boxes found, on average.
    pub mean_boxes: f64,
    /// Share of the field of view that lies in a box, on average.
    pub mean_field_share: f64,
    /// Share of all lesions that are found, by threshold of IoM.
    pub recall_of_lesions: Vec<Estimate>,
    /// Share of the photographs in which at least one lesion is found, by threshold of IoM.
    pub recall_of_photographs: Vec<Estimate>,
    /// Share of all lesion pixels that lie in a box.
    pub coverage: Estimate,
    /// Mean over the photographs of each one's share, so that large lesions do not outweigh the rest.
    pub coverage_by_photograph: Estimate,
    /// Share of all pixels of a kind that lie in a box.
    pub coverage_of_kind: BTreeMap<LesionKind, Estimate>,
}

/// Our boxes less another method's, on the same photographs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Of the share of lesions found.
    pub recall_of_lesions: Estimate,
    /// Of the share of photographs with a lesion found.
    pub recall_of_photographs: Estimate,
    /// Of the share of lesion pixels covered.
    pub coverage: Estimate,
}

/// The numbers of boxes that a method is measured with.
pub fn numbers_of(method: Method) -> Vec<usize> {
    match method {
        Method::FixedLayout => vec![FIXED_BOXES],
        _ => (1..=MAX_BOXES).collect(),
    }
}

/// All figures of one method.
pub fn figures_of(
    method: Method,
    photographs: &[PhotographResult],
    config: &BootstrapConfig,
) -> MethodMetrics {
    let mean_where_defined = |value: fn(&MethodResult) -> Option<f64>| -> Option<Shares> {
        let values: Vec<Option<f64>> = photographs
            .iter()
            .map(|photograph| value(&photograph.by_method[&method]))
            .collect();
        values.iter().any(Option::is_some).then(|| {
            values
                .iter()
                .map(|value| (value.unwrap_or(0.0), f64::from(u8::from(value.is_some()))))
                .collect()
        })
    };
    MethodMetrics {
        by_number: numbers_of(method)
            .into_iter()
            .map(|number| (number, number_figures(method, number, photographs, config)))
            .collect(),
        pixel_auc: mean_where_defined(|result| result.pixel_auc)
            .map(|shares| figure(&shares, config)),
        pointing_accuracy: mean_where_defined(|result| result.pointing)
            .map(|shares| share(&shares, config)),
    }
}

fn number_figures(
    method: Method,
    number: usize,
    photographs: &[PhotographResult],
    config: &BootstrapConfig,
) -> NumberMetrics {
    let of = Counted {
        method,
        number,
        photographs,
    };
    let mean = |value: fn(&Measures) -> f64| {
        of.measures()
            .map(|(_, measures)| value(measures))
            .sum::<f64>()
            / photographs.len() as f64
    };
    NumberMetrics {
        mean_boxes: mean(|measures| measures.boxes),
        mean_field_share: mean(|measures| measures.field_share),
        recall_of_lesions: (0..THRESHOLDS)
            .map(|index| share(&of.lesions_found(index), config))
            .collect(),
        recall_of_photographs: (0..THRESHOLDS)
            .map(|index| share(&of.photographs_found(index), config))
            .collect(),
        coverage: share(&of.covered(), config),
        coverage_by_photograph: share(&of.covered_share(), config),
        coverage_of_kind: LesionKind::ALL
            .map(|kind| (kind, share(&of.covered_of_kind(kind), config)))
            .into(),
    }
}

/// Our boxes less those of `other`, so many boxes each.
pub fn difference_from(
    other: Method,
    number: usize,
    threshold_index: usize,
    photographs: &[PhotographResult],
    config: &BootstrapConfig,
) -> Difference {
    let [ours, theirs] = [Method::GatedMaps, other].map(|method| Counted {
        method,
        number,
        photographs,
    });
    let paired = |ours: Shares, theirs: Shares| {
        let [figure] = intervals(photographs.len() as u32, config, |weights| {
            let difference =
                ratio(&ours, weights).and_then(|ours| Ok(ours - ratio(&theirs, weights)?));
            [difference]
        });
        figure
    };
    Difference {
        recall_of_lesions: paired(
            ours.lesions_found(threshold_index),
            theirs.lesions_found(threshold_index),
        ),
        recall_of_photographs: paired(
            ours.photographs_found(threshold_index),
            theirs.photographs_found(threshold_index),
        ),
        coverage: paired(ours.covered(), theirs.covered()),
    }
}

/// One method with so many boxes, over all photographs.
struct Counted<'a> {
    method: Method,
    number: usize,
    photographs: &'a [PhotographResult],
}

impl Counted<'_> {
    fn measures(&self) -> impl Iterator<Item = (&PhotographResult, &Measures)> {
        self.photographs.iter().map(|photograph| {
            (
                photograph,
                &photograph.by_method[&self.method].by_number[self.number - 1],
            )
        })
    }

    fn lesions_found(&self, index: usize) -> Shares {
        self.measures()
            .map(|(photograph, measures)| (measures.found[index], photograph.lesions as f64))
            .collect()
    }

    fn photographs_found(&self, index: usize) -> Shares {
        self.measures()
            .map(|(_, measures)| (measures.any_found[index], 1.0))
            .collect()
    }

    fn covered(&self) -> Shares {
        self.measures()
            .map(|(photograph, measures)| {
                let all = photograph.lesion_pixels.iter().sum::<u64>() as f64;
                (measures.covered.iter().sum(), all)
            })
            .collect()
    }

    fn covered_share(&self) -> Shares {
        self.covered()
            .into_iter()
            .map(|(covered, all)| (covered / all, 1.0))
            .collect()
    }

    fn covered_of_kind(&self, kind: LesionKind) -> Shares {
        let kind = kind as usize;
        self.measures()
            .map(|(photograph, measures)| {
                (
                    measures.covered[kind],
                    photograph.lesion_pixels[kind] as f64,
                )
            })
            .collect()
    }
}

/// A share, with Wilson's interval where it is 0 or 1 in every resample.
fn share(shares: &Shares, config: &BootstrapConfig) -> Estimate {
    let counting = shares.iter().filter(|(_, all)| *all > 0.0).count();
    figure(shares, config).of_patients(counting)
}

fn figure(shares: &Shares, config: &BootstrapConfig) -> Estimate {
    let [figure] = intervals(shares.len() as u32, config, |weights| {
        [ratio(shares, weights)]
    });
    figure
}

fn ratio(shares: &Shares, weights: &[u32]) -> Computed {
    let (mut sum, mut all) = (0.0, 0.0);
    for ((part, whole), weight) in shares.iter().zip(weights) {
        sum += part * f64::from(*weight);
        all += whole * f64::from(*weight);
    }
    if all > 0.0 {
        Ok(sum / all)
    } else {
        Err(Absence::NoPositives)
    }
}

#[cfg(test)]
mod tests {
    use super::super::kinds::KINDS;
    use super::*;

    const CONFIG: BootstrapConfig = BootstrapConfig {
        resamples: 200,
        seed: 3,
    };

    /// A photograph in which `found` of `lesions` are found, and as many hundred pixels covered.
    fn photograph(lesions: usize, ours: f64, theirs: f64) -> PhotographResult {
        let result = |found: f64, pixel_auc| MethodResult {
            by_number: vec![
                Measures {
                    boxes: 3.0,
                    found: [found; THRESHOLDS],
                    any_found: [f64::from(u8::from(found > 0.0)); THRESHOLDS],
                    covered: [0.0, 100.0 * found, 0.0, 0.0],
                    field_share: 0.25,
                };
                MAX_BOXES
            ],
            pointing: Some(0.0),
            pixel_auc,
        };
        PhotographResult {
            name: String::new(),
            lesions,
            lesion_pixels: [0, 100 * lesions as u64, 0, 0],
            by_method: BTreeMap::from([
                (Method::GatedMaps, result(ours, Some(0.75))),
                (Method::RandomBoxes, result(theirs, None)),
            ]),
        }
    }

    #[test]
    fn lesions_are_pooled_and_photographs_are_averaged() {
        let photographs = [
            photograph(2, 1.0, 0.0),
            photograph(6, 6.0, 0.0),
            photograph(2, 0.0, 0.0),
        ];
        let figures = figures_of(Method::GatedMaps, &photographs, &CONFIG);
        let with_four = &figures.by_number[&4];
        let close = |figure: &Estimate, expected: f64| {
            let value = figure.value().expect("there are lesions");
            assert!(
                (value - expected).abs() < 1e-12,
                "{value} where {expected} is right"
            );
        };
        close(&with_four.recall_of_lesions[6], 7.0 / 10.0);
        close(&with_four.recall_of_photographs[6], 2.0 / 3.0);
        close(&with_four.coverage, 7.0 / 10.0);
        close(&with_four.coverage_by_photograph, 1.5 / 3.0);
        close(
            &with_four.coverage_of_kind[&LesionKind::Haemorrhages],
            7.0 / 10.0,
        );
        close(&figures.pixel_auc.expect("all photographs have one"), 0.75);
        assert!((with_four.mean_boxes - 3.0).abs() < 1e-12);
        let interval = with_four.recall_of_lesions[6]
            .interval()
            .expect("it is defined");
        assert!(interval.low < 0.7 && interval.high > 0.7);
    }

    #[test]
    fn what_does_not_occur_has_no_figure() {
        let figures = figures_of(Method::RandomBoxes, &[photograph(2, 0.0, 0.0)], &CONFIG);
        let of_kind = &figures.by_number[&1].coverage_of_kind;
        assert_eq!(
            of_kind[&LesionKind::SoftExudates],
            Estimate::Absent {
                absent: Absence::NoPositives
            }
        );
        assert_eq!(figures.pixel_auc, None);
        assert_eq!(of_kind.len(), KINDS);
    }

    /// Photographs differ much, the methods always by one lesion in two: only a paired interval is
    /// without width.
    #[test]
    fn differences_are_paired() {
        let photographs = [
            photograph(2, 1.0, 0.0),
            photograph(2, 2.0, 1.0),
            photograph(2, 2.0, 1.0),
        ];
        let difference = difference_from(Method::RandomBoxes, 4, 6, &photographs, &CONFIG);
        let interval = *difference
            .recall_of_lesions
            .interval()
            .expect("it is defined");
        for bound in [interval.value, interval.low, interval.high] {
            assert!((bound - 0.5).abs() < 1e-12, "{interval:?}");
        }
    }
}
