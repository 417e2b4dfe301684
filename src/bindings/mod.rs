//! The browser's side of the library, by `wasm-bindgen`.
//!
//! A module is built with one feature: `cpu` or `gpu`, which have the same interface and are called by a Web Worker, or
//! `rules`, which is small, computes no network and is called by the page itself.

#[cfg(any(
    not(any(feature = "cpu", feature = "gpu", feature = "rules")),
    all(feature = "cpu", feature = "gpu"),
    all(feature = "cpu", feature = "rules"),
    all(feature = "gpu", feature = "rules"),
))]
compile_error!(
    "build a browser's module with exactly one of the features `cpu`, `gpu` and `rules`"
);

#[cfg(any(feature = "cpu", feature = "gpu"))]
mod clock;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod end;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod engine;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod failure;
#[cfg(feature = "gpu")]
mod kernel_times;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod loading;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod pixels;
#[cfg(feature = "rules")]
mod rules;
#[cfg(any(feature = "cpu", feature = "gpu"))]
mod screening;
mod types;

#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use end::when_ended;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use loading::Loading;
#[cfg(any(feature = "cpu", feature = "gpu"))]
pub use screening::BrowserScreener;
