//! What a screening says: the grade of an eye, and whether it is referable.

pub mod decision;
pub mod grade;
