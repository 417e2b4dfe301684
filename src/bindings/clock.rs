//! Time in a worker.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::Performance;

/// Milliseconds since the worker began; 0 where the browser has no clock.
pub(super) fn milliseconds() -> f64 {
    let performance = Reflect::get(&js_sys::global(), &"performance".into());
    let performance = performance
        .ok()
        .and_then(|clock| clock.dyn_into::<Performance>().ok());
    performance.map_or(0.0, |clock| clock.now())
}
