//! The kinds of lesions that have masks.

use serde::{Deserialize, Serialize};

/// How many kinds there are.
pub const KINDS: usize = 4;

/// A kind of lesion. The optic disc, which some sets mask too, is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LesionKind {
    /// MA.
    Microaneurysms,
    /// HE.
    Haemorrhages,
    /// EX.
    HardExudates,
    /// SE, cotton-wool spots.
    SoftExudates,
}

impl LesionKind {
    /// All kinds, in the order of every list by kind.
    pub const ALL: [Self; KINDS] = [
        Self::Microaneurysms,
        Self::Haemorrhages,
        Self::HardExudates,
        Self::SoftExudates,
    ];

    /// The folder of its masks, and the end of their names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Microaneurysms => "MA",
            Self::Haemorrhages => "HE",
            Self::HardExudates => "EX",
            Self::SoftExudates => "SE",
        }
    }

    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Microaneurysms => "microaneurysms",
            Self::Haemorrhages => "haemorrhages",
            Self::HardExudates => "hard exudates",
            Self::SoftExudates => "soft exudates",
        }
    }
}
