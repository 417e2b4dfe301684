//! From RGB images to the tensors that the backbones read.

use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;

use super::architecture::Architecture;

/// Stacks square RGB images of one size into `[images, 3, side, side]`, normalised as the
/// architecture's backbones were trained.
pub fn tensor_from_images<'a>(
    images: impl IntoIterator<Item = &'a RgbImage>,
    architecture: Architecture,
    device: &Device,
) -> Tensor<4> {
    let (values, shape) = values_of_images(images, architecture);
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// The values of [`tensor_from_images`] by image, channel, row and column, and the shape.
pub fn values_of_images<'a>(
    images: impl IntoIterator<Item = &'a RgbImage>,
    architecture: Architecture,
) -> (Vec<f32>, [usize; 4]) {
    let (mean, scale) = architecture.pixel_mean_and_scale();
    let mut values = Vec::new();
    let mut count = 0;
    let mut side = 0;
    for image in images {
        count += 1;
        side = image.width() as usize;
        for channel in 0..3 {
            values.extend(
                image
                    .pixels()
                    .map(|pixel| (f32::from(pixel.0[channel]) - mean) / scale),
            );
        }
    }
    (values, [count, 3, side, side])
}
