//! What ends a module: after a panic or the loss of its GPU it must be replaced by a new one.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static ON_END: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Has `on_end` called with a message when the module cannot go on. Called first, once.
#[wasm_bindgen(js_name = whenEnded)]
pub fn when_ended(
    #[wasm_bindgen(unchecked_param_type = "(message: string) => void")] on_end: Function,
) {
    ON_END.set(Some(on_end));
    std::panic::set_hook(Box::new(|panic| {
        // To the console with its stack, for those who mend it; to the page in a sentence.
        console_error_panic_hook::hook(panic);
        report(&panic.to_string());
    }));
}

/// Says that the module cannot go on.
pub(super) fn report(message: &str) {
    ON_END.with_borrow(|on_end| {
        if let Some(on_end) = on_end {
            // Nobody is left to tell when the function that is told fails itself.
            let _ = on_end.call1(&JsValue::NULL, &message.into());
        }
    });
}
