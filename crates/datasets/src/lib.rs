//! Graded fundus photographs in their official layouts, and splits by patient.
