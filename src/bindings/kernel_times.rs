//! For those who make the networks faster: how long each kernel takes on this device.

use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::clock::milliseconds;
use super::failure::Failure;
use super::screening::BrowserScreener;
use crate::networks::KernelTime;

#[wasm_bindgen]
impl BrowserScreener {
    /// Times every kernel of a screening alone and, `with_variants`, in the variants that are not used here, each for about
    /// `patience` seconds. `on_timed` is told of each: `network`, `layer`,
    /// `kernel`, `used`, `operations`, `bytes`, `milliseconds`.
    ///
    /// # Errors
    /// `device_failed`.
    #[wasm_bindgen(js_name = timeKernels)]
    pub async fn time_kernels(
        &self,
        patience: f64,
        with_variants: bool,
        #[wasm_bindgen(unchecked_param_type = "(kernel: unknown) => void")] on_timed: Function,
    ) -> Result<(), JsValue> {
        let tell = |timed: KernelTime| {
            if let Ok(timed) = timed.serialize(&Serializer::json_compatible()) {
                // A page that cannot show one figure may still show the others.
                let _ = on_timed.call1(&JsValue::NULL, &timed);
            }
        };
        let networks = &self.screener.networks;
        let timed =
            networks.time_kernels(patience, with_variants, || milliseconds() / 1000.0, tell);
        timed.await.map_err(Failure::from)?;
        Ok(())
    }
}
