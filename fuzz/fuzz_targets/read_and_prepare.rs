//! Any bytes, read as a photograph and prepared for the networks: an answer or a refusal, no panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_in_net::photograph::{decode, laterality};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;

/// A changed header may declare a far larger picture; preparing it only takes time.
const LARGEST: usize = 6_000_000;

fuzz_target!(|bytes: &[u8]| {
    let _ = laterality(bytes);
    let Ok(photograph) = decode(bytes) else {
        return;
    };
    if photograph.len() > LARGEST {
        return;
    }
    let sizes = Sizes::in_proportion(64);
    let Ok(prepared) = prepare(&photograph, sizes) else {
        return;
    };
    assert_eq!(prepared.input.dimensions(), (sizes.input, sizes.input));
    assert_eq!(
        prepared.high_resolution.dimensions(),
        (sizes.high_resolution, sizes.high_resolution)
    );
    assert!(prepared.geometry.photo_from_input().inverse().is_some());
    assert!(prepared.field_of_view.kept_share().is_finite());
});
