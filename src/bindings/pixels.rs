//! Pictures as a canvas takes them.

use image::RgbImage;
use js_sys::{Object, Reflect, Uint8ClampedArray};
use wasm_bindgen::JsValue;

/// `{ width, height, data }` with opaque RGBA bytes, as in `ImageData`.
pub(super) fn image_data(image: &RgbImage) -> Result<JsValue, JsValue> {
    let mut rgba = Vec::with_capacity(image.len() / 3 * 4);
    for pixel in image.pixels() {
        let [red, green, blue] = pixel.0;
        rgba.extend_from_slice(&[red, green, blue, u8::MAX]);
    }
    let data = Uint8ClampedArray::from(rgba.as_slice());
    let picture = Object::new();
    Reflect::set(&picture, &"width".into(), &image.width().into())?;
    Reflect::set(&picture, &"height".into(), &image.height().into())?;
    Reflect::set(&picture, &"data".into(), &data)?;
    Ok(picture.into())
}
