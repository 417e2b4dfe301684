//! What names of files say; the names are shared with the package's tests in JavaScript.

use serde::Deserialize;
use zoom_in_net::grade::Eye;
use zoom_in_net::screening::naming::{Named, read_name};

#[derive(Deserialize)]
struct Case {
    path: String,
    patient: String,
    side: Option<Eye>,
}

#[test]
fn names_of_screening_programmes_are_read() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/names.json")).unwrap();
    assert!(!cases.is_empty());
    for Case {
        path,
        patient,
        side,
    } in cases
    {
        let expected = Named { patient, eye: side };
        assert_eq!(read_name(&path), expected, "{path}");
    }
}
