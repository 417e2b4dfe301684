//! Photographs of eyes, where they are at hand; they lie beside the project and not in it.

use std::path::{Path, PathBuf};

use zoom_in_net::photograph::decode;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::preparation::prepare;

/// A folder, how many of its photographs to read, whether the rim is seen in them, and the least
/// and most share of the width that the field takes.
const SETS: [(&str, usize, bool, (f64, f64)); 5] = [
    ("eyepacs/images_1024", 16, true, (0.35, 1.05)),
    ("eyepacs/images_400", 12, false, (0.7, 1.6)),
    ("srahim/images", 6, true, (0.7, 0.9)),
    ("idrid/images", 2, true, (0.75, 0.95)),
    ("eyepacs_256_equalised/images", 8, true, (0.4, 1.5)),
];

/// Photographs spread evenly over a folder.
fn some_of(folder: &Path, count: usize) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "txt"))
        .collect();
    files.sort();
    let step = (files.len() / count).max(1);
    files.into_iter().step_by(step).take(count).collect()
}

#[test]
fn photographs_of_eyes_are_prepared() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.exists() {
        println!("left out: there are no photographs in {}", data.display());
        return;
    }
    for (set, count, rim_is_seen, (min, max)) in SETS {
        let mut rims = 0;
        let files = some_of(&data.join(set), count);
        for path in &files {
            let photo = decode(&std::fs::read(path).unwrap())
                .unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
            let prepared = prepare(&photo, Sizes::in_proportion(128))
                .unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
            let field = prepared.field_of_view;
            let share = field.diameter_in_photo() / f64::from(photo.width());
            assert!(
                (min..max).contains(&share),
                "{}: a field of {share:.2} of the width",
                path.display()
            );
            let middle = euclid::point2(
                f64::from(photo.width()) / 2.0,
                f64::from(photo.height()) / 2.0,
            );
            let astray = (field.centre_in_photo() - middle).length() / field.diameter_in_photo();
            assert!(
                astray < 0.25,
                "{}: its field lies {astray:.2} off the middle",
                path.display()
            );
            rims += usize::from(field.rim.is_some());
        }
        assert_eq!(files.len(), count, "{set}");
        if rim_is_seen {
            assert_eq!(rims, count, "{set}: fields with a rim");
        }
    }
}
