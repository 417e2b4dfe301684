//! The result of a screening, as it is written to JSON and handed to the page.

use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::decision::reaches;
use crate::gradability::Reason;
use crate::grade::{FiveGrades, IcdrGrade};
use crate::networks::regions::cut_crop;
use crate::preparation::spaces::{BoxInPhoto, PointInPhoto};
use crate::preparation::{Notice, PreparedPhotograph};

/// What a screening of one photograph says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Screening {
    /// The photograph could be graded.
    Graded(Box<Finding>),
    /// It could not, and has no grade: it must be repeated, or the patient referred.
    Ungradable {
        /// Why, each by a code for programs and a sentence for people.
        reasons: Vec<UngradableReason>,
    },
}

/// Why a photograph is not gradable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct UngradableReason {
    /// Stable, for programs.
    pub code: Reason,
    /// A sentence that says what is wrong and what to do.
    pub message: String,
}

impl From<Reason> for UngradableReason {
    fn from(code: Reason) -> Self {
        Self {
            code,
            message: code.to_string(),
        }
    }
}

/// What the networks say of a gradable photograph of one eye.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Finding {
    /// The worst grade that the eye has, or exceeds, with a probability of one half.
    pub grade: IcdrGrade,
    /// The calibrated probability of each grade, by the whole network.
    pub probabilities: FiveGrades<f64>,
    /// Whether the eye should be referred, at the operating points of high sensitivity: for retinopathy, for macular
    /// oedema, or for both.
    pub refer: bool,
    /// Moderate, severe or proliferative retinopathy.
    pub referable: Referral,
    /// Macular oedema; absent where the model does not assess it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oedema: Option<Referral>,
    /// Whether the fellow eye was read too: M-Net's logits are then those of its head of both eyes.
    pub both_eyes: bool,
    /// Whether mirrored and turned views were read too, and everything but the maps and regions is their average.
    pub thorough: bool,
    /// d_M, which M-Net's head of both eyes reads.
    pub features: Vec<f32>,
    /// What each network adds to the sum, as logits.
    pub votes: Votes,
    /// The gated maps, by which the regions were chosen.
    pub attention: Attention,
    /// The regions that C-Net looked at, the strongest first.
    pub regions: Vec<RegionInPhoto>,
    /// The field of view found in the photograph.
    pub field_of_view_in_photo: BoxInPhoto,
    /// What a person should know of the photograph.
    pub notices: Vec<Notice>,
}

impl Finding {
    /// What C-Net read, in the order of the regions: cut again from the image that its crops were
    /// cut from. `prepared` is the photograph that the finding was made of.
    pub fn crops(&self, prepared: &PreparedPhotograph) -> Vec<RgbImage> {
        let high_resolution_from_photo = prepared
            .geometry
            .photo_from_high_resolution()
            .inverse()
            .expect("the square around a field of view has an area");
        self.regions
            .iter()
            .map(|region| {
                let cut = high_resolution_from_photo.outer_transformed_box(&region.box_in_photo);
                cut_crop(&prepared.high_resolution, cut.round())
            })
            .collect()
    }
}

/// Referable or not for one reason, at two operating points that were fixed on validation patients.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Referral {
    /// The calibrated probability of what makes the eye referable.
    pub probability: f64,
    /// At the operating point of high sensitivity, which is what a screening reports.
    pub at_high_sensitivity: bool,
    /// Its threshold.
    pub threshold_at_high_sensitivity: f64,
    /// At the operating point of high specificity.
    pub at_high_specificity: bool,
    /// Its threshold.
    pub threshold_at_high_specificity: f64,
}

/// Which of the two thresholds decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum OperatingPoint {
    /// The one that misses few, which is what a screening reports.
    HighSensitivity,
    /// The one that refers few needlessly.
    HighSpecificity,
}

impl Referral {
    /// Of a probability, by the thresholds of the two operating points.
    pub fn new(
        probability: f64,
        threshold_at_high_sensitivity: f64,
        threshold_at_high_specificity: f64,
    ) -> Self {
        Self {
            probability,
            at_high_sensitivity: reaches(probability, threshold_at_high_sensitivity),
            threshold_at_high_sensitivity,
            at_high_specificity: reaches(probability, threshold_at_high_specificity),
            threshold_at_high_specificity,
        }
    }

    /// Whether the eye is referred at this operating point. Where the probability is not a number it is, whatever else a
    /// record says.
    pub fn is_at(&self, point: OperatingPoint) -> bool {
        let reached = match point {
            OperatingPoint::HighSensitivity => self.at_high_sensitivity,
            OperatingPoint::HighSpecificity => self.at_high_specificity,
        };
        reached || self.probability.is_nan()
    }
}

/// The logits that the three networks add up, and what they come to step by step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Votes {
    /// y_M.
    pub m_net_logits: FiveGrades<f64>,
    /// y_A.
    pub a_net_logits: FiveGrades<f64>,
    /// y_C.
    pub c_net_logits: FiveGrades<f64>,
    /// Probabilities by M-Net alone.
    pub m_net_probabilities: FiveGrades<f64>,
    /// Probabilities by M-Net and A-Net.
    pub m_a_net_probabilities: FiveGrades<f64>,
}

/// The gated maps G over the photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Attention {
    /// Rows, and columns, of each map.
    pub side: usize,
    /// For each grade its map, row by row.
    pub gated_maps: FiveGrades<Vec<f32>>,
    /// What they say together, row by row: where it is above 0, more speaks for a referable grade than for none or mild.
    /// Regions are chosen by it.
    pub suspicion: Vec<f32>,
    /// What a map spans; it may reach beyond the photograph.
    pub square_in_photo: BoxInPhoto,
}

/// A region that C-Net looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RegionInPhoto {
    /// 1 for the strongest.
    pub number: usize,
    /// The crop; it may reach beyond the photograph.
    pub box_in_photo: BoxInPhoto,
    /// The location of the top response.
    pub centre_in_photo: PointInPhoto,
    /// The gated map's value there.
    pub response: f32,
}
