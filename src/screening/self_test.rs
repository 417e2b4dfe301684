//! A known-answer test: before a device grades a photograph it must give the answer that the
//! command line gave for a picture drawn by formula.
//!
//! A driver that miscomputes seldom fails; it gives another grade.

use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

use super::screener::Screener;
use crate::grade::GRADES;
use crate::networks::{CropsOfPhotograph, Networks, NotComputed, composition};
use crate::preparation::spaces::BoxInHighResolution;

/// How far a logit may be from the known one, as a share of the known one where that is above 1.
pub const TOLERANCE: f64 = 1e-3;

/// Crops of the picture that C-Net reads.
pub const CROPS: usize = 2;

/// The logits of the three networks for the picture drawn by formula: `self_test.json` beside the
/// weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownAnswer {
    /// The version of the weights that gave it.
    pub model_version: String,
    /// y_M.
    pub m_net: [f64; GRADES],
    /// y_A.
    pub a_net: [f64; GRADES],
    /// y_C, of two fixed crops.
    pub c_net: [f64; GRADES],
}

/// Why a device must not be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SelfTestFailure {
    /// It computes something else.
    #[error(
        "the device computes wrongly: {network} gave {found} where {expected} is right; use another device"
    )]
    OtherAnswer {
        /// The first network that is wrong.
        network: &'static str,
        /// The logit.
        found: f64,
        /// The known one.
        expected: f64,
    },
    /// The answer belongs to other weights.
    #[error(
        "self_test.json belongs to version {answer} of the weights, not {weights}; export both again"
    )]
    OtherWeights {
        /// The answer's version.
        answer: String,
        /// The version of the weights.
        weights: String,
    },
    /// The device does not compute at all.
    #[error(transparent)]
    NotComputed(#[from] NotComputed),
}

impl<N: Networks> Screener<N> {
    /// What this device makes of the picture drawn by formula.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn answer(&self) -> Result<KnownAnswer, NotComputed> {
        let sizes = self.manifest.sizes;
        let high_resolution = picture(sizes.high_resolution);
        let crop = f64::from(sizes.crop);
        let boxes: [_; CROPS] = [1, 2].map(|third| {
            let corner = f64::from(third * (sizes.high_resolution - sizes.crop) / 3);
            let corner = euclid::point2(corner, corner);
            BoxInHighResolution::new(corner, corner + euclid::vec2(crop, crop))
        });
        let crops = CropsOfPhotograph {
            high_resolution: &high_resolution,
            boxes: boxes.to_vec(),
        };
        let input = picture(sizes.input);
        let logits = composition::logits(&self.networks, &input, crops);
        let [m_net, a_net, c_net] = logits.await?;
        Ok(KnownAnswer {
            model_version: self.manifest.version.clone(),
            m_net,
            a_net,
            c_net,
        })
    }

    /// Whether this device gives the known answer.
    ///
    /// # Errors
    /// [`SelfTestFailure`], where it must not be used.
    pub async fn self_test(&self, known: &KnownAnswer) -> Result<(), SelfTestFailure> {
        known.compare(&self.answer().await?)
    }
}

impl KnownAnswer {
    fn compare(&self, found: &Self) -> Result<(), SelfTestFailure> {
        if self.model_version != found.model_version {
            return Err(SelfTestFailure::OtherWeights {
                answer: self.model_version.clone(),
                weights: found.model_version.clone(),
            });
        }
        for (network, expected, found) in [
            ("M-Net", &self.m_net, &found.m_net),
            ("A-Net", &self.a_net, &found.a_net),
            ("C-Net", &self.c_net, &found.c_net),
        ] {
            for (&expected, &found) in expected.iter().zip(found) {
                let near = (found - expected).abs() <= TOLERANCE * expected.abs().max(1.0);
                if !near {
                    return Err(SelfTestFailure::OtherAnswer {
                        network,
                        found,
                        expected,
                    });
                }
            }
        }
        Ok(())
    }
}

/// A bright disc with shading, texture and dark spots, in whole numbers so that it is the same
/// everywhere.
fn picture(side: u32) -> RgbImage {
    const DISC: [i64; 3] = [190, 95, 45];
    let full = i64::from(side);
    RgbImage::from_fn(side, side, |column, row| {
        let (x, y) = (2 * i64::from(column) - full, 2 * i64::from(row) - full);
        let (distance, radius) = (x * x + y * y, full * full);
        if distance > radius {
            return Rgb([0, 0, 0]);
        }
        let spot = if (column / 8) % 5 == 2 && (row / 8) % 7 == 3 {
            60
        } else {
            0
        };
        Rgb(std::array::from_fn(|channel| {
            let shade = DISC[channel] * (2 * radius - distance) / (2 * radius);
            let texture = i64::from((column * 7 + row * 13 + channel as u32 * 29) % 31) - 15;
            (shade + texture - spot).clamp(0, 255) as u8
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> KnownAnswer {
        KnownAnswer {
            model_version: "1".to_owned(),
            m_net: [0.5, -20.0, 3.0, 0.0, 1.0],
            a_net: [1.0; GRADES],
            c_net: [-1.0; GRADES],
        }
    }

    #[test]
    fn rounding_is_allowed_and_nothing_more() {
        let mut found = known();
        found.m_net[0] += 0.9 * TOLERANCE;
        found.m_net[1] -= 19.0 * TOLERANCE;
        assert!(known().compare(&found).is_ok());
        found.c_net[4] += 1.1 * TOLERANCE;
        assert!(matches!(
            known().compare(&found),
            Err(SelfTestFailure::OtherAnswer {
                network: "C-Net",
                ..
            })
        ));
    }

    #[test]
    fn what_is_no_number_is_wrong() {
        let mut found = known();
        found.a_net[2] = f64::NAN;
        assert!(matches!(
            known().compare(&found),
            Err(SelfTestFailure::OtherAnswer {
                network: "A-Net",
                ..
            })
        ));
    }

    #[test]
    fn an_answer_of_other_weights_is_refused() {
        let found = KnownAnswer {
            model_version: "2".to_owned(),
            ..known()
        };
        assert!(matches!(
            known().compare(&found),
            Err(SelfTestFailure::OtherWeights { .. })
        ));
    }
}
