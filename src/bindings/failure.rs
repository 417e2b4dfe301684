//! Errors as JavaScript sees them: an `Error` with a stable `code`.

use std::fmt::Display;

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

use crate::networks::NotComputed;
use crate::photograph::DecodeError;
use crate::screening::self_test::SelfTestFailure;
use crate::weights::WeightsError;

/// A code for programs and a sentence for people.
pub(super) struct Failure {
    code: &'static str,
    message: String,
}

impl Failure {
    pub(super) fn new(code: &'static str, message: &impl Display) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        // Only a frozen object refuses a property, and this one is new.
        let _ = Reflect::set(&error, &"code".into(), &failure.code.into());
        error.into()
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        let code = match error {
            DecodeError::NotAnImage => "not_an_image",
            DecodeError::Damaged(_) => "damaged_image",
            DecodeError::Unsupported(_) => "unsupported_image",
            DecodeError::TooManyPixels { .. } => "too_many_pixels",
        };
        Self::new(code, &error)
    }
}

impl From<WeightsError> for Failure {
    fn from(error: WeightsError) -> Self {
        let code = match error {
            WeightsError::OtherContent { .. } => "weights_damaged",
            WeightsError::NotWeights { .. } | WeightsError::OtherNetwork { .. } => {
                "weights_do_not_fit"
            }
        };
        Self::new(code, &error)
    }
}

impl From<SelfTestFailure> for Failure {
    fn from(error: SelfTestFailure) -> Self {
        let code = match error {
            SelfTestFailure::OtherAnswer { .. } => "self_test_failed",
            SelfTestFailure::OtherWeights { .. } => "weights_do_not_fit",
            SelfTestFailure::NotComputed(_) => "device_failed",
        };
        Self::new(code, &error)
    }
}

impl From<NotComputed> for Failure {
    fn from(error: NotComputed) -> Self {
        Self::new("device_failed", &error)
    }
}
