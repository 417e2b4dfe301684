//! Where each method looks: boxes of one size, found by one search.

use euclid::{point2, vec2};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use zoom_in_net::grade::{GRADES, IcdrGrade};
use zoom_in_net::networks::regions::{MapsOfPhotograph, RegionSettings, find_regions};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::spaces::{BoxInHighResolution, PointInInput};

/// The most boxes that are tried.
pub const MAX_BOXES: usize = 8;
/// The boxes of the fixed layout.
pub const FIXED_BOXES: usize = 4;
/// Cells across a random map: as fine as boxes need, and coarse enough to draw many.
const RANDOM_SIDE: usize = 64;

/// A way to say where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The gated maps of A-Net.
    GatedMaps,
    /// Grad-CAM of M-Net.
    GradCam,
    /// One box in each quadrant of the field.
    FixedLayout,
    /// Anywhere in the field, apart from one another.
    RandomBoxes,
}

impl Method {
    /// All methods, ours first.
    pub const ALL: [Self; 4] = [
        Self::GatedMaps,
        Self::GradCam,
        Self::FixedLayout,
        Self::RandomBoxes,
    ];

    /// What it is called on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::GatedMaps => "Zoom-in-Net",
            Self::GradCam => "Grad-CAM",
            Self::FixedLayout => "Fixed layout",
            Self::RandomBoxes => "Random boxes",
        }
    }
}

/// Boxes in the order in which they were found, and the top response, where there is one.
#[derive(Clone, Debug)]
pub struct Found {
    /// At most [`MAX_BOXES`]; those for a smaller number are the first of them.
    pub boxes_in_high_resolution: Vec<BoxInHighResolution>,
    /// Centre of the first box.
    pub top_in_input: Option<PointInInput>,
}

/// What a search over a map finds; the strongest response is that of a position, whatever the boxes are judged by.
fn found(
    maps: &MapsOfPhotograph,
    photograph: &PreparedPhotograph,
    settings: &RegionSettings,
) -> Found {
    let settings = RegionSettings {
        max_regions: MAX_BOXES,
        ..*settings
    };
    let strongest = RegionSettings {
        max_regions: 1,
        window: 0.0,
        ..settings
    };
    let boxes = find_regions(maps, photograph, &settings);
    let strongest = find_regions(maps, photograph, &strongest);
    Found {
        top_in_input: strongest.first().map(|region| region.centre_in_input),
        boxes_in_high_resolution: boxes
            .iter()
            .map(|region| region.box_in_high_resolution)
            .collect(),
    }
}

/// The network's own search with more boxes.
pub fn by_gated_maps(
    maps: &MapsOfPhotograph,
    photograph: &PreparedPhotograph,
    settings: &RegionSettings,
) -> Found {
    found(maps, photograph, settings)
}

/// The same search over another map. It never stops early: what response is too low to look at is
/// said of the gated maps only.
pub fn by_other_map(
    maps: &MapsOfPhotograph,
    photograph: &PreparedPhotograph,
    settings: &RegionSettings,
) -> Found {
    let settings = RegionSettings {
        min_response: f32::NEG_INFINITY,
        ..*settings
    };
    found(maps, photograph, &settings)
}

/// Boxes of one draw of a random map. The same seed, photograph and draw give the same boxes.
pub fn at_random(
    photograph: &PreparedPhotograph,
    settings: &RegionSettings,
    seed: u64,
    stream: u64,
) -> Found {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    let map = (0..RANDOM_SIDE * RANDOM_SIDE)
        .map(|_| random.random::<f32>())
        .collect();
    // Windows would draw the boxes to the middle of the field.
    let settings = RegionSettings {
        window: 0.0,
        ..*settings
    };
    by_other_map(&shared_map(map), photograph, &settings)
}

/// One box in the middle of each quarter of the field's disc: its centroid, 4 / 3π of the radius from
/// the centre both ways.
pub fn in_quadrants(photograph: &PreparedPhotograph) -> Found {
    let geometry = &photograph.geometry;
    let sizes = &geometry.sizes;
    let field = &photograph.field_of_view;
    let away = field.diameter_in_photo() / 2.0 * 4.0 / (3.0 * std::f64::consts::PI);
    let high_resolution_from_photo = geometry
        .photo_from_high_resolution()
        .inverse()
        .expect("the square around a field has an area");
    let crop = f64::from(sizes.crop);
    let furthest = f64::from(sizes.high_resolution) - crop;
    let boxes = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)].map(|(across, down)| {
        let centre_in_photo = field.centre_in_photo() + vec2(across * away, down * away);
        let centre = high_resolution_from_photo.transform_point(centre_in_photo);
        let corner = point2(
            (centre.x - crop / 2.0).round().clamp(0.0, furthest),
            (centre.y - crop / 2.0).round().clamp(0.0, furthest),
        );
        BoxInHighResolution::new(corner, corner + vec2(crop, crop))
    });
    Found {
        boxes_in_high_resolution: boxes.to_vec(),
        top_in_input: None,
    }
}

/// One square map as the maps of all grades, for a search that takes maps by grade.
pub fn shared_map(map: Vec<f32>) -> MapsOfPhotograph {
    MapsOfPhotograph {
        side: map.len().isqrt(),
        values: (0..GRADES)
            .flat_map(|level| match level >= IcdrGrade::Moderate.level() {
                true => map.clone(),
                false => vec![0.0; map.len()],
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::made_up::photograph;
    use super::*;

    #[test]
    fn only_the_gated_maps_stop_early() {
        let photograph = photograph((0.0, 0.0), 160.0);
        let settings = RegionSettings::default();
        let nowhere = shared_map(vec![-1.0; 16]);
        assert!(
            by_gated_maps(&nowhere, &photograph, &settings)
                .boxes_in_high_resolution
                .is_empty()
        );
        let found = by_other_map(&nowhere, &photograph, &settings);
        assert!(found.boxes_in_high_resolution.len() >= FIXED_BOXES);
    }

    #[test]
    fn random_boxes_are_the_same_again_and_others_by_another_draw() {
        let photograph = photograph((0.0, 0.0), 160.0);
        let settings = RegionSettings::default();
        let boxes =
            |seed, stream| at_random(&photograph, &settings, seed, stream).boxes_in_high_resolution;
        assert_eq!(boxes(1, 2), boxes(1, 2));
        assert_ne!(boxes(1, 2), boxes(1, 3));
        assert_ne!(boxes(1, 2), boxes(2, 2));
    }

    #[test]
    fn the_fixed_boxes_lie_in_the_quarters_and_apart() {
        let boxes = in_quadrants(&photograph((7.0, -3.0), 320.0)).boxes_in_high_resolution;
        // 80 ± 33.95 less half a crop.
        let corners: Vec<(f64, f64)> = boxes.iter().map(|one| (one.min.x, one.min.y)).collect();
        assert_eq!(
            corners,
            [(21.0, 21.0), (89.0, 21.0), (21.0, 89.0), (89.0, 89.0)]
        );
        assert!(
            boxes
                .iter()
                .all(|one| one.width() == 50.0 && one.height() == 50.0)
        );
    }
}
