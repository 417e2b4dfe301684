//! A photograph in, a finding out: the one path that the command line and the browser share.

use image::RgbImage;

use super::decision::{median_grade, referable_probability};
use super::finding::{
    Attention, Finding, Referral, RegionInPhoto, Screening, UngradableReason, Votes,
};
use super::manifest::{Decisions, ModelManifest, StageDecisions};
use super::stages::StageProbabilities;
use crate::gradability::Reason;
use crate::grade::{GRADES, IcdrGrade};
use crate::networks::composition::{self, Reading, Stage};
use crate::networks::{Heads, Networks, NotComputed};
use crate::preparation::views::View;
use crate::preparation::{PreparedPhotograph, prepare};

/// The networks with everything that a screening needs.
#[derive(Debug)]
pub struct Screener<N> {
    /// The networks, on the device that computes them.
    pub networks: N,
    /// M-Net's other heads.
    pub heads: Heads,
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
    /// Screens an upright photograph of one eye, or [`View::ALL`] of it where it is to be `thorough`. `on_stage` is told
    /// what comes next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails. A photograph that cannot be graded is no error.
    pub async fn screen(
        &self,
        photo: &RgbImage,
        thorough: bool,
        mut on_stage: impl FnMut(Stage),
    ) -> Result<ScreenedPhotograph, NotComputed> {
        on_stage(Stage::Preparing);
        let gated = vec![self.manifest.gate(photo)];
        let mut screened = self.screen_gated(gated, thorough, on_stage).await?;
        Ok(screened.pop().expect("one screening for each photograph"))
    }

