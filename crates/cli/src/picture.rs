//! A screening as a picture: the photograph with attention and regions, the crops beside it.

use ab_glyph::FontRef;
use euclid::point2;
use image::{Rgb, RgbImage, imageops};
use imageproc::drawing::{draw_filled_rect_mut, draw_hollow_rect_mut, draw_text_mut, text_size};
use imageproc::rect::Rect;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::preparation::spaces::{BoxInPhoto, PointInPhoto};
use zoom_in_net::screening::finding::Finding;
use zoom_in_net::screening::wording;

use crate::probabilities::spoken;
use crate::words;

/// Side of the drawn photograph; the four crops fill a square of the same side.
const SIDE: u32 = 640;
const GAP: u32 = 12;
const LINE: u32 = 26;
const TEXT: f32 = 18.0;

// The colours are those of the package's dark scheme, boxes and map (`pkg/src/colours.ts`): a photograph looks the same wherever it is
// screened.
const INK: Rgb<u8> = Rgb([0xe6, 0xee, 0xf1]);
const PAPER: Rgb<u8> = Rgb([0x0d, 0x14, 0x18]);
const BOX: Rgb<u8> = Rgb([0xff, 0xff, 0xff]);
const EDGE: Rgb<u8> = Rgb([0x06, 0x22, 0x2b]);
/// Of the attention map: strength, colour and opacity, with straight lines between.
const RAMP: [(f32, [f32; 3], f32); 4] = [
    (0.0, [40.0, 40.0, 160.0], 0.0),
    (0.2, [52.0, 72.0, 220.0], 0.45),
    (0.55, [30.0, 190.0, 225.0], 0.75),
    (1.0, [255.0, 250.0, 200.0], 0.95),
];

/// Draws a finding over the photograph that it was made of.
pub fn picture(finding: &Finding, prepared: &PreparedPhotograph) -> RgbImage {
    let width = 3 * SIDE + 4 * GAP;
    let sentences = lines(finding);
    let lines = sentences
        .iter()
        .flat_map(|line| wrapped(line, width - 2 * GAP));
    let lines: Vec<String> = lines.collect();
    let height = SIDE + 2 * GAP + LINE * (lines.len() as u32 + 1);
    let mut canvas = RgbImage::from_pixel(width, height, PAPER);
    let plain = imageops::resize(
        &prepared.high_resolution,
        SIDE,
        SIDE,
        imageops::FilterType::CatmullRom,
    );
    let frame = Frame {
        square_in_photo: finding.attention.square_in_photo,
    };
    let mut marked = plain.clone();
    tint(&mut marked, finding);
    for region in &finding.regions {
        frame.draw(&mut marked, region.box_in_photo, region.number);
    }
    let column = |index: u32| i64::from(GAP + index * (SIDE + GAP));
    imageops::replace(&mut canvas, &plain, column(0), i64::from(GAP));
    imageops::replace(&mut canvas, &marked, column(1), i64::from(GAP));
    imageops::replace(
        &mut canvas,
        &crops(finding, prepared),
        column(2),
        i64::from(GAP),
    );
    for (index, line) in lines.iter().enumerate() {
        let y = SIDE + 2 * GAP + LINE * index as u32;
        draw_text_mut(&mut canvas, INK, GAP as i32, y as i32, TEXT, &font(), line);
    }
    canvas
}

