//! What is said to people beside every result.

/// What this software is, and what a result does not mean.
pub const DISCLAIMER: &str = "Research software. Not a medical device; not cleared or marked for clinical use. \
    It assesses diabetic retinopathy and signs of macular oedema in one photograph of an eye; it does not assess \
    glaucoma, AMD or other disease, and a negative result excludes neither.";

/// For an eye that is referable at the stated operating point.
pub const REFERABLE: &str = "Signs consistent with referable diabetic retinopathy or macular oedema: refer for \
    examination by an eye-care professional.";

/// For an eye that is not.
pub const NOT_REFERABLE: &str =
    "No referable diabetic retinopathy or macular oedema detected: continue routine screening.";

/// For a photograph without a grade.
pub const UNGRADABLE: &str = "Photograph not gradable: repeat or refer.";

/// For a patient of whom a photograph has no result.
pub const INCOMPLETE: &str = "Incomplete: not every photograph of this patient has a result.";

/// Beside every attention map.
pub const ATTENTION: &str = "Regions that influenced the score; not a lesion map.";
