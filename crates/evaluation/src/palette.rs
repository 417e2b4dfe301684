//! The colours of all plots.
//!
//! They are only names: the style sheet of a page replaces each of them by a shade that suits the light or the dark
//! theme. As they stand, they suit a light one.

use plotters::style::RGBColor;

/// Text and axes.
pub const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
/// The grid, and the diagonal of a grader without skill.
pub const FAINT: RGBColor = RGBColor(0xD0, 0xD0, 0xD0);

/// Four of the Okabe–Ito colours, which the colour-blind tell apart.
pub const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);
/// The second.
pub const GREEN: RGBColor = RGBColor(0x00, 0x9E, 0x73);
/// The third.
pub const VERMILION: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
/// The fourth.
pub const PURPLE: RGBColor = RGBColor(0xCC, 0x79, 0xA7);

/// The stages, in the order of [`Stages::named`](crate::Stages::named): the whole network first.
pub const STAGES: [RGBColor; 3] = [BLUE, GREEN, VERMILION];
