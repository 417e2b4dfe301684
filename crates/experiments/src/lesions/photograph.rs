//! One photograph measured with every method.

use std::collections::BTreeMap;
use std::fs;

use image::GrayImage;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::networks::{Networks, NotComputed, composition};
use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::{PreparedPhotograph, prepare};
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::sha256;

use super::folder::{MaskedPhotograph, SkipReason};
use super::grad_cam::GradCam;
use super::kinds::{KINDS, LesionKind};
use super::marked::MarkedLesions;
use super::measure::{MarkedPhotograph, Measures};
use super::search::{
    Found, MAX_BOXES, Method, at_random, by_gated_maps, by_other_map, in_quadrants,
};

/// What one photograph says of every method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotographResult {
    /// Its name.
    pub name: String,
    /// How many lesions its masks show.
    pub lesions: usize,
    /// Pixels of the photograph that are lesion, by kind.
    pub lesion_pixels: [u64; KINDS],
    /// What each method finds.
    pub by_method: BTreeMap<Method, MethodResult>,
}

/// What one method finds in one photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodResult {
    /// With one box, with two, and so on.
    pub by_number: Vec<Measures>,
    /// The share of draws whose top response lies in the box of a lesion; absent without a map.
    pub pointing: Option<f64>,
    /// See [`MarkedPhotograph::pixel_auc`]; absent without a map, and for random ones, whose expectation is ½.
    pub pixel_auc: Option<f64>,
}

/// How random boxes are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draws {
    /// How often, for each photograph.
    pub number: u32,
    /// The same seed gives the same boxes.
    pub seed: u64,
}

/// The contents of a photograph's files.
pub struct Content {
    photo: Vec<u8>,
    masks: BTreeMap<LesionKind, Vec<u8>>,
}

impl Content {
    /// Reads the files.
    ///
    /// # Errors
    /// [`SkipReason`], where one cannot be read.
    pub fn read(files: &MaskedPhotograph) -> Result<Self, SkipReason> {
        let unusable = |error: std::io::Error| SkipReason::UnusablePhotograph {
            message: error.to_string(),
        };
        let photo = fs::read(&files.photo).map_err(unusable)?;
        let masks = files.masks.iter().map(|(kind, path)| {
            let content = fs::read(path).map_err(|error| unreadable_mask(*kind, &error))?;
            Ok((*kind, content))
        });
        Ok(Self {
            photo,
            masks: masks.collect::<Result<_, SkipReason>>()?,
        })
    }

    /// SHA-256 over all of it.
    pub fn sha256(&self) -> String {
        let hashes = self
            .masks
            .iter()
            .map(|(kind, mask)| format!("{} {}\n", kind.code(), sha256(mask)));
        sha256((sha256(&self.photo) + "\n" + &hashes.collect::<String>()).as_bytes())
    }

    /// The prepared photograph and its lesions.
    ///
    /// # Errors
    /// [`SkipReason`], where a file is damaged or does not fit.
    pub fn prepared(
        &self,
        sizes: Sizes,
    ) -> Result<(PreparedPhotograph, MarkedLesions), SkipReason> {
        let (photo, masks) = self.decoded()?;
        let photograph =
            prepare(&photo, sizes).map_err(|error| SkipReason::UnusablePhotograph {
                message: error.to_string(),
            })?;
        let lesions = MarkedLesions::new(&masks, &photograph.geometry);
        Ok((photograph, lesions))
    }

    fn decoded(&self) -> Result<(image::RgbImage, BTreeMap<LesionKind, GrayImage>), SkipReason> {
        let photo = decode(&self.photo).map_err(|error| SkipReason::UnusablePhotograph {
            message: error.to_string(),
        })?;
        let mut masks = BTreeMap::new();
        for (kind, content) in &self.masks {
            let mask =
                image::load_from_memory(content).map_err(|error| unreadable_mask(*kind, &error))?;
            let mask = mask.into_luma8();
            if mask.dimensions() != photo.dimensions() {
                return Err(SkipReason::MaskOfAnotherSize {
                    code: kind.code().to_owned(),
                    mask: mask.dimensions().into(),
                    photo: photo.dimensions().into(),
                });
            }
            masks.insert(*kind, mask);
        }
        Ok((photo, masks))
    }
}

