//! The International Clinical Diabetic Retinopathy severity scale, and the eye it is given for.

use serde::{Deserialize, Serialize};

/// How many grades the scale has; the length of every vector of logits or probabilities.
pub const GRADES: usize = 5;

/// One value for each grade, from none to proliferative.
pub type FiveGrades<T> = [T; GRADES];

/// A grade of the International Clinical Diabetic Retinopathy (ICDR) severity scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(type = "0 | 1 | 2 | 3 | 4"))]
#[serde(into = "u8", try_from = "u8")]
#[repr(u8)]
pub enum IcdrGrade {
    /// No apparent retinopathy.
    None = 0,
    /// Mild non-proliferative retinopathy: microaneurysms only.
    Mild = 1,
    /// Moderate non-proliferative retinopathy.
    Moderate = 2,
    /// Severe non-proliferative retinopathy.
    Severe = 3,
    /// Proliferative retinopathy.
    Proliferative = 4,
}

impl IcdrGrade {
    /// All grades, from none to proliferative.
    pub const ALL: [Self; GRADES] = [
        Self::None,
        Self::Mild,
        Self::Moderate,
        Self::Severe,
        Self::Proliferative,
    ];

    /// Position on the scale, 0 to 4.
    pub fn level(self) -> usize {
        self as usize
    }

    /// In a word, as it stands in tables and folders' names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
            Self::Proliferative => "proliferative",
        }
    }

    /// As it is said of an eye.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::None => "no apparent retinopathy",
            Self::Mild => "mild non-proliferative retinopathy",
            Self::Moderate => "moderate non-proliferative retinopathy",
            Self::Severe => "severe non-proliferative retinopathy",
            Self::Proliferative => "proliferative retinopathy",
        }
    }

    /// Moderate or worse: the eye needs an examination by an eye-care professional.
    ///
    /// Macular oedema makes an eye referable too, whatever its grade; it is not assessed here.
    pub fn is_referable(self) -> bool {
        self >= Self::Moderate
    }

    /// Severe or proliferative.
    pub fn is_sight_threatening(self) -> bool {
        self >= Self::Severe
    }
}

impl From<IcdrGrade> for u8 {
    fn from(grade: IcdrGrade) -> Self {
        grade as u8
    }
}

/// A number that is no grade of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an ICDR grade: grades go from 0 (none) to 4 (proliferative)")]
pub struct NotAGrade(pub u8);

impl TryFrom<u8> for IcdrGrade {
    type Error = NotAGrade;

    fn try_from(level: u8) -> Result<Self, NotAGrade> {
        Self::ALL
            .get(usize::from(level))
            .copied()
            .ok_or(NotAGrade(level))
    }
}

/// Which eye a photograph shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Eye {
    /// The patient's left eye (oculus sinister).
    Left,
    /// The patient's right eye (oculus dexter).
    Right,
}

impl Eye {
    /// The patient's other eye.
    pub fn fellow(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}
