//! What a screening says: the grade of an eye, whether it is referable, and where the networks
//! looked.

pub mod decision;
pub mod finding;
pub mod manifest;
pub mod naming;
pub mod oedema;
pub mod patient;
pub mod screener;
pub mod self_test;
pub mod stages;
pub mod wording;
