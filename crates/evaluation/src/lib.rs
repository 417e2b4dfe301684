//! Agreement, discrimination and calibration of a grader, with intervals over patients.
