//! The types of TypeScript that are not those of a type in Rust; all others are derived where the type stands.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r"
/** One value for each grade, from none to proliferative. */
export type FiveGrades<T> = [T, T, T, T, T];

/** In pixels of the upright photograph. */
export type PointInPhoto = [x: number, y: number];

/** In pixels of the upright photograph. */
export interface BoxInPhoto {
    min: PointInPhoto;
    max: PointInPhoto;
}
";

#[cfg(any(feature = "cpu", feature = "gpu"))]
#[wasm_bindgen(typescript_custom_section)]
const SCREENED: &str = r"
/** Opaque RGBA, as in `ImageData`. */
export interface Picture {
    width: number;
    height: number;
    data: Uint8ClampedArray<ArrayBuffer>;
}

/** A photograph that was screened. */
export interface Screened {
    screening: Screening;
    /** Upright. */
    photograph: Picture;
    /** What C-Net read, in the order of the regions. */
    crops: Picture[];
    /** As a DICOM file says; null for any other. */
    laterality: Eye | null;
}
";
