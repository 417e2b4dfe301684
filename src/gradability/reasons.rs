//! Why a photograph is not gradable, and what to do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::gate::{Measurement, named};
use crate::preparation::PreparationError;
use crate::preparation::field_of_view::NoFieldOfView;

/// Why a photograph is not gradable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It shows something else.
    NotAFundusPhotograph,
    /// It has the colours of a laser scan of a field that the networks do not know.
    UltraWideField,
    /// Too few pixels to show a lesion.
    TooSmall,
    /// Too little light reached the camera.
    TooDark,
    /// Too much light, or haze.
    TooBright,
    /// Out of focus or hazy: the vessels are not seen well.
    Blurred,
    /// Part of the retina lies in shadow, or glare lies over it.
    UnevenIllumination,
    /// Too much of the field of view is outside the photograph.
    FieldCutOff,
    /// Nothing stands out, yet it resembles photographs that people reject.
    PoorQuality,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NotAFundusPhotograph,
        Self::UltraWideField,
        Self::TooSmall,
        Self::TooDark,
        Self::TooBright,
        Self::Blurred,
        Self::UnevenIllumination,
        Self::FieldCutOff,
        Self::PoorQuality,
    ];

    /// The code as it is written to JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAFundusPhotograph => "not_a_fundus_photograph",
            Self::UltraWideField => "ultra_wide_field",
            Self::TooSmall => "too_small",
            Self::TooDark => "too_dark",
            Self::TooBright => "too_bright",
            Self::Blurred => "blurred",
            Self::UnevenIllumination => "uneven_illumination",
            Self::FieldCutOff => "field_cut_off",
            Self::PoorQuality => "poor_quality",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAFundusPhotograph => {
                "This does not look like a fundus photograph: choose a colour photograph of the retina."
            }
            Self::UltraWideField => {
                "This looks like an ultra-wide-field picture, which is not assessed here: choose a colour photograph of 30 to 60 degrees."
            }
            Self::TooSmall => "The photograph has too few pixels: export it at its full size.",
            Self::TooDark => "The photograph is too dark: repeat it with more light, or with the pupil dilated.",
            Self::TooBright => "The photograph is too bright: repeat it with less light.",
            Self::Blurred => "The photograph is blurred: focus, clean the lens and repeat it.",
            Self::UnevenIllumination => {
                "Part of the retina is hidden by shadow or glare: align the camera with the pupil and repeat it."
            }
            Self::FieldCutOff => "Too much of the field of view is cut off: repeat it with the field centred.",
            Self::PoorQuality => {
                "The photograph resembles those that people found too poor to grade: repeat it."
            }
        })
    }
}

impl From<&PreparationError> for Reason {
    fn from(error: &PreparationError) -> Self {
        match error {
            PreparationError::TooSmall { .. } => Self::TooSmall,
            PreparationError::NoFieldOfView(NoFieldOfView::AlmostBlack) => Self::TooDark,
            PreparationError::NoFieldOfView(NoFieldOfView::NotRound) => Self::NotAFundusPhotograph,
            PreparationError::FieldMostlyCutOff { .. } => Self::FieldCutOff,
        }
    }
}

/// Which way a measurement is unusual.
#[derive(Clone, Copy)]
enum Side {
    Low,
    High,
}

/// What is unusual in a photograph that has a fault.
const SIGNS: [(Reason, &[(&str, Side)]); 5] = [
    (
        Reason::TooDark,
        &[
            ("dark_share", Side::High),
            ("red_p50", Side::Low),
            ("red_p95", Side::Low),
            ("green_p95", Side::Low),
        ],
    ),
    (
        Reason::TooBright,
        &[
            ("bright_share", Side::High),
            ("green_p50", Side::High),
            ("blue_p50", Side::High),
        ],
    ),
    (
        Reason::Blurred,
        &[
            ("thin_vessels_p98", Side::Low),
            ("wide_vessels_p98", Side::Low),
            ("detail_fine", Side::Low),
            ("sharpness_fine", Side::Low),
        ],
    ),
    (
        Reason::UnevenIllumination,
        &[
            ("green_cells_deviation", Side::High),
            ("red_cells_deviation", Side::High),
            ("red_to_green_cells_deviation", Side::High),
            ("blue_to_green_cells_deviation", Side::High),
            ("green_slope", Side::High),
        ],
    ),
    (
        Reason::FieldCutOff,
        &[("kept_share", Side::Low), ("inside_share", Side::Low)],
    ),
];

/// The faults whose signs lie outside what gradable photographs show, the most unusual first;
/// [`Reason::PoorQuality`] where none does.
pub(super) fn reasons_for_rejection(measurements: &[Measurement], values: &[f64]) -> Vec<Reason> {
    let excess = |name: &str, side: Side| {
        named(name, measurements, values).map_or(0.0, |(measurement, value)| {
            let beyond = match side {
                Side::Low => measurement.usual_low - value,
                Side::High => value - measurement.usual_high,
            };
            beyond / measurement.deviation
        })
    };
    let mut found: Vec<(Reason, f64)> = SIGNS
        .into_iter()
        .map(|(reason, signs)| {
            let strongest = signs
                .iter()
                .map(|(name, side)| excess(name, *side))
                .fold(0.0, f64::max);
            (reason, strongest)
        })
        .filter(|(_, strongest)| *strongest > 0.0)
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    if found.is_empty() {
        return vec![Reason::PoorQuality];
    }
    found.into_iter().map(|(reason, _)| reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gradability::features::measure;
    use crate::gradability::field::Field;

    #[test]
    fn every_sign_is_something_that_is_measured() {
        let measured = measure(&Field::blank()).0;
        for (reason, signs) in SIGNS {
            for (sign, _) in signs {
                assert!(
                    measured.iter().any(|(name, _)| name == sign),
                    "{reason:?} looks for `{sign}`"
                );
            }
        }
    }

    #[test]
    fn the_code_is_what_serde_writes() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
