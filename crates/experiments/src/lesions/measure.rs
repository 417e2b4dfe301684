//! How well boxes, and a map of suspicion, agree with the lesions of one photograph.

use serde::{Deserialize, Serialize};
use zoom_in_net::networks::regions::MapsOfPhotograph;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::spaces::BoxInPhoto;
use zoom_in_net_evaluation::{Scored, area_under_roc};

use super::kinds::KINDS;
use super::marked::MarkedLesions;
use super::search::{Found, MAX_BOXES};

/// How many thresholds of IoM are tried: 0 to 1 by 0.05.
pub const THRESHOLDS: usize = 21;

/// A threshold of IoM. Only the first, 0, asks for more than it says: that there is any overlap.
pub fn threshold(index: usize) -> f64 {
    // A quotient is the nearest number to 0.3; a product of 0.05 is not.
    index as f64 / (THRESHOLDS - 1) as f64
}

/// What the first so-and-so many boxes of a method find; means where the method is drawn many times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Boxes that there are: fewer than asked for where a search stops early.
    pub boxes: f64,
    /// Lesions found, by threshold.
    pub found: [f64; THRESHOLDS],
    /// Whether at least one lesion is found, by threshold.
    pub any_found: [f64; THRESHOLDS],
    /// Pixels of the photograph that are lesion and in a box, by kind.
    pub covered: [f64; KINDS],
    /// Share of the field of view that is in a box.
    pub field_share: f64,
}

impl Measures {
    /// Adds `share` of other measures.
    pub fn add(&mut self, other: &Self, share: f64) {
        let all = [
            (&mut self.found[..], &other.found[..]),
            (&mut self.any_found[..], &other.any_found[..]),
            (&mut self.covered[..], &other.covered[..]),
            (std::slice::from_mut(&mut self.boxes), &[other.boxes]),
            (
                std::slice::from_mut(&mut self.field_share),
                &[other.field_share],
            ),
        ];
        for (sums, values) in all {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += share * value;
            }
        }
    }
}

/// Intersection over the area of the smaller box.
pub fn intersection_over_smaller(a: &BoxInPhoto, b: &BoxInPhoto) -> f64 {
    let Some(intersection) = a.intersection(b) else {
        return 0.0;
    };
    intersection.area() / a.area().min(b.area())
}

/// A photograph with everything that its boxes are measured against.
pub struct MarkedPhotograph<'a> {
    photograph: &'a PreparedPhotograph,
    lesions: &'a MarkedLesions,
    /// Whether the centre of each high-resolution pixel lies in the field of view.
    in_field: Vec<bool>,
    field_positions: usize,
}

impl<'a> MarkedPhotograph<'a> {
    /// Works out the field of view.
    pub fn new(photograph: &'a PreparedPhotograph, lesions: &'a MarkedLesions) -> Self {
        let in_field: Vec<bool> = photograph.positions_in_field(lesions.side, 0.0).collect();
        let field_positions = in_field.iter().filter(|&&inside| inside).count();
        Self {
            photograph,
            lesions,
            in_field,
            field_positions,
        }
    }

    /// What the first box, the first two, … the first [`MAX_BOXES`] find.
    pub fn boxes(&self, found: &Found) -> Vec<Measures> {
        let photo_from_high_resolution = self.photograph.geometry.photo_from_high_resolution();
        let mut best = vec![0.0_f64; self.lesions.boxes_in_photo.len()];
        let mut in_a_box = vec![false; self.in_field.len()];
        let mut covered = [0_u64; KINDS];
        let mut field_positions = 0;
        let mut by_number = Vec::with_capacity(MAX_BOXES);
        for number in 0..MAX_BOXES {
            if let Some(next) = found.boxes_in_high_resolution.get(number) {
                let box_in_photo = photo_from_high_resolution.outer_transformed_box(next);
                for (best, lesion) in best.iter_mut().zip(&self.lesions.boxes_in_photo) {
                    *best = best.max(intersection_over_smaller(lesion, &box_in_photo));
                }
                for row in next.min.y as usize..next.max.y as usize {
                    for column in next.min.x as usize..next.max.x as usize {
                        let cell = row * self.lesions.side + column;
                        if std::mem::replace(&mut in_a_box[cell], true) {
                            continue;
                        }
                        field_positions += usize::from(self.in_field[cell]);
                        for (sum, pixels) in covered.iter_mut().zip(self.lesions.pixels[cell]) {
                            *sum += u64::from(pixels);
                        }
                    }
                }
            }
            let found_at: [f64; THRESHOLDS] = std::array::from_fn(|index| {
                let min = threshold(index);
                best.iter()
                    .filter(|&&best| best > 0.0 && best >= min)
                    .count() as f64
            });
            by_number.push(Measures {
                boxes: found.boxes_in_high_resolution.len().min(number + 1) as f64,
                any_found: found_at.map(|lesions| f64::from(u8::from(lesions > 0.0))),
                found: found_at,
                covered: covered.map(|pixels| pixels as f64),
                field_share: field_positions as f64 / self.field_positions.max(1) as f64,
            });
        }
        by_number
    }

