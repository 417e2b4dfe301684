//! The word that tells a drawn photograph from a patient's.

use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::{Rgb, RgbImage};

const WORD: &str = "SYNTHETIC";
const INK: Rgb<u8> = Rgb([150, 150, 150]);
/// Side of a letter of the font.
const LETTER: u32 = 8;

/// Writes SYNTHETIC into the lower left corner of the border, `height` pixels high or a little
/// less; the letters are never smaller than the font's own eight pixels.
pub fn mark(photograph: &mut RgbImage, height: u32) {
    let zoom = (height / LETTER).max(1);
    let margin = zoom * LETTER / 4;
    let top = photograph.height().saturating_sub(zoom * LETTER + margin);
    for (position, letter) in (0u32..).zip(WORD.chars()) {
        let rows = BASIC_FONTS
            .get(letter)
            .expect("the font has capital letters");
        for (row, bits) in (0u32..).zip(rows) {
            for column in (0..LETTER).filter(|column| bits & (1 << column) != 0) {
                let left = margin + (position * LETTER + column) * zoom;
                for y in top + row * zoom..top + (row + 1) * zoom {
                    for x in left..left + zoom {
                        if x < photograph.width() && y < photograph.height() {
                            photograph.put_pixel(x, y, INK);
                        }
                    }
                }
            }
        }
    }
}
