//! Valid files with bytes changed, removed or doubled: any answer but a panic. The fuzz target
//! `read_and_prepare` goes further than these few hundred files.

use image::ImageFormat;
use proptest::prelude::*;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

use super::pictures::{FORMATS, file_of, fixture};

/// Small files of all kinds, the first five of a photograph that can be prepared.
fn files() -> Vec<Vec<u8>> {
    let photograph = SyntheticFundus::draw(&Settings {
        grade: IcdrGrade::Moderate,
        diameter: 130,
        ..Settings::default()
    })
    .photograph;
    let drawn = FORMATS
        .iter()
        .map(|&format| file_of(photograph.clone(), format));
    let others = [
        "progressive.jpg",
        "cmyk.jpg",
        "lossy.webp",
        "jpeg_in.tif",
        "palette.png",
    ];
    drawn.chain(others.map(fixture)).collect()
}

#[derive(Clone, Debug)]
enum Change {
    Set {
        place: prop::sample::Index,
        value: u8,
    },
    Remove {
        place: prop::sample::Index,
        length: usize,
    },
    Repeat {
        place: prop::sample::Index,
        length: usize,
    },
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        4 => (index(), prop_oneof![any::<u8>(), Just(0), Just(255)])
            .prop_map(|(place, value)| Change::Set { place, value }),
        1 => (index(), 1..64usize).prop_map(|(place, length)| Change::Remove { place, length }),
        1 => (index(), 1..64usize).prop_map(|(place, length)| Change::Repeat { place, length }),
    ]
}

fn apply(file: &mut Vec<u8>, change: &Change, reach: usize) {
    if file.is_empty() {
        return;
    }
    let within = reach.min(file.len());
    match *change {
        Change::Set { place, value } => {
            let at = place.index(within);
            file[at] = value;
        }
        Change::Remove { place, length } => {
            let at = place.index(within);
            file.drain(at..(at + length).min(file.len()));
        }
        Change::Repeat { place, length } => {
            let at = place.index(within);
            let copy = file[at..(at + length).min(file.len())].to_vec();
            file.splice(at..at, copy);
        }
    }
}

#[test]
fn changed_files_never_panic() {
    let files = files();
    // Headers are where a byte changes most.
    let strategy = (
        0..files.len(),
        prop::collection::vec(change(), 1..6),
        prop_oneof![Just(200usize), Just(usize::MAX)],
    );
    proptest!(ProptestConfig::with_cases(400), |((which, changes, reach) in strategy)| {
        let mut file = files[which].clone();
        for change in &changes {
            apply(&mut file, change, reach);
        }
        match decode(&file) {
            // A changed header may declare a far larger picture, whose preparation takes long.
            Ok(photograph) if photograph.len() < 2_000_000 => {
                if let Err(refusal) = prepare(&photograph, Sizes::in_proportion(64)) {
                    prop_assert!(!refusal.to_string().is_empty());
                }
            }
            Ok(_) => {}
            Err(refusal) => prop_assert!(!refusal.to_string().is_empty()),
        }
    });
}

#[test]
fn unchanged_the_drawn_files_are_read_and_prepared() {
    for (file, format) in files().iter().zip(FORMATS) {
        let photograph = decode(file).unwrap();
        assert!(
            prepare(&photograph, Sizes::in_proportion(64)).is_ok(),
            "{format:?}"
        );
    }
    assert_eq!(FORMATS[0], ImageFormat::Jpeg);
}