    /// The pointing game: whether the top response lies in the box of a lesion.
    pub fn points_at_a_lesion(&self, found: &Found) -> bool {
        let photo_from_input = self.photograph.geometry.photo_from_input();
        found.top_in_input.is_some_and(|top| {
            self.lesions
                .is_in_a_box(photo_from_input.transform_point(top))
        })
    }

    /// The area under the ROC curve of the map of suspicion over the high-resolution pixels in the
    /// field of view, those with any lesion against the rest. `None` where there is only one sort.
    pub fn pixel_auc(&self, maps: &MapsOfPhotograph) -> Option<f64> {
        let responses = maps.enlarged_suspicion(self.lesions.side as u32);
        let scored: Vec<Scored> = responses
            .into_iter()
            .enumerate()
            .filter(|(cell, _)| self.in_field[*cell])
            .map(|(cell, response)| Scored {
                score: f64::from(response),
                positive: self.lesions.is_lesion(cell),
            })
            .collect();
        area_under_roc(&scored).ok()
    }
}

#[cfg(test)]
mod tests {
    use euclid::point2;
    use zoom_in_net::networks::regions::RegionSettings;
    use zoom_in_net::preparation::spaces::BoxInHighResolution;

    use super::super::kinds::LesionKind;
    use super::super::made_up::{mask, photograph};
    use super::super::search::{at_random, by_gated_maps, shared_map};
    use super::*;

    fn box_in_photo(left: f64, top: f64, right: f64, bottom: f64) -> BoxInPhoto {
        BoxInPhoto::new(point2(left, top), point2(right, bottom))
    }

    fn found(corners: &[(f64, f64)]) -> Found {
        let boxes = corners
            .iter()
            .map(|&(x, y)| BoxInHighResolution::new(point2(x, y), point2(x + 50.0, y + 50.0)));
        Found {
            boxes_in_high_resolution: boxes.collect(),
            top_in_input: None,
        }
    }

    #[test]
    fn overlap_is_by_the_smaller_area() {
        let lesion = box_in_photo(0.0, 0.0, 4.0, 4.0);
        assert_eq!(
            intersection_over_smaller(&lesion, &box_in_photo(2.0, 2.0, 10.0, 10.0)),
            0.25
        );
        assert_eq!(
            intersection_over_smaller(&box_in_photo(2.0, 2.0, 10.0, 10.0), &lesion),
            0.25
        );
        assert_eq!(
            intersection_over_smaller(&lesion, &box_in_photo(-9.0, -9.0, 9.0, 9.0)),
            1.0
        );
        assert_eq!(
            intersection_over_smaller(&lesion, &box_in_photo(4.0, 0.0, 9.0, 9.0)),
            0.0
        );
        assert_eq!(
            intersection_over_smaller(&lesion, &box_in_photo(5.0, 5.0, 9.0, 9.0)),
            0.0
        );
    }

    #[test]
    fn thresholds_are_the_numbers_that_they_are_called() {
        assert_eq!([threshold(0), threshold(6), threshold(20)], [0.0, 0.3, 1.0]);
    }

