//! Files cut short, as by a copy that was broken off.

use zoom_in_net::photograph::{DecodeError, decode};

use super::pictures::{FORMATS, file_of, fixture, largest_difference, picture};

/// Cut anywhere, a file either is refused or still shows its whole picture (some formats end in
/// bytes that add nothing to it).
fn check_all_cuts(name: &str, whole: &[u8]) {
    let full = decode(whole).unwrap();
    let step = (whole.len() / 300).max(1);
    let mut refused = 0;
    let cuts: Vec<usize> = (1..whole.len())
        .step_by(step)
        .chain(whole.len().saturating_sub(20)..whole.len())
        .collect();
    for &length in &cuts {
        match decode(&whole[..length]) {
            Ok(shown) => assert_eq!(
                largest_difference(&shown, &full),
                0,
                "{name} cut at {length} of {} shows another picture",
                whole.len()
            ),
            Err(refusal) => {
                refused += 1;
                assert!(
                    matches!(refusal, DecodeError::Damaged(_) | DecodeError::NotAnImage),
                    "{name} cut at {length}: {refusal:?}"
                );
            }
        }
    }
    assert!(
        refused > cuts.len() / 2,
        "{name}: {refused} of {} cuts refused",
        cuts.len()
    );
}

#[test]
fn every_format_cut_short_is_refused() {
    for format in FORMATS {
        check_all_cuts(&format!("{format:?}"), &file_of(picture(), format));
    }
}

#[test]
fn other_encoders_files_cut_short_are_refused() {
    for name in [
        "progressive.jpg",
        "restart_markers.jpg",
        "cmyk.jpg",
        "lossy.webp",
        "lzw.tif",
        "jpeg_in.tif",
    ] {
        check_all_cuts(name, &fixture(name));
    }
}

/// Cameras and phones append previews and notes of their own after the image.
#[test]
fn bytes_after_the_image_are_no_damage() {
    for format in FORMATS {
        let mut file = file_of(picture(), format);
        let whole = decode(&file).unwrap();
        file.extend(b"\0\0maker's notes \xff\xda\xff\xd8");
        assert_eq!(decode(&file).unwrap(), whole, "{format:?}");
    }
}
