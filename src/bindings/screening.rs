//! One photograph in, everything that a page shows out.

use js_sys::{Array, Function, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::EngineNetworks;
use super::failure::{Failure, FailureCode};
use super::pixels::image_data;
use crate::photograph::{decode, laterality};
use crate::screening::finding::{Finding, Screening};
use crate::screening::screener::Screener;

/// A screener that is ready.
#[wasm_bindgen]
pub struct BrowserScreener {
    pub(super) screener: Screener<EngineNetworks>,
    self_test_milliseconds: f64,
}

impl BrowserScreener {
    pub(super) fn new(screener: Screener<EngineNetworks>, self_test_milliseconds: f64) -> Self {
        Self {
            screener,
            self_test_milliseconds,
        }
    }
}

#[wasm_bindgen]
impl BrowserScreener {
    /// How long the networks took for the picture of the self-test and two crops of it, when they last computed it.
    #[wasm_bindgen(getter, js_name = selfTestMilliseconds)]
    pub fn self_test_milliseconds(&self) -> f64 {
        self.self_test_milliseconds
    }

    /// Screens the bytes of an image file, or mirrored and turned views of it too where it is to be `thorough`. `on_stage`
    /// is told what comes next.
    ///
    /// The result is `{ screening, photograph, crops, laterality }`: the finding as in the JSON of the
    /// command line, the upright photograph, and what C-Net read, in the order of the regions.
    ///
    /// # Errors
    /// `not_an_image`, `damaged_image`, `unsupported_image`, `too_many_pixels`, `device_failed`.
    #[wasm_bindgen(unchecked_return_type = "Screened")]
    pub async fn screen(
        &self,
        bytes: Vec<u8>,
        thorough: bool,
        #[wasm_bindgen(unchecked_param_type = "(stage: 'decoding' | Stage) => void")]
        on_stage: Function,
    ) -> Result<JsValue, JsValue> {
        let tell = |stage: JsValue| {
            // A page that cannot show progress still gets its result.
            let _ = on_stage.call1(&JsValue::NULL, &stage);
        };
        tell("decoding".into());
        let photograph = decode(&bytes).map_err(Failure::from)?;
        let eye = laterality(&bytes).serialize(&Serializer::json_compatible())?;
        drop(bytes);
        let screened = self
            .screener
            .screen(&photograph, thorough, |stage| {
                tell(serde_wasm_bindgen::to_value(&stage).unwrap_or_default());
            })
            .await
            .map_err(Failure::from)?;
        let pictures = Array::new();
        for crop in screened.crops() {
            pictures.push(&image_data(&crop)?);
        }
        let result = Object::new();
        let screening = screened
            .screening
            .serialize(&Serializer::json_compatible())?;
        Reflect::set(&result, &"screening".into(), &screening)?;
        Reflect::set(&result, &"photograph".into(), &image_data(&photograph)?)?;
        Reflect::set(&result, &"crops".into(), &pictures)?;
        Reflect::set(&result, &"laterality".into(), &eye)?;
        Ok(result.into())
    }

    /// The finding of a photograph as it becomes when that of the patient's other eye is known too.
    ///
    /// # Errors
    /// `other_model`, where either is not a finding of this model.
    #[wasm_bindgen(js_name = withFellow, unchecked_return_type = "Screening & { outcome: 'graded' }")]
    pub fn with_fellow(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Finding")] finding: JsValue,
        #[wasm_bindgen(unchecked_param_type = "Finding")] fellow: JsValue,
    ) -> Result<JsValue, JsValue> {
        let read = |finding| -> Result<Finding, Failure> {
            serde_wasm_bindgen::from_value(finding)
                .map_err(|error| Failure::new(FailureCode::OtherModel, &error))
        };
        let finding = self.screener.with_fellow(&read(finding)?, &read(fellow)?);
        let finding = finding.map_err(|error| Failure::new(FailureCode::OtherModel, &error))?;
        let screening = Screening::Graded(Box::new(finding));
        Ok(screening.serialize(&Serializer::json_compatible())?)
    }
}
