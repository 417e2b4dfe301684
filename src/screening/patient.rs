//! From photographs to a patient: which eye is the worse one, and what the patient is told.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, OperatingPoint, Referral, Screening};
use crate::grade::{Eye, IcdrGrade};

/// A photograph of a patient, as far as the patient's verdict needs it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct PatientPhotograph {
    /// The eye that it shows; `None` where nobody said which.
    pub side: Option<Eye>,
    /// What its screening came to; `None` where it has none, or not yet.
    pub screening: Option<ScreeningSummary>,
}

/// What a patient's verdict needs of a screening. It can be read from a whole one, of which all else is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "ScreeningFields")]
pub enum ScreeningSummary {
    /// The photograph was graded.
    Graded(GradedSummary),
    /// It could not be.
    Ungradable,
}

/// What a patient's verdict needs of a finding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradedSummary {
    /// The grade of the eye.
    pub grade: IcdrGrade,
    /// Moderate, severe or proliferative retinopathy.
    pub referable: Referral,
    /// Macular oedema, where it was assessed.
    pub oedema: Option<Referral>,
}

/// The fields of a screening by their names: an enum with a tag would first be read whole, with all its maps and features.
#[derive(Deserialize)]
struct ScreeningFields {
    outcome: Outcome,
    grade: Option<IcdrGrade>,
    referable: Option<Referral>,
    oedema: Option<Referral>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Graded,
    Ungradable,
}

/// A screening says that it is graded and has no grade or no referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a graded screening must have `grade` and `referable`; give one as it was made, or screen the photograph again"
)]
pub struct NotGraded;

impl TryFrom<ScreeningFields> for ScreeningSummary {
    type Error = NotGraded;

    fn try_from(fields: ScreeningFields) -> Result<Self, NotGraded> {
        match (fields.outcome, fields.grade, fields.referable) {
            (Outcome::Ungradable, ..) => Ok(Self::Ungradable),
            (Outcome::Graded, Some(grade), Some(referable)) => Ok(Self::Graded(GradedSummary {
                grade,
                referable,
                oedema: fields.oedema,
            })),
            (Outcome::Graded, ..) => Err(NotGraded),
        }
    }
}

impl From<&Finding> for GradedSummary {
    fn from(finding: &Finding) -> Self {
        Self {
            grade: finding.grade,
            referable: finding.referable,
            oedema: finding.oedema,
        }
    }
}

impl From<&Screening> for ScreeningSummary {
    fn from(screening: &Screening) -> Self {
        match screening {
            Screening::Graded(finding) => Self::Graded(GradedSummary::from(&**finding)),
            Screening::Ungradable { .. } => Self::Ungradable,
        }
    }
}

impl GradedSummary {
    /// Whether the eye is referred at this operating point: for retinopathy, macular oedema, or both.
    pub fn is_referable(&self, point: OperatingPoint) -> bool {
        self.referable.is_at(point) || self.oedema.is_some_and(|oedema| oedema.is_at(point))
    }
}

/// What a photograph, or an eye, comes to at an operating point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is to be examined.
    Referable,
    /// It is not.
    NotReferable,
    /// Nobody knows: there is no grade.
    Ungradable,
}

impl ScreeningSummary {
    /// What the photograph comes to at this operating point.
    pub fn verdict(&self, point: OperatingPoint) -> Verdict {
        match self {
            Self::Ungradable => Verdict::Ungradable,
            Self::Graded(graded) if graded.is_referable(point) => Verdict::Referable,
            Self::Graded(_) => Verdict::NotReferable,
        }
    }

    /// Whoever is referred first, then the worse grade, then the more probable retinopathy, of which what is not a number is
    /// the most; what has no grade comes last.
    fn worse_first(&self, other: &Self, point: OperatingPoint) -> Ordering {
        match (self, other) {
            (Self::Ungradable, Self::Ungradable) => Ordering::Equal,
            (Self::Ungradable, Self::Graded(_)) => Ordering::Greater,
            (Self::Graded(_), Self::Ungradable) => Ordering::Less,
            (Self::Graded(one), Self::Graded(other)) => {
                let by_referral = other.is_referable(point).cmp(&one.is_referable(point));
                let by_grade = other.grade.cmp(&one.grade);
                let of = |graded: &GradedSummary| graded.referable.probability;
                let by_probability = more_probable_first(of(one), of(other));
                by_referral.then(by_grade).then(by_probability)
            }
        }
    }
}

