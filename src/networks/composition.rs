//! The three networks as one: y = y_M ⊕ y_A ⊕ y_C, the sum of logits (paper, section 2), whatever
//! computes them.

use image::RgbImage;
use serde::{Deserialize, Serialize};

use super::interface::{CropsOfPhotograph, MapsRead, Networks, NotComputed};
use super::regions::{MapsOfPhotograph, Region, RegionSettings, find_regions};
use crate::grade::GRADES;
use crate::preparation::PreparedPhotograph;

/// What the three networks say of one photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// y_M.
    pub m_net: [f64; GRADES],
    /// y_A.
    pub a_net: [f64; GRADES],
    /// y_C.
    pub c_net: [f64; GRADES],
    /// d_M, for the head of both eyes.
    pub features: Vec<f32>,
    /// The gated maps.
    pub maps: MapsOfPhotograph,
    /// The regions, the strongest first.
    pub regions: Vec<Region>,
}

impl Reading {
    /// Averages logits and d_M with those of other views of the photograph; maps and regions stay those of this one.
    pub fn average_with(&mut self, others: &[Self]) {
        let count = (1 + others.len()) as f64;
        for other in others {
            for (own, other) in [
                (&mut self.m_net, &other.m_net),
                (&mut self.a_net, &other.a_net),
                (&mut self.c_net, &other.c_net),
            ] {
                own.iter_mut()
                    .zip(other)
                    .for_each(|(sum, value)| *sum += value);
            }
            let features = self.features.iter_mut().zip(&other.features);
            features.for_each(|(sum, value)| *sum += value);
        }
        for logits in [&mut self.m_net, &mut self.a_net, &mut self.c_net] {
            logits.iter_mut().for_each(|sum| *sum /= count);
        }
        let features = self.features.iter_mut();
        features.for_each(|sum| *sum /= count as f32);
    }
}

/// What a screening does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The photograph is being prepared.
    Preparing,
    /// M-Net grades the whole photograph.
    Grading,
    /// A-Net and the search say which regions are suspicious.
    Attending,
    /// C-Net looks at those regions again.
    Zooming,
}

/// Reads prepared photographs. `on_stage` is told what comes next.
///
/// # Errors
/// [`NotComputed`], where the device fails, or gives what is no number.
pub async fn read<N: Networks>(
    networks: &N,
    photographs: &[&PreparedPhotograph],
    settings: &RegionSettings,
    mut on_stage: impl FnMut(Stage),
) -> Result<Vec<Reading>, NotComputed> {
    let mut readings = Vec::with_capacity(photographs.len());
    for batch in photographs.chunks(networks.max_batch()) {
        readings.extend(read_batch(networks, batch, settings, &mut on_stage).await?);
    }
    Ok(readings)
}

async fn read_batch<N: Networks>(
    networks: &N,
    photographs: &[&PreparedPhotograph],
    settings: &RegionSettings,
    on_stage: &mut impl FnMut(Stage),
) -> Result<Vec<Reading>, NotComputed> {
    let (m, attended) = attend(networks, photographs, &mut *on_stage).await?;
    let found = photographs.iter().zip(&attended);
    let regions: Vec<Vec<Region>> = found
        .map(|(photograph, attended)| find_regions(&attended.maps, photograph, settings))
        .collect();
    on_stage(Stage::Zooming);
    let found = photographs.iter().zip(&regions);
    let crops: Vec<CropsOfPhotograph> = found
        .map(|(photograph, regions)| CropsOfPhotograph {
            high_resolution: &photograph.high_resolution,
            boxes: regions
                .iter()
                .map(|region| region.box_in_high_resolution)
                .collect(),
        })
        .collect();
    let logits = networks.c_net(&m, &crops).await?;
    attended
        .into_iter()
        .zip(regions)
        .zip(logits)
        .map(|((attended, regions), c_net)| {
            Ok(Reading {
                m_net: attended.m_net,
                a_net: attended.a_net,
                c_net: wide(c_net)?,
                features: attended.features,
                maps: attended.maps,
                regions,
            })
        })
        .collect()
}

