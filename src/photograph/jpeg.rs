//! Whether a JPEG file is all there.

const END_OF_IMAGE: u8 = 0xd9;

/// Whether the markers of a JPEG file lead to its end-of-image marker.
///
/// Decoders show what is left of a file cut short and fill the rest with grey, which must not be
/// graded. Previews inside the file's metadata have end markers of their own and are passed over;
/// what cameras append after the end does not matter.
pub(super) fn is_complete(jpeg: &[u8]) -> bool {
    // After the start-of-image marker.
    let mut at = 2;
    while let Some(marker) = next_marker(jpeg, &mut at) {
        match marker {
            END_OF_IMAGE => return true,
            // Alone, without a segment.
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let Some(length) = jpeg.get(at..at + 2) else {
                    return false;
                };
                // What follows a scan's header is its data, through which the next marker is sought.
                at += usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
            }
        }
    }
    false
}

/// The next marker from `at`, which moves behind it. In a scan's data 0xff is followed by 0.
fn next_marker(jpeg: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let ahead = jpeg.get(*at..)?.iter().position(|&byte| byte == 0xff)?;
        *at += ahead + 1;
        while *jpeg.get(*at)? == 0xff {
            *at += 1;
        }
        let marker = jpeg[*at];
        *at += 1;
        if marker != 0 {
            return Some(marker);
        }
    }
}
