//! From RGB images to the tensors that a network reads.

use burn::tensor::{Device, Tensor, TensorData};
use image::RgbImage;
use zoom_in_net_graph::{Graph, InputContent};

/// Square RGB images of one size as `[images, 3, side, side]`, normalised as the first input of `graph` is.
///
/// # Panics
/// Where that input is no image.
pub fn tensor_of_images(graph: &Graph, images: &[&RgbImage], device: &Device) -> Tensor<4> {
    let InputContent::Pixels { mean, scale } = graph.inputs()[0].content else {
        panic!("{} is no image", graph.inputs()[0].name)
    };
    let side = images.first().map_or(0, |image| image.width() as usize);
    let planes = images.iter().flat_map(|image| {
        (0..3).flat_map(|channel| {
            let pixels = image.pixels();
            pixels.map(move |pixel| (f32::from(pixel.0[channel]) - mean) / scale)
        })
    });
    let values: Vec<f32> = planes.collect();
    Tensor::from_data(
        TensorData::new(values, [images.len(), 3, side, side]),
        device,
    )
}