/// What M-Net and A-Net say of one photograph.
#[derive(Clone, Debug, PartialEq)]
pub struct Attended {
    /// y_M.
    pub m_net: [f64; GRADES],
    /// y_A.
    pub a_net: [f64; GRADES],
    /// d_M.
    pub features: Vec<f32>,
    /// The gated maps.
    pub maps: MapsOfPhotograph,
}

/// M-Net and A-Net on one batch of prepared photographs, with what stays on the device. `on_stage` is told what
/// comes next.
///
/// # Errors
/// [`NotComputed`], where the device fails, or gives what is no number.
pub async fn attend<N: Networks>(
    networks: &N,
    photographs: &[&PreparedPhotograph],
    mut on_stage: impl FnMut(Stage),
) -> Result<(N::OnDevice, Vec<Attended>), NotComputed> {
    on_stage(Stage::Grading);
    let inputs: Vec<&RgbImage> = photographs.iter().map(|photo| &photo.input).collect();
    let m = networks.m_net(&inputs).await?;
    on_stage(Stage::Attending);
    let read = networks.a_net(&m).await?;
    let attended = photographs.iter().zip(read).map(|(photograph, read)| {
        let in_field: Vec<bool> = photograph.positions_in_field(read.side, 0.0).collect();
        let gated = gate(&read, &in_field);
        Ok(Attended {
            m_net: wide(read.m_net_logits)?,
            a_net: wide(gated.logits)?,
            features: finite(read.features)?,
            maps: MapsOfPhotograph {
                values: finite(gated.maps)?,
                side: read.side,
            },
        })
    });
    let attended = attended.collect::<Result<_, NotComputed>>()?;
    Ok((m, attended))
}

/// y_M, y_A and y_C of an image that is all field of view, and crops that were not searched for.
///
/// # Errors
/// [`NotComputed`].
pub async fn logits<N: Networks>(
    networks: &N,
    image: &RgbImage,
    crops: CropsOfPhotograph<'_>,
) -> Result<[[f64; GRADES]; 3], NotComputed> {
    let m = networks.m_net(&[image]).await?;
    let [read] = one(networks.a_net(&m).await?)?;
    let gated = gate(&read, &vec![true; read.side * read.side]);
    let [c_net] = one(networks.c_net(&m, &[crops]).await?)?;
    Ok([wide(read.m_net_logits)?, wide(gated.logits)?, wide(c_net)?])
}

fn one<T>(of_photographs: Vec<T>) -> Result<[T; 1], NotComputed> {
    of_photographs
        .try_into()
        .map_err(|_| NotComputed::new("results of another number of photographs"))
}

/// A-Net's output.
#[derive(Clone, Debug, PartialEq)]
pub struct Gated {
    /// G by grade, row and column.
    pub maps: Vec<f32>,
    /// y_A, the sum of G over the positions.
    pub logits: [f32; GRADES],
}

/// G = S ⊙ A and y_A (paper, section 2.2). The softmax that makes A runs over the positions, each grade on its
/// own; the product is element-wise. `in_field` tells by row and column which positions lie in the field of view.
///
/// The paper's softmax runs over all positions. Beyond the field there is nothing to look at, yet M
/// is not zero there, since its receptive fields reach the retina: without this, attention
/// learned from few photographs settles in the black corners, where no crop can follow it.
pub fn gate(read: &MapsRead, in_field: &[bool]) -> Gated {
    let positions = in_field.len();
    let mut maps = vec![0.0; GRADES * positions];
    let mut logits = [0.0; GRADES];
    for (grade, gated) in maps.chunks_exact_mut(positions).enumerate() {
        let of_grade = |values: &[f32], position: usize| values[position * GRADES + grade];
        let attended = || (0..positions).filter(|&position| in_field[position]);
        let max = attended()
            .map(|position| of_grade(&read.attention_logits, position))
            .fold(f32::NEG_INFINITY, f32::max);
        for position in attended() {
            gated[position] = (of_grade(&read.attention_logits, position) - max).exp();
        }
        let total: f32 = gated.iter().sum();
        for (position, gated) in gated.iter_mut().enumerate() {
            *gated = of_grade(&read.scores, position) * (*gated / total);
        }
        logits[grade] = gated.iter().sum();
    }
    Gated { maps, logits }
}

