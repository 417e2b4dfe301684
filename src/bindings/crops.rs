//! The crops of a finding, cut again from the image that C-Net's were cut from.

use image::RgbImage;

use crate::regions::cut_crop;
use crate::screening::finding::Screening;
use crate::screening::screener::ScreenedPhotograph;

/// What C-Net read, in the order of the regions.
pub(super) fn crops(screened: &ScreenedPhotograph) -> Vec<RgbImage> {
    let (Screening::Graded(finding), Some(prepared)) = (&screened.screening, &screened.prepared)
    else {
        return Vec::new();
    };
    let high_resolution_from_photo = prepared
        .geometry
        .photo_from_high_resolution()
        .inverse()
        .expect("the square around a field of view has an area");
    finding
        .regions
        .iter()
        .map(|region| {
            let cut = high_resolution_from_photo.outer_transformed_box(&region.box_in_photo);
            cut_crop(&prepared.high_resolution, cut.round())
        })
        .collect()
}