/// A sentence in lines of at most `width` pixels.
fn wrapped(sentence: &str, width: u32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (longer, lines.last_mut()) {
            (Some(longer), Some(last)) if text_size(TEXT, &font(), &longer).0 <= width => {
                *last = longer;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn lines(finding: &Finding) -> [String; 4] {
    let probabilities: Vec<String> = finding
        .probabilities
        .iter()
        .enumerate()
        .map(|(grade, probability)| format!("{grade}: {}", spoken(*probability, 1)))
        .collect();
    [
        format!("{}. {}", words::found(finding), words::said(finding)),
        format!("Probabilities of the grades {}", probabilities.join(", ")),
        wording::ATTENTION.to_owned(),
        wording::DISCLAIMER.to_owned(),
    ]
}

/// Blends the attention, as the regions are chosen by it, over the drawn square, the strongest the least transparent.
fn tint(square: &mut RgbImage, finding: &Finding) {
    let attention = &finding.attention;
    let side = attention.side as u32;
    let suspicion = &attention.suspicion;
    let highest = suspicion.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let map = image::ImageBuffer::<image::Luma<f32>, Vec<f32>>::from_fn(side, side, |x, y| {
        image::Luma([suspicion[(y * side + x) as usize] / highest])
    });
    let map = imageops::resize(&map, SIDE, SIDE, imageops::FilterType::Triangle);
    for (pixel, strength) in square.pixels_mut().zip(map.pixels()) {
        let (colour, opacity) = colour_of(strength.0[0].clamp(0.0, 1.0));
        for (value, colour) in pixel.0.iter_mut().zip(colour) {
            *value = (f32::from(*value) * (1.0 - opacity) + colour * opacity) as u8;
        }
    }
}

/// Colour and opacity of a strength from 0 to 1.
fn colour_of(strength: f32) -> ([f32; 3], f32) {
    let next = RAMP.iter().position(|&(to, ..)| strength <= to);
    let next = next.unwrap_or(RAMP.len() - 1).max(1);
    let (from, colour, opacity) = RAMP[next - 1];
    let (to, next_colour, next_opacity) = RAMP[next];
    let share = (strength - from) / (to - from);
    let between = |a: f32, b: f32| a + (b - a) * share;
    (
        std::array::from_fn(|channel| between(colour[channel], next_colour[channel])),
        between(opacity, next_opacity),
    )
}

/// The crops in two rows, numbered like the boxes.
fn crops(finding: &Finding, prepared: &PreparedPhotograph) -> RgbImage {
    let half = (SIDE - GAP) / 2;
    let mut all = RgbImage::from_pixel(SIDE, SIDE, PAPER);
    let crops = finding.crops(prepared);
    for (index, (crop, region)) in crops.iter().zip(&finding.regions).take(4).enumerate() {
        let mut crop = imageops::resize(crop, half, half, imageops::FilterType::CatmullRom);
        label(&mut crop, 0, 0, region.number);
        let (x, y) = (
            index as u32 % 2 * (half + GAP),
            index as u32 / 2 * (half + GAP),
        );
        imageops::replace(&mut all, &crop, i64::from(x), i64::from(y));
    }
    all
}

/// The drawn square over the photograph.
struct Frame {
    square_in_photo: BoxInPhoto,
}

impl Frame {
    fn position(&self, at: PointInPhoto) -> (i32, i32) {
        let scale = f64::from(SIDE) / self.square_in_photo.width();
        let offset = (at - self.square_in_photo.min) * scale;
        (offset.x.round() as i32, offset.y.round() as i32)
    }

    fn draw(&self, square: &mut RgbImage, box_in_photo: BoxInPhoto, number: usize) {
        let (left, top) = self.position(point2(box_in_photo.min.x, box_in_photo.min.y));
        let (right, bottom) = self.position(box_in_photo.max);
        let (width, height) = ((right - left).max(3), (bottom - top).max(3));
        // A dark edge on both sides, since a fundus can be as bright as the line.
        for (inset, colour) in [(-1, EDGE), (0, BOX), (1, BOX), (2, EDGE)] {
            let shorter = |side: i32| (side - 2 * inset).max(1) as u32;
            let rect = Rect::at(left + inset, top + inset).of_size(shorter(width), shorter(height));
            draw_hollow_rect_mut(square, rect, colour);
        }
        label(square, left, top, number);
    }
}

fn label(image: &mut RgbImage, x: i32, y: i32, number: usize) {
    draw_filled_rect_mut(image, Rect::at(x, y).of_size(22, 24), BOX);
    draw_text_mut(
        image,
        EDGE,
        x + 5,
        y + 2,
        TEXT,
        &font(),
        &number.to_string(),
    );
}

fn font() -> FontRef<'static> {
    FontRef::try_from_slice(dejavu::sans::regular()).expect("the font is part of the program")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails when the package's colours change and these do not.
    #[test]
    fn the_colours_are_the_packages() {
        let package = include_str!("../../../pkg/src/colours.ts");
        for (strength, [red, green, blue], opacity) in RAMP {
            let stop = format!("[{strength}, {red}, {green}, {blue}, {opacity}],");
            assert!(package.contains(&stop), "no stop is {stop}");
        }
        for (name, Rgb([red, green, blue])) in [
            ("ink", INK),
            ("ground", PAPER),
            ("line", BOX),
            ("edge", EDGE),
        ] {
            let colour = format!("'#{red:02x}{green:02x}{blue:02x}'");
            let mut lines = package.lines();
            assert!(
                lines.any(|line| line.contains(&format!("{name}: ")) && line.contains(&colour)),
                "{name} is not {colour}"
            );
        }
    }
}