fn more_probable_first(one: f64, other: f64) -> Ordering {
    let by_nan = other.is_nan().cmp(&one.is_nan());
    by_nan.then(other.partial_cmp(&one).unwrap_or(Ordering::Equal))
}

/// All photographs of one eye; it is as bad as the worst that could be graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
pub struct EyeResult {
    /// Which eye; none where nobody said.
    pub side: Option<Eye>,
    /// The photograph that decides, by its place among the patient's.
    pub deciding: usize,
    /// What it comes to.
    pub verdict: Verdict,
}

/// What a patient is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum PatientVerdict {
    /// Some eye is to be examined.
    Referable,
    /// All photographs have a result, no eye is referred, and each has a photograph that could be graded.
    NotReferable,
    /// No eye is known to be referable, and of some eye no photograph could be graded.
    Ungradable,
    /// No eye is known to be referable or ungradable, and a photograph has no result.
    Incomplete,
}

/// A patient's photographs taken together, at an operating point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(missing_as_null))]
pub struct PatientResult {
    /// The eyes of which a photograph has a result: right before left, as clinicians write them, then each photograph of an eye
    /// that nobody named, which stands alone.
    pub eyes: Vec<EyeResult>,
    /// The eye that is worse off, by its place among `eyes`; none where no eye was graded.
    pub worse: Option<usize>,
    /// What the patient is told.
    pub verdict: PatientVerdict,
    /// Whether some eye has no photograph that could be graded.
    pub some_ungradable: bool,
    /// The eye of which there is no photograph, where all there are show the other one.
    pub missing: Option<Eye>,
    /// Photographs without a result.
    pub open: usize,
}

impl PatientResult {
    /// Of all photographs of a patient.
    pub fn of(photographs: &[PatientPhotograph], point: OperatingPoint) -> Self {
        let on = |side: Eye| {
            let places = 0..photographs.len();
            places.filter(move |&place| photographs[place].side == Some(side))
        };
        let unnamed = (0..photographs.len()).filter(|&place| photographs[place].side.is_none());
        let sides = [Eye::Right, Eye::Left].map(|side| on(side).collect::<Vec<usize>>());
        let groups = sides.into_iter().chain(unnamed.map(|place| vec![place]));
        let eyes: Vec<EyeResult> = groups
            .filter_map(|places| {
                let deciding = worst_of(photographs, &places, point)?;
                Some(EyeResult {
                    side: photographs[deciding].side,
                    deciding,
                    verdict: photographs[deciding].screening?.verdict(point),
                })
            })
            .collect();
        let open = photographs
            .iter()
            .filter(|photograph| photograph.screening.is_none())
            .count();
        let deciding: Vec<usize> = eyes.iter().map(|eye| eye.deciding).collect();
        let worst = worst_of(photographs, &deciding, point);
        Self {
            worse: eyes
                .iter()
                .position(|eye| Some(eye.deciding) == worst && eye.verdict != Verdict::Ungradable),
            verdict: PatientVerdict::of(&eyes, open),
            some_ungradable: eyes.iter().any(|eye| eye.verdict == Verdict::Ungradable),
            missing: missing(photographs),
            open,
            eyes,
        }
    }
}

impl PatientVerdict {
    /// A patient is cleared only where every photograph has a result and every eye was graded.
    fn of(eyes: &[EyeResult], open: usize) -> Self {
        let some = |verdict| eyes.iter().any(|eye| eye.verdict == verdict);
        if some(Verdict::Referable) {
            Self::Referable
        } else if some(Verdict::Ungradable) {
            Self::Ungradable
        } else if open > 0 || eyes.is_empty() {
            Self::Incomplete
        } else {
            Self::NotReferable
        }
    }
}

/// Of the photographs at these places the one that decides: the worst that could be graded, the first of several that are alike.
/// `None` where none has a result.
pub fn worst_of(
    photographs: &[PatientPhotograph],
    places: &[usize],
    point: OperatingPoint,
) -> Option<usize> {
    let screened = places
        .iter()
        .filter_map(|&place| Some((place, photographs[place].screening?)));
    let worst = screened.min_by(|(_, one), (_, other)| one.worse_first(other, point));
    worst.map(|(place, _)| place)
}

/// The other eye, where all photographs show one and the same.
fn missing(photographs: &[PatientPhotograph]) -> Option<Eye> {
    let side = photographs.first()?.side?;
    let all = photographs.iter().all(|one| one.side == Some(side));
    all.then_some(side.fellow())
}
