//! The browser's side of the library: what a Web Worker calls, by `wasm-bindgen`.
//!
//! The module is built once with the feature `cpu` and once with `gpu`; both have this interface.

mod device;
mod end;
mod failure;
mod loading;
mod networks;
mod pixels;
mod screening;

pub use end::when_ended;
pub use loading::Loading;
pub use screening::BrowserScreener;
