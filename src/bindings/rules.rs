//! What a page asks the library about photographs and patients: small enough to be called at once, on the page's own thread.

use js_sys::TypeError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use tsify::Tsify;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::gradability::Reason;
use crate::grade::{GRADES, IcdrGrade};
use crate::photograph::Format;
use crate::screening::finding::{OperatingPoint, UngradableReason};
use crate::screening::patient::{self, PatientPhotograph, PatientResult, ScreeningSummary};
use crate::screening::{naming, wording};

/// Which eye a file shows and whose it is, as far as its name says so; folders end in `/`.
///
/// # Errors
/// None that a caller can make.
#[wasm_bindgen(js_name = readName, unchecked_return_type = "Named")]
pub fn read_name(path: &str) -> Result<JsValue, JsValue> {
    written(&naming::read_name(path))
}

/// What a photograph comes to at an operating point.
///
/// # Errors
/// A `TypeError`, where `screening` is none.
#[wasm_bindgen(js_name = verdictOf, unchecked_return_type = "Verdict")]
pub fn verdict_of(
    #[wasm_bindgen(unchecked_param_type = "ScreeningSummary")] screening: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OperatingPoint")] point: JsValue,
) -> Result<JsValue, JsValue> {
    let screening: ScreeningSummary = read("this is no screening", screening)?;
    written(&screening.verdict(read_point(point)?))
}

/// What a patient is told of all photographs together. An eye and its photograph are known by their places.
///
/// # Errors
/// A `TypeError`, where `photographs` are none.
#[wasm_bindgen(js_name = patientResult, unchecked_return_type = "PatientResult")]
pub fn patient_result(
    #[wasm_bindgen(unchecked_param_type = "readonly PatientPhotograph[]")] photographs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OperatingPoint")] point: JsValue,
) -> Result<JsValue, JsValue> {
    let photographs = read_photographs(photographs)?;
    written(&PatientResult::of(&photographs, read_point(point)?))
}

/// Of photographs of the same eye the place of the one that decides; nothing where none has a result.
///
/// # Errors
/// A `TypeError`, where `photographs` are none.
#[wasm_bindgen(js_name = worstOf)]
pub fn worst_of(
    #[wasm_bindgen(unchecked_param_type = "readonly PatientPhotograph[]")] photographs: JsValue,
    #[wasm_bindgen(unchecked_param_type = "OperatingPoint")] point: JsValue,
) -> Result<Option<usize>, JsValue> {
    let photographs = read_photographs(photographs)?;
    let places: Vec<usize> = (0..photographs.len()).collect();
    Ok(patient::worst_of(&photographs, &places, read_point(point)?))
}

/// The sentences that stand beside results, in English.
#[derive(Serialize, Tsify)]
pub struct Wording {
    /// What this software is, and what a result does not mean.
    disclaimer: &'static str,
    /// For an eye that is referable.
    referable: &'static str,
    /// For one that is not.
    not_referable: &'static str,
    /// For a photograph without a grade.
    ungradable: &'static str,
    /// For a patient of whom a photograph has no result.
    incomplete: &'static str,
    /// Beside every attention map.
    attention: &'static str,
    /// Why a photograph is not gradable, each reason once.
    reasons: [UngradableReason; Reason::ALL.len()],
    /// The grades as they are said of an eye, by level.
    grades: [&'static str; GRADES],
    /// The grades in a word, by level.
    short_grades: [&'static str; GRADES],
}

/// The sentences that stand beside results, to hold other languages and pages to.
///
/// # Errors
/// None that a caller can make.
#[wasm_bindgen(js_name = wording, unchecked_return_type = "Wording")]
pub fn wording() -> Result<JsValue, JsValue> {
    written(&Wording {
        disclaimer: wording::DISCLAIMER,
        referable: wording::REFERABLE,
        not_referable: wording::NOT_REFERABLE,
        ungradable: wording::UNGRADABLE,
        incomplete: wording::INCOMPLETE,
        attention: wording::ATTENTION,
        reasons: Reason::ALL.map(UngradableReason::from),
        grades: IcdrGrade::ALL.map(IcdrGrade::in_words),
        short_grades: IcdrGrade::ALL.map(IcdrGrade::name),
    })
}

/// The extensions of the files that photographs come in, in lower case, to hold a page's file picker to.
///
/// # Errors
/// None that a caller can make.
#[wasm_bindgen(js_name = photographExtensions, unchecked_return_type = "string[]")]
pub fn photograph_extensions() -> Result<JsValue, JsValue> {
    let extensions = Format::ALL.into_iter().flat_map(Format::extensions);
    written(&extensions.collect::<Vec<_>>())
}

fn read_photographs(photographs: JsValue) -> Result<Vec<PatientPhotograph>, JsValue> {
    read(
        "these are no photographs of a patient, each with `side` and `screening`",
        photographs,
    )
}

fn read_point(point: JsValue) -> Result<OperatingPoint, JsValue> {
    read("this is no operating point", point)
}

/// Reads the fields that are known, and only those.
fn read<T: DeserializeOwned>(refusal: &str, value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| TypeError::new(&format!("{refusal}: {error}")).into())
}

fn written(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

#[wasm_bindgen(typescript_custom_section)]
const INPUTS: &str = r"
/** What the rules need of a screening; a whole one will do. */
export type ScreeningSummary =
    | { outcome: 'graded'; grade: IcdrGrade; referable: Referral; oedema?: Referral }
    | { outcome: 'ungradable' };

/** A photograph of a patient. */
export interface PatientPhotograph {
    /** The eye that it shows; null where nobody said which. */
    side: Eye | null;
    /** null where it has no result, or none yet. */
    screening: ScreeningSummary | null;
}
";