fn unreadable_mask(kind: LesionKind, error: &dyn std::fmt::Display) -> SkipReason {
    SkipReason::UnreadableMask {
        code: kind.code().to_owned(),
        message: error.to_string(),
    }
}

/// Measures one photograph, or says why it must be left out.
///
/// # Errors
/// [`NotComputed`], where the device fails.
pub fn measure_photograph<N: Networks>(
    name: &str,
    content: &Content,
    screener: &Screener<N>,
    grad_cam: &GradCam,
    draws: Draws,
) -> Result<Result<PhotographResult, SkipReason>, NotComputed> {
    match content.prepared(screener.manifest.sizes) {
        Ok((_, lesions)) if lesions.boxes_in_photo.is_empty() => Ok(Err(SkipReason::NoLesion)),
        Ok((photograph, lesions)) => {
            measure_prepared(name, &photograph, &lesions, screener, grad_cam, draws).map(Ok)
        }
        Err(reason) => Ok(Err(reason)),
    }
}

/// The masks come in only once all boxes but the random ones are found.
fn measure_prepared<N: Networks>(
    name: &str,
    photograph: &PreparedPhotograph,
    lesions: &MarkedLesions,
    screener: &Screener<N>,
    grad_cam: &GradCam,
    draws: Draws,
) -> Result<PhotographResult, NotComputed> {
    let Screener {
        networks, manifest, ..
    } = screener;
    let settings = &manifest.regions;
    let (attended, m) = pollster::block_on(async {
        let (m, attended) = composition::attend(networks, &[photograph], |_| {}).await?;
        Ok((attended, networks.maps(&m).await?))
    })?;
    let gated_maps = &attended[0].maps;
    let evidence = grad_cam.map(&m[0], &attended[0].m_net);
    let by_gated_maps = by_gated_maps(gated_maps, photograph, settings);
    let by_grad_cam = by_other_map(&evidence, photograph, settings);

    let marked = MarkedPhotograph::new(photograph, lesions);
    let of_map = |found: &Found, maps| MethodResult {
        by_number: marked.boxes(found),
        pointing: Some(f64::from(u8::from(marked.points_at_a_lesion(found)))),
        pixel_auc: marked.pixel_auc(maps),
    };
    let of_layout = MethodResult {
        by_number: marked.boxes(&in_quadrants(photograph)),
        pointing: None,
        pixel_auc: None,
    };
    let random = random_boxes(name, photograph, &marked, settings, draws);
    Ok(PhotographResult {
        name: name.to_owned(),
        lesions: lesions.boxes_in_photo.len(),
        lesion_pixels: lesions.total(),
        by_method: BTreeMap::from([
            (Method::GatedMaps, of_map(&by_gated_maps, gated_maps)),
            (Method::GradCam, of_map(&by_grad_cam, &evidence)),
            (Method::FixedLayout, of_layout),
            (Method::RandomBoxes, random),
        ]),
    })
}

/// Means over draws.
fn random_boxes(
    name: &str,
    photograph: &PreparedPhotograph,
    marked: &MarkedPhotograph<'_>,
    settings: &RegionSettings,
    draws: Draws,
) -> MethodResult {
    // By its name, so that a photograph's boxes do not depend on what else is in the folder.
    let own =
        u64::from_str_radix(&sha256(name.as_bytes())[..8], 16).expect("a hash is hexadecimal");
    let drawn: Vec<(Vec<Measures>, bool)> = (0..draws.number)
        .into_par_iter()
        .map(|draw| {
            let found = at_random(
                photograph,
                settings,
                draws.seed,
                (own << 32) | u64::from(draw),
            );
            (marked.boxes(&found), marked.points_at_a_lesion(&found))
        })
        .collect();
    let share = 1.0 / f64::from(draws.number);
    let mut by_number = vec![Measures::default(); MAX_BOXES];
    let mut pointing = 0.0;
    for (measures, points) in &drawn {
        for (sum, one) in by_number.iter_mut().zip(measures) {
            sum.add(one, share);
        }
        pointing += share * f64::from(u8::from(*points));
    }
    MethodResult {
        by_number,
        pointing: Some(pointing),
        pixel_auc: None,
    }
}
