//! Errors as JavaScript sees them: an `Error` with a stable `code`.

use std::fmt::Display;

use js_sys::{Error, Reflect};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::JsValue;

use crate::networks::NotComputed;
use crate::photograph::DecodeError;
use crate::screening::self_test::SelfTestFailure;
use crate::weights::WeightsError;

/// Why something failed, for programs.
#[derive(Clone, Copy, Serialize, Tsify)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The bytes are no image.
    NotAnImage,
    /// The image is damaged or cut short.
    DamagedImage,
    /// This variant of the format cannot be read.
    UnsupportedImage,
    /// The image is larger than any photograph of an eye.
    TooManyPixels,
    /// A file of weights has another content than it should.
    WeightsDamaged,
    /// The weights are of another version.
    WeightsDoNotFit,
    /// The device gave a wrong answer to a known question.
    SelfTestFailed,
    /// The device did not compute.
    DeviceFailed,
    /// A finding was made by another model.
    OtherModel,
}

/// A code for programs and a sentence for people.
pub(super) struct Failure {
    code: FailureCode,
    message: String,
}

impl Failure {
    pub(super) fn new(code: FailureCode, message: &impl Display) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        let code = serde_wasm_bindgen::to_value(&failure.code).unwrap_or_default();
        // Only a frozen object refuses a property, and this one is new.
        let _ = Reflect::set(&error, &"code".into(), &code);
        error.into()
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        let code = match error {
            DecodeError::NotAnImage => FailureCode::NotAnImage,
            DecodeError::Damaged(_) => FailureCode::DamagedImage,
            DecodeError::Unsupported(_) => FailureCode::UnsupportedImage,
            DecodeError::TooManyPixels { .. } => FailureCode::TooManyPixels,
        };
        Self::new(code, &error)
    }
}

impl From<WeightsError> for Failure {
    fn from(error: WeightsError) -> Self {
        let code = match error {
            WeightsError::OtherContent { .. } => FailureCode::WeightsDamaged,
            WeightsError::NotWeights { .. } | WeightsError::OtherNetwork { .. } => {
                FailureCode::WeightsDoNotFit
            }
        };
        Self::new(code, &error)
    }
}

impl From<SelfTestFailure> for Failure {
    fn from(error: SelfTestFailure) -> Self {
        let code = match error {
            SelfTestFailure::OtherAnswer { .. } => FailureCode::SelfTestFailed,
            SelfTestFailure::OtherWeights { .. } => FailureCode::WeightsDoNotFit,
            SelfTestFailure::NotComputed(_) => FailureCode::DeviceFailed,
        };
        Self::new(code, &error)
    }
}

impl From<NotComputed> for Failure {
    fn from(error: NotComputed) -> Self {
        Self::new(FailureCode::DeviceFailed, &error)
    }
}
