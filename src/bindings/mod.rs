//! The browser's side of the library: what a Web Worker calls, by `wasm-bindgen`.
//!
//! The module is built once with the feature `cpu` and once with `gpu`; both have this interface.

mod clock;
mod end;
mod engine;
mod failure;
#[cfg(feature = "gpu")]
mod kernel_times;
mod loading;
mod pixels;
mod screening;

pub use end::when_ended;
pub use loading::Loading;
pub use screening::BrowserScreener;
