//! All tests of the library.

mod decision;
mod dicom;
mod engines;
mod naming;
mod patient;
mod photograph;
mod preparation;
mod shipped;
mod weights;
