//! Draws one synthetic fundus photograph into a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

/// Draw a synthetic fundus photograph, marked as such, and list its lesions.
#[derive(Parser)]
struct Arguments {
    /// ICDR grade, 0 (none) to 4 (proliferative).
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=4))]
    grade: u8,
    /// Which eye.
    #[arg(long, default_value = "right")]
    eye: Side,
    /// Number of the drawn eye: another number, another eye.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Diameter of the field of view, in pixels.
    #[arg(long, default_value_t = 1200, value_parser = clap::value_parser!(u32).range(64..=8000))]
    diameter: u32,
    /// Size of the lesions; 1 is lifelike.
    #[arg(long, default_value_t = 1.0)]
    lesion_scale: f64,
    /// Leave the word SYNTHETIC out of the border.
    #[arg(long)]
    unmarked: bool,
    /// The file to write: .jpg or .png.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Side {
    Left,
    Right,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let fundus = SyntheticFundus::draw(&Settings {
        grade: IcdrGrade::try_from(arguments.grade).expect("checked with the arguments"),
        eye: match arguments.eye {
            Side::Left => Eye::Left,
            Side::Right => Eye::Right,
        },
        diameter: arguments.diameter,
        seed: arguments.seed,
        lesion_scale: arguments.lesion_scale,
        marked: !arguments.unmarked,
    });
    if let Err(error) = fundus.photograph.save(&arguments.out) {
        eprintln!(
            "{} cannot be written: {error}; give a .jpg or .png file in a folder that exists",
            arguments.out.display()
        );
        return ExitCode::FAILURE;
    }
    for lesion in &fundus.lesions {
        let place = lesion.box_in_photo;
        println!(
            "{:?}: x {:.0} to {:.0}, y {:.0} to {:.0}",
            lesion.kind, place.min.x, place.max.x, place.min.y, place.max.y
        );
    }
    ExitCode::SUCCESS
}