/// The values, none of them infinite or no number: a lost or faulty device may give anything, and what is no
/// number must never become a grade.
fn finite(values: Vec<f32>) -> Result<Vec<f32>, NotComputed> {
    if values.iter().all(|value| value.is_finite()) {
        return Ok(values);
    }
    Err(NotComputed::new("values that are not finite"))
}

fn wide(logits: [f32; GRADES]) -> Result<[f64; GRADES], NotComputed> {
    finite(logits.to_vec())?;
    Ok(logits.map(f64::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSITIONS: usize = 4;

    /// S and the logits of A by position and grade.
    fn read(score: impl Fn(usize) -> f32, attention: impl Fn(usize) -> f32) -> MapsRead {
        MapsRead {
            m_net_logits: [0.0; GRADES],
            features: Vec::new(),
            side: 2,
            scores: (0..POSITIONS * GRADES).map(score).collect(),
            attention_logits: (0..POSITIONS * GRADES).map(attention).collect(),
        }
    }

    /// Fails when the softmax runs over the grades instead of the positions.
    #[test]
    fn attention_of_each_grade_sums_to_one_over_the_positions() {
        let gated = gate(&read(|_| 1.0, |i| (i * i % 7) as f32), &[true; POSITIONS]);
        for (grade, of_grade) in gated.maps.chunks_exact(POSITIONS).enumerate() {
            let sum: f32 = of_grade.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
            assert_eq!(gated.logits[grade], sum);
        }
    }

    /// Fails when attention is given to positions beyond the field of view, or is lost with them.
    #[test]
    fn there_is_no_attention_beyond_the_field() {
        let in_field = [false, true, true, false];
        let gated = gate(&read(|_| 1.0, |i| (i * i % 7) as f32), &in_field);
        for of_grade in gated.maps.chunks_exact(POSITIONS) {
            assert_eq!([of_grade[0], of_grade[3]], [0.0; 2]);
            assert!((of_grade.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }

    /// Fails when G is a matrix product, or when y_A is anything but the sum of G.
    #[test]
    fn gated_maps_are_the_element_wise_product() {
        let read = read(|i| (i as f32).sin(), |i| (i as f32 * 1.7).cos());
        let gated = gate(&read, &[true; POSITIONS]);
        for grade in 0..GRADES {
            let at = |position: usize| position * GRADES + grade;
            let raised = |position: usize| read.attention_logits[at(position)].exp();
            let total: f32 = (0..POSITIONS).map(raised).sum();
            let expected: Vec<f32> = (0..POSITIONS)
                .map(|position| read.scores[at(position)] * raised(position) / total)
                .collect();
            let actual = &gated.maps[grade * POSITIONS..][..POSITIONS];
            for (actual, expected) in actual.iter().zip(&expected) {
                assert!((actual - expected).abs() < 1e-6, "{actual} {expected}");
            }
            assert!((gated.logits[grade] - expected.iter().sum::<f32>()).abs() < 1e-6);
        }
    }

    /// Fails when a photograph whose maps hold no position of the field becomes anything but an error.
    #[test]
    fn what_is_no_number_is_refused() {
        let gated = gate(&read(|_| 1.0, |_| 1.0), &[false; POSITIONS]);
        assert!(finite(gated.maps).is_err());
    }
}
