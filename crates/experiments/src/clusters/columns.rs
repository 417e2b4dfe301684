//! The columns of M at the top responses of one photograph.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use euclid::{point2, vec2};
use image::codecs::jpeg::JpegEncoder;
use serde::{Deserialize, Serialize};
use zoom_in_net::networks::regions::cut_crop;
use zoom_in_net::networks::{FeatureMaps, Networks, NotComputed, composition};
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::spaces::BoxInHighResolution;
use zoom_in_net::screening::screener::Screener;

use crate::lesions::{KINDS, MarkedLesions};

/// Quality of a patch's JPEG.
const PATCH_QUALITY: u8 = 85;

/// How many columns are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSettings {
    /// The most of one photograph.
    pub per_photograph: usize,
    /// The most of all photographs. Affinity propagation keeps five matrices of its square, in double
    /// precision: 90 MB for 1,500.
    pub max_columns: usize,
}

/// The columns of one photograph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotographColumns {
    /// The photograph.
    pub name: String,
    /// The strongest response first.
    pub columns: Vec<Column>,
    /// Positions of M inside the field of view.
    pub positions: usize,
    /// Of these, those that show a lesion, by kind.
    pub positions_with_kind: [usize; KINDS],
}

/// One column of M, and what lies at its position: the square that its cell covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// M at this position, by channel.
    pub values: Vec<f32>,
    /// The response of the gated maps.
    pub response: f32,
    /// Pixels of the photograph in the square that are lesion, by kind.
    pub lesion_pixels: [u64; KINDS],
    /// The square of the high-resolution image, as a JPEG in base 64.
    pub patch: String,
}

/// Reads a prepared photograph and takes its columns.
///
/// # Errors
/// [`NotComputed`], where the device fails.
pub(super) fn columns_of<N: Networks>(
    name: &str,
    photograph: &PreparedPhotograph,
    lesions: &MarkedLesions,
    screener: &Screener<N>,
    settings: ColumnSettings,
) -> Result<PhotographColumns, NotComputed> {
    let Screener {
        networks, manifest, ..
    } = screener;
    let (attended, values) = pollster::block_on(async {
        let (m, attended) = composition::attend(networks, &[photograph], |_| {}).await?;
        Ok((attended, networks.maps(&m).await?))
    })?;
    let values = &values[0];
    // A-Net may read finer maps than M.
    let side = values.side;
    let suspicion = attended[0].maps.enlarged_suspicion(side as u32);
    // Where the search for regions may put a centre.
    let inside: Vec<usize> = photograph
        .positions_in_field(side, manifest.regions.margin)
        .enumerate()
        .filter_map(|(position, in_field)| in_field.then_some(position))
        .collect();
    let lesions_at =
        |position: usize| lesion_pixels_in(box_of(position, side, photograph), lesions);
    let mut positions_with_kind = [0; KINDS];
    for &position in &inside {
        for (count, pixels) in positions_with_kind.iter_mut().zip(lesions_at(position)) {
            *count += usize::from(pixels > 0);
        }
    }
    let columns = top(&suspicion, &inside, manifest.regions.min_response)
        .take(settings.per_photograph)
        .map(|(position, response)| Column {
            values: column_at(values, position),
            response,
            lesion_pixels: lesions_at(position),
            patch: patch(photograph, box_of(position, side, photograph)),
        })
        .collect();
    Ok(PhotographColumns {
        name: name.to_owned(),
        columns,
        positions: inside.len(),
        positions_with_kind,
    })
}

/// Positions with a response above `min_response`, the strongest first.
fn top(
    suspicion: &[f32],
    positions: &[usize],
    min_response: f32,
) -> impl Iterator<Item = (usize, f32)> {
    let mut responses: Vec<(usize, f32)> = positions
        .iter()
        .map(|&position| (position, suspicion[position]))
        .filter(|(_, response)| *response > min_response)
        .collect();
    responses.sort_by(|a, b| b.1.total_cmp(&a.1));
    responses.into_iter()
}

/// What a position covers, in whole pixels.
fn box_of(
    position: usize,
    map_side: usize,
    photograph: &PreparedPhotograph,
) -> BoxInHighResolution {
    let side = f64::from(photograph.geometry.sizes.high_resolution);
    let cell = side / map_side as f64;
    let corner = point2(
        ((position % map_side) as f64 * cell).floor(),
        ((position / map_side) as f64 * cell).floor(),
    );
    let size = cell.floor().max(1.0);
    BoxInHighResolution::new(corner, corner + vec2(size, size))
}

fn lesion_pixels_in(patch: BoxInHighResolution, lesions: &MarkedLesions) -> [u64; KINDS] {
    let mut sums = [0; KINDS];
    for row in patch.min.y as usize..patch.max.y as usize {
        for column in patch.min.x as usize..patch.max.x as usize {
            let pixels = lesions.pixels[row * lesions.side + column];
            for (sum, count) in sums.iter_mut().zip(pixels) {
                *sum += u64::from(count);
            }
        }
    }
    sums
}

fn patch(photograph: &PreparedPhotograph, place: BoxInHighResolution) -> String {
    let patch = cut_crop(&photograph.high_resolution, place);
    let mut jpeg = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut jpeg, PATCH_QUALITY)
        .encode_image(&patch)
        .expect("a patch has pixels, and memory takes them");
    STANDARD.encode(jpeg.into_inner())
}

/// M at one position, by channel.
fn column_at(maps: &FeatureMaps, position: usize) -> Vec<f32> {
    maps.values[position * maps.channels..][..maps.channels].to_vec()
}