    /// Screens photographs that are prepared, together, as [`Screener::screen`] does.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn screen_gated(
        &self,
        photographs: Vec<Gated>,
        thorough: bool,
        on_stage: impl FnMut(Stage),
    ) -> Result<Vec<ScreenedPhotograph>, NotComputed> {
        let gradable: Vec<&PreparedPhotograph> = photographs
            .iter()
            .filter_map(|photograph| match photograph {
                Gated::Gradable(prepared) => Some(prepared),
                Gated::Ungradable(_) => None,
            })
            .collect();
        let readings = self.read(&gradable, thorough, on_stage).await?;
        let mut readings = readings.into_iter();
        let screened = photographs.into_iter().map(|photograph| match photograph {
            Gated::Gradable(prepared) => {
                let reading = readings.next().expect("one reading for each photograph");
                ScreenedPhotograph {
                    screening: Screening::Graded(Box::new(
                        self.finding(reading, &prepared, thorough),
                    )),
                    prepared: Some(prepared),
                }
            }
            Gated::Ungradable(screened) => screened,
        });
        Ok(screened.collect())
    }

    /// Reads prepared photographs, or [`View::ALL`] of each where that is to be `thorough`. `on_stage` is told what comes
    /// next.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn read(
        &self,
        photographs: &[&PreparedPhotograph],
        thorough: bool,
        mut on_stage: impl FnMut(Stage),
    ) -> Result<Vec<Reading>, NotComputed> {
        let (networks, settings) = (&self.networks, &self.manifest.regions);
        let mut readings =
            composition::read(networks, photographs, settings, &mut on_stage).await?;
        if thorough {
            for (reading, photograph) in readings.iter_mut().zip(photographs) {
                let others = View::ALL[1..].iter().map(|view| view.of(photograph));
                let others: Vec<PreparedPhotograph> = others.collect();
                let others: Vec<&PreparedPhotograph> = others.iter().collect();
                let others = composition::read(networks, &others, settings, &mut on_stage).await?;
                reading.average_with(&others);
            }
        }
        Ok(readings)
    }

    fn finding(&self, reading: Reading, prepared: &PreparedPhotograph, thorough: bool) -> Finding {
        let geometry = &prepared.geometry;
        let photo_from_input = geometry.photo_from_input();
        let photo_from_high_resolution = geometry.photo_from_high_resolution();
        let area = reading.maps.side * reading.maps.side;
        let decisions = &self.manifest.decisions;
        let oedema = self.oedema(&reading.features);
        let logits = [reading.m_net, reading.a_net, reading.c_net];
        let answer = Answer::new(logits, oedema.as_ref(), &decisions.one_eye);
        Finding {
            grade: answer.grade,
            probabilities: answer.probabilities,
            refer: answer.refer,
            referable: answer.referable,
            oedema,
            both_eyes: false,
            thorough,
            features: reading.features,
            votes: answer.votes,
            attention: Attention {
                side: reading.maps.side,
                gated_maps: std::array::from_fn(|grade| {
                    reading.maps.values[grade * area..(grade + 1) * area].to_vec()
                }),
                suspicion: reading.maps.suspicion(),
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

    fn oedema(&self, features: &[f32]) -> Option<Referral> {
        let decision = self.manifest.decisions.oedema?;
        Some(Referral::new(
            decision.probability(self.heads.oedema_logit(features)),
            decision.at_high_sensitivity(),
            decision.at_high_specificity(),
        ))
    }
}

impl<N> Screener<N> {
    /// What a finding becomes when the patient's other eye was read too: y_M comes from M-Net's head of both eyes, all
    /// else stays. The same finding where the model has no decision for both eyes.
    ///
    /// # Errors
    /// [`OtherModel`], where a finding is another model's.
    pub fn with_fellow(&self, finding: &Finding, fellow: &Finding) -> Result<Finding, OtherModel> {
        let expected = self.manifest.architecture.map_channels();
        if [finding, fellow]
            .iter()
            .any(|one| one.features.len() != expected)
        {
            return Err(OtherModel);
        }
        let Decisions {
            both_eyes: Some(decisions),
            ..
        } = &self.manifest.decisions
        else {
            return Ok(finding.clone());
        };
        let m_net = self
            .heads
            .logits_of_pair(&finding.features, &fellow.features);
        let Votes {
            a_net_logits,
            c_net_logits,
            ..
        } = finding.votes;
        let logits = [m_net, a_net_logits, c_net_logits];
        let answer = Answer::new(logits, finding.oedema.as_ref(), decisions);
        Ok(Finding {
            grade: answer.grade,
            probabilities: answer.probabilities,
            refer: answer.refer,
            referable: answer.referable,
            both_eyes: true,
            votes: answer.votes,
            ..finding.clone()
        })
    }
}

/// A finding was made by another model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this finding is another model's; screen the photograph again")]
pub struct OtherModel;

/// What the logits of a photograph come to.
struct Answer {
    grade: IcdrGrade,
    probabilities: [f64; GRADES],
    refer: bool,
    referable: Referral,
    votes: Votes,
}

impl Answer {
    /// Of y_M, y_A and y_C; `oedema` counts for whether to refer.
    fn new(
        [m_net, a_net, c_net]: [[f64; GRADES]; 3],
        oedema: Option<&Referral>,
        decisions: &StageDecisions,
    ) -> Self {
        let by_stage = StageProbabilities::of_logits(m_net, a_net, c_net).calibrated(decisions);
        let probabilities = by_stage.whole;
        let referable = Referral::new(
            referable_probability(&probabilities),
            decisions.whole.referable_at_high_sensitivity(),
            decisions.whole.referable_at_high_specificity(),
        );
        Self {
            grade: median_grade(&probabilities),
            probabilities,
            refer: referable.at_high_sensitivity
                || oedema.is_some_and(|oedema| oedema.at_high_sensitivity),
            referable,
            votes: Votes {
                m_net_logits: m_net,
                a_net_logits: a_net,
                c_net_logits: c_net,
                m_net_probabilities: by_stage.m_net,
                m_a_net_probabilities: by_stage.m_a_net,
            },
        }
    }
}

fn ungradable(reasons: Vec<Reason>) -> Screening {
    Screening::Ungradable {
        reasons: reasons.into_iter().map(UngradableReason::from).collect(),
    }
}
