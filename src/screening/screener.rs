//! A photograph in, a finding out: the one path that the command line and the browser share.

use image::RgbImage;

use super::decision::{Decision, most_probable_grade, referable_probability};
use super::finding::{
    Attention, Finding, Referral, RegionInPhoto, Screening, UngradableReason, Votes,
};
use super::gradability::Reason;
use super::grade::GRADES;
use super::stages::StageProbabilities;
use crate::networks::interface::Networks;
use crate::networks::zoom_in_net::{NotComputed, Reading, Stage, ZoomInNet};
use crate::preparation::{PreparedPhotograph, prepare};
use crate::weights::ModelManifest;

/// The networks with everything that a screening needs.
#[derive(Debug)]
pub struct Screener<N: Networks = ZoomInNet> {
    /// Weights, batch norms folded.
    pub networks: N,
    /// Settings that belong to the weights.
    pub manifest: ModelManifest,
    /// Where to compute.
    pub device: N::Device,
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
        let prepared = match prepare(photo, self.manifest.sizes) {
            Ok(prepared) => prepared,
            Err(error) => {
                return Ok(ScreenedPhotograph {
                    screening: ungradable(vec![Reason::from(&error)]),
                    prepared: None,
                });
            }
        };
        let judgement = self.manifest.gradability.judge(&prepared);
        let screening = if judgement.gradable {
            Screening::Graded(Box::new(self.find(&prepared, on_stage).await?))
        } else {
            ungradable(judgement.reasons)
        };
        Ok(ScreenedPhotograph {
            screening,
            prepared: Some(prepared),
        })
    }

    /// What the networks say of a prepared photograph.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn find(
        &self,
        prepared: &PreparedPhotograph,
        on_stage: impl FnMut(Stage),
    ) -> Result<Finding, NotComputed> {
        let mut readings = self
            .networks
            .read(
                &[prepared],
                self.manifest.architecture,
                &self.manifest.regions,
                &self.device,
                on_stage,
            )
            .await?;
        let reading = readings.pop().expect("one reading for each photograph");
        Ok(self.finding(reading, prepared))
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
