//! The coordinate spaces of a screening, kept apart by type.
//!
//! In every space a position is continuous: pixel (column, row) covers
//! `[column, column + 1) × [row, row + 1)`, so its centre lies at + 0.5.

use euclid::{Box2D, Point2D, Transform2D};

/// Pixels of the upright photograph as it was decoded.
#[derive(Clone, Copy, Debug)]
pub enum PhotoSpace {}
/// Pixels of the square image that crops are cut from (1230 in the paper).
#[derive(Clone, Copy, Debug)]
pub enum HighResolutionSpace {}
/// Pixels of the square image that M-Net reads (492 in the paper).
#[derive(Clone, Copy, Debug)]
pub enum InputSpace {}
/// Cells of the attention and gated maps (14 × 14 in the paper).
#[derive(Clone, Copy, Debug)]
pub enum MapSpace {}
/// Pixels of one crop that C-Net reads (384 in the paper).
#[derive(Clone, Copy, Debug)]
pub enum CropSpace {}

/// A box in the photograph.
pub type BoxInPhoto = Box2D<f64, PhotoSpace>;
/// A box in the high-resolution image.
pub type BoxInHighResolution = Box2D<f64, HighResolutionSpace>;
/// A box in the input image.
pub type BoxInInput = Box2D<f64, InputSpace>;
/// A point in the photograph.
pub type PointInPhoto = Point2D<f64, PhotoSpace>;
/// A point in the input image.
pub type PointInInput = Point2D<f64, InputSpace>;
/// Takes positions in `From` to positions in `To`; named `to_from_from`, as in `photo_from_input`.
pub type Transform<From, To> = Transform2D<f64, From, To>;
