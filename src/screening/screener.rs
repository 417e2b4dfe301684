//! A photograph in, a finding out: the one path that the command line and the browser share.

use image::RgbImage;

use super::decision::{Decision, most_probable_grade, referable_probability};
use super::finding::{
    Attention, Finding, Referral, RegionInPhoto, Screening, UngradableReason, Votes,
};
use super::manifest::ModelManifest;
use super::stages::StageProbabilities;
use crate::gradability::Reason;
use crate::grade::GRADES;
use crate::networks::composition::{self, Reading, Stage};
use crate::networks::{Networks, NotComputed};
use crate::preparation::{PreparedPhotograph, prepare};

/// The networks with everything that a screening needs.
#[derive(Debug)]
pub struct Screener<N> {
    /// The networks, on the device that computes them.
    pub networks: N,
    /// Settings that belong to the weights.
    pub manifest: ModelManifest,
}

/// A screening with the prepared photograph that it was made of, for drawing.
#[derive(Clone, Debug)]
pub struct ScreenedPhotograph {
    /// What it says.
    pub screening: Screening,
    /// What the networks read; absent where the photograph could not even be prepared.
    pub prepared: Option<PreparedPhotograph>,
}

impl ScreenedPhotograph {
    /// What C-Net read, in the order of the regions; none where there is no grade.
    pub fn crops(&self) -> Vec<RgbImage> {
        match (&self.screening, &self.prepared) {
            (Screening::Graded(finding), Some(prepared)) => finding.crops(prepared),
            _ => Vec::new(),
        }
    }
}

/// A photograph before the networks see it.
#[derive(Clone, Debug)]
pub enum Gated {
    /// It can be graded.
    Gradable(PreparedPhotograph),
    /// It cannot, which is its screening.
    Ungradable(ScreenedPhotograph),
}

impl ModelManifest {
    /// Prepares an upright photograph of one eye and judges whether it can be graded.
    pub fn gate(&self, photo: &RgbImage) -> Gated {
        let prepared = match prepare(photo, self.sizes) {
            Ok(prepared) => prepared,
            Err(error) => {
                return Gated::Ungradable(ScreenedPhotograph {
                    screening: ungradable(vec![Reason::from(&error)]),
                    prepared: None,
                });
            }
        };
        let judgement = self.gradability.judge(&prepared);
        if judgement.gradable {
            return Gated::Gradable(prepared);
        }
        Gated::Ungradable(ScreenedPhotograph {
            screening: ungradable(judgement.reasons),
            prepared: Some(prepared),
        })
    }
}

impl<N: Networks> Screener<N> {
    /// Screens an upright photograph of one eye. `on_stage` is told what comes next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails. A photograph that cannot be graded is no error.
    pub async fn screen(
        &self,
        photo: &RgbImage,
        mut on_stage: impl FnMut(Stage),
    ) -> Result<ScreenedPhotograph, NotComputed> {
        on_stage(Stage::Preparing);
        let gated = vec![self.manifest.gate(photo)];
        let mut screened = self.screen_gated(gated, on_stage).await?;
        Ok(screened.pop().expect("one screening for each photograph"))
    }

    /// Screens photographs that are prepared, together. `on_stage` is told what comes next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn screen_gated(
        &self,
        photographs: Vec<Gated>,
        on_stage: impl FnMut(Stage),
    ) -> Result<Vec<ScreenedPhotograph>, NotComputed> {
        let gradable: Vec<&PreparedPhotograph> = photographs
            .iter()
            .filter_map(|photograph| match photograph {
                Gated::Gradable(prepared) => Some(prepared),
                Gated::Ungradable(_) => None,
            })
            .collect();
        let settings = &self.manifest.regions;
        let readings = composition::read(&self.networks, &gradable, settings, on_stage).await?;
        let mut readings = readings.into_iter();
        let screened = photographs.into_iter().map(|photograph| match photograph {
            Gated::Gradable(prepared) => {
                let reading = readings.next().expect("one reading for each photograph");
                ScreenedPhotograph {
                    screening: Screening::Graded(Box::new(self.finding(reading, &prepared))),
                    prepared: Some(prepared),
                }
            }
            Gated::Ungradable(screened) => screened,
        });
        Ok(screened.collect())
    }

    fn finding(&self, reading: Reading, prepared: &PreparedPhotograph) -> Finding {
        let by_stage = StageProbabilities::from(&reading);
        let probabilities = by_stage.whole;
        let decision = &self.manifest.decisions.whole;
        let geometry = &prepared.geometry;
        let photo_from_input = geometry.photo_from_input();
        let photo_from_high_resolution = geometry.photo_from_high_resolution();
        let area = reading.maps.cells * reading.maps.cells;
        Finding {
            grade: decision.grade_of(&probabilities),
            most_probable_grade: most_probable_grade(&probabilities),
            referable: referral(&probabilities, decision),
            votes: Votes {
                m_net_logits: reading.m_net,
                a_net_logits: reading.a_net,
                c_net_logits: reading.c_net,
                m_net_probabilities: by_stage.m_net,
                m_a_net_probabilities: by_stage.m_a_net,
            },
            probabilities,
            attention: Attention {
                cells: reading.maps.cells,
                gated_maps: std::array::from_fn(|grade| {
                    reading.maps.values[grade * area..(grade + 1) * area].to_vec()
                }),
                square_in_photo: geometry.square_in_photo,
            },
            regions: reading
                .regions
                .iter()
                .enumerate()
                .map(|(index, region)| RegionInPhoto {
                    number: index + 1,
                    box_in_photo: photo_from_high_resolution
                        .outer_transformed_box(&region.box_in_high_resolution),
                    centre_in_photo: photo_from_input.transform_point(region.centre_in_input),
                    response: region.response,
                })
                .collect(),
            field_of_view_in_photo: prepared.field_of_view.bounds_in_photo,
            notices: prepared.notices.clone(),
        }
    }
}

fn ungradable(reasons: Vec<Reason>) -> Screening {
    Screening::Ungradable {
        reasons: reasons
            .into_iter()
            .map(|reason| UngradableReason {
                code: reason.code().to_owned(),
                message: reason.to_string(),
            })
            .collect(),
    }
}

fn referral(probabilities: &[f64; GRADES], decision: &Decision) -> Referral {
    Referral {
        probability: referable_probability(probabilities),
        at_high_sensitivity: decision.is_referable_at_high_sensitivity(probabilities),
        threshold_at_high_sensitivity: decision.referable_at_high_sensitivity(),
        at_high_specificity: decision.is_referable_at_high_specificity(probabilities),
        threshold_at_high_specificity: decision.referable_at_high_specificity(),
    }
}