    #[test]
    fn lesions_and_pixels_are_counted_by_the_number_of_boxes() {
        let photograph = photograph((0.0, 0.0), 160.0);
        // The first box holds half of the first lesion, the second all of it, and none the other.
        let masks = mask(
            LesionKind::Haemorrhages,
            160,
            &[[80, 60, 20, 10], [20, 110, 5, 5]],
        );
        let lesions = MarkedLesions::new(&masks, &photograph.geometry);
        let marked = MarkedPhotograph::new(&photograph, &lesions);
        let by_number = marked.boxes(&found(&[(40.0, 50.0), (70.0, 50.0)]));
        let at = |number: usize, index: usize| by_number[number - 1].found[index];
        assert_eq!(by_number.len(), MAX_BOXES);
        assert_eq!([at(1, 0), at(1, 10), at(1, 11)], [1.0, 1.0, 0.0]);
        assert_eq!([at(2, 20), at(8, 20)], [1.0, 1.0]);
        assert_eq!(by_number[0].any_found[10..12], [1.0, 0.0]);
        assert_eq!(by_number[0].covered, [0.0, 100.0, 0.0, 0.0]);
        // What is in both boxes counts once.
        assert_eq!(by_number[1].covered, [0.0, 200.0, 0.0, 0.0]);
        assert_eq!([by_number[0].boxes, by_number[7].boxes], [1.0, 2.0]);
        let field = std::f64::consts::PI * 80.0 * 80.0;
        assert!((by_number[1].field_share - 80.0 * 50.0 / field).abs() < 0.005);
    }

    #[test]
    fn attention_that_is_the_lesions_finds_all_of_them() {
        let photograph = photograph((0.0, 0.0), 160.0);
        let masks = mask(
            LesionKind::SoftExudates,
            160,
            &[
                [40, 40, 5, 5],
                [110, 40, 5, 5],
                [40, 110, 5, 5],
                [110, 110, 5, 5],
            ],
        );
        let lesions = MarkedLesions::new(&masks, &photograph.geometry);
        let map = (0..160 * 160)
            .map(|cell| f32::from(u8::from(lesions.is_lesion(cell))))
            .collect();
        let maps = shared_map(map);
        let marked = MarkedPhotograph::new(&photograph, &lesions);
        let found = by_gated_maps(&maps, &photograph, &RegionSettings::default());
        let by_number = marked.boxes(&found);
        assert_eq!(by_number[3].found, [4.0; THRESHOLDS]);
        assert_eq!(by_number[3].covered, [0.0, 0.0, 0.0, 100.0]);
        assert_eq!(by_number[0].found[20], 1.0);
        assert!(marked.points_at_a_lesion(&found));
        assert_eq!(marked.pixel_auc(&maps), Some(1.0));
        let turned = shared_map(
            maps.suspicion()
                .into_iter()
                .map(|value| 1.0 - value)
                .collect(),
        );
        assert_eq!(marked.pixel_auc(&turned), Some(0.0));
        assert_eq!(marked.pixel_auc(&shared_map(vec![1.0; 16])), Some(0.5));
    }

    /// A box holds the middle of the field when its centre, anywhere in the eroded field, falls into
    /// the square of one crop around the middle.
    #[test]
    fn one_random_box_finds_what_chance_finds() {
        let photograph = photograph((0.0, 0.0), 160.0);
        let lesions = MarkedLesions::new(
            &mask(LesionKind::Haemorrhages, 160, &[[80, 80, 1, 1]]),
            &photograph.geometry,
        );
        let marked = MarkedPhotograph::new(&photograph, &lesions);
        let settings = RegionSettings::default();
        let draws: u16 = 2000;
        let hits: f64 = (0..draws)
            .map(|draw| at_random(&photograph, &settings, 5, u64::from(draw)))
            .map(|found| marked.boxes(&found)[0].found[20])
            .sum();
        let eroded_radius = 80.0 - settings.margin * 160.0;
        let chance = 50.0 * 50.0 / (std::f64::consts::PI * eroded_radius * eroded_radius);
        let deviation = (chance * (1.0 - chance) / f64::from(draws)).sqrt();
        let share = hits / f64::from(draws);
        assert!(
            (share - chance).abs() < 4.0 * deviation,
            "{share} where {chance} is expected"
        );
    }
}
