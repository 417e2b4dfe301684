//! The greedy search: top response, mask the square around it, repeat.

use std::ops::Range;

use euclid::point2;
use serde::{Deserialize, Serialize};

#[cfg(feature = "baselines")]
use super::random::random_map;
use super::window::evidence_around;
use crate::grade::{GRADES, IcdrGrade};
use crate::preparation::geometry::Sizes;
use crate::preparation::spaces::{BoxInHighResolution, HighResolutionSpace, PointInInput};
use crate::preparation::{PreparedPhotograph, enlarge};

/// How regions are searched for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegionSettings {
    /// Maximum number of regions of a photograph (N; 4 in the paper).
    pub max_regions: usize,
    /// The search stops where no response is above this (ε).
    pub min_response: f32,
    /// How far inside the edge of the field of view a region's centre must lie, as a share of the
    /// field's diameter: the rim itself is bright and sharp, and no lesion.
    pub margin: f64,
    /// Side of the square around a centre that is judged by, as a share of a crop's side: what there speaks for disease
    /// is averaged, since a crop shows a region and not a point. 0: the response at the centre alone, as in the paper.
    pub window: f64,
    /// What is looked at. Files written before there was a choice, and all that have the usual one,
    /// do not name it.
    #[serde(skip_serializing_if = "RegionPolicy::is_attended")]
    pub policy: RegionPolicy,
}

/// What C-Net looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionPolicy {
    /// The top responses of the gated maps.
    #[default]
    Attended,
    /// Anywhere in the field of view, apart from one another: the baseline that tells what attention
    /// adds to looking closer. The same image has the same regions; their responses say nothing.
    #[cfg(feature = "baselines")]
    Random,
}

impl RegionPolicy {
    fn is_attended(&self) -> bool {
        *self == Self::Attended
    }
}

impl Default for RegionSettings {
    fn default() -> Self {
        Self {
            max_regions: 4,
            min_response: 0.0,
            margin: 0.03,
            window: 0.0,
            policy: RegionPolicy::Attended,
        }
    }
}

/// The gated maps of one photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapsOfPhotograph {
    /// Values by grade, row and column.
    pub values: Vec<f32>,
    /// Rows, and columns.
    pub side: usize,
}

impl MapsOfPhotograph {
    /// How much more speaks for the referable levels, 2 to 4, than for 0 and 1, by row and column: the difference of
    /// their means, one shared map of suspicion.
    ///
    /// The paper ignores level 0 and leaves open how the others are joined. Grades depend on the differences between
    /// logits alone, so that only what compares levels means the same wherever it stands. It was chosen on the masks of
    /// IDRiD_01–27 (`docs/training.md`).
    pub fn suspicion(&self) -> Vec<f32> {
        let area = self.side * self.side;
        let mean = |levels: Range<usize>, position: usize| {
            let count = levels.len() as f32;
            levels
                .map(|level| self.values[level * area + position])
                .sum::<f32>()
                / count
        };
        let referable = IcdrGrade::Moderate.level();
        (0..area)
            .map(|position| mean(referable..GRADES, position) - mean(0..referable, position))
            .collect()
    }

    /// [`MapsOfPhotograph::suspicion`] resized bilinearly to `side` × `side`, by row and column.
    pub fn enlarged_suspicion(&self, side: u32) -> Vec<f32> {
        enlarge(&self.suspicion(), side)
    }
}

/// A region that the gated maps point at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Location of the top response, or the centre of the window that has it.
    pub centre_in_input: PointInInput,
    /// What C-Net looks at: `crop` × `crop` whole pixels inside the high-resolution image.
    pub box_in_high_resolution: BoxInHighResolution,
    /// The response there.
    pub response: f32,
}

/// Finds the regions of one photograph, the strongest first.
///
/// The maps are resized bilinearly to the input and averaged over the window; a centre must lie inside the eroded field of
/// view; one mask is shared by all levels.
pub fn find_regions(
    maps: &MapsOfPhotograph,
    photograph: &PreparedPhotograph,
    settings: &RegionSettings,
) -> Vec<Region> {
    let sizes = photograph.geometry.sizes;
    let side = sizes.input as usize;
    let (mut responses, min_response) = match settings.policy {
        RegionPolicy::Attended => {
            let suspicion = maps.enlarged_suspicion(sizes.input);
            let responses = match reach_of(settings.window, &sizes) {
                0 => suspicion,
                reach => evidence_around(&suspicion, side, reach),
            };
            (responses, settings.min_response)
        }
        #[cfg(feature = "baselines")]
        RegionPolicy::Random => {
            let map = random_map(&photograph.input);
            let enlarged = enlarge(&map, sizes.input);
            (enlarged, f32::NEG_INFINITY)
        }
    };
    let in_field = photograph.positions_in_field(side, settings.margin);
    for (response, in_field) in responses.iter_mut().zip(in_field) {
        if !in_field {
            *response = f32::NEG_INFINITY;
        }
    }
    let mut regions = Vec::new();
    while regions.len() < settings.max_regions {
        let Some((index, response)) = top(&responses) else {
            break;
        };
        if response <= min_response {
            break;
        }
        let centre_in_input = pixel_centre(index, side);
        regions.push(Region {
            centre_in_input,
            box_in_high_resolution: crop_box(centre_in_input, &sizes),
            response,
        });
        let reach = f64::from(sizes.mask) / 2.0;
        for (index, response) in responses.iter_mut().enumerate() {
            let offset = pixel_centre(index, side) - centre_in_input;
            if offset.x.abs() <= reach && offset.y.abs() <= reach {
                *response = f32::NEG_INFINITY;
            }
        }
    }
    regions
}

/// How far a window reaches from its centre, in input pixels.
fn reach_of(window: f64, sizes: &Sizes) -> usize {
    let input_from_high_resolution = f64::from(sizes.input) / f64::from(sizes.high_resolution);
    let side = window * f64::from(sizes.crop) * input_from_high_resolution;
    (side / 2.0).round() as usize
}

fn pixel_centre(index: usize, side: usize) -> PointInInput {
    point2((index % side) as f64 + 0.5, (index / side) as f64 + 0.5)
}

/// The first of the highest finite responses.
fn top(responses: &[f32]) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (index, &response) in responses.iter().enumerate() {
        if response.is_finite() && best.is_none_or(|(_, highest)| response > highest) {
            best = Some((index, response));
        }
    }
    best
}

/// The crop around a location, shifted to lie inside the high-resolution image.
fn crop_box(centre_in_input: PointInInput, sizes: &Sizes) -> BoxInHighResolution {
    let centre = sizes
        .high_resolution_from_input()
        .transform_point(centre_in_input);
    let crop = f64::from(sizes.crop);
    let furthest = f64::from(sizes.high_resolution) - crop;
    let corner = euclid::Point2D::<f64, HighResolutionSpace>::new(
        (centre.x - crop / 2.0).round().clamp(0.0, furthest),
        (centre.y - crop / 2.0).round().clamp(0.0, furthest),
    );
    BoxInHighResolution::new(corner, corner + euclid::vec2(crop, crop))
}
