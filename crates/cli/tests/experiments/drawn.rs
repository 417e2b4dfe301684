//! A model of random weights, drawn photographs, and the command.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use image::{GrayImage, Luma};
use serde_json::Value;
use zoom_in_net::gradability::Gate;
use zoom_in_net::grade::{Eye, IcdrGrade};
use zoom_in_net::networks::Architecture;
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::screening::manifest::{Decisions, ModelManifest};
use zoom_in_net_inference::Model;
use zoom_in_net_synthetic::{LesionKind, Settings, SyntheticFundus};
use zoom_in_net_training::TrainingDevice;
use zoom_in_net_training::export::write_networks;
use zoom_in_net_training::networks::ZoomInNet;

/// Random weights come from one sequence for all of a process, which a model must have to itself: with
/// draws of another test between its own it would be another one each time.
static ALONE: Mutex<()> = Mutex::new(());

/// Writes a small model of random weights, always the same one.
pub fn write_model(folder: &Path) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let device = TrainingDevice::Cpu.open();
    device.seed(7);
    let networks = ZoomInNet::new(Architecture::Lite).init(&device);
    let files = write_networks(folder, networks).expect("the model can be written");
    let manifest = ModelManifest {
        name: "random".to_owned(),
        version: "0".to_owned(),
        architecture: Architecture::Lite,
        sizes: Sizes::in_proportion(96),
        // What random weights respond with may lie below nought everywhere.
        regions: RegionSettings {
            min_response: -1e3,
            ..RegionSettings::default()
        },
        decisions: Decisions::unfitted(),
        gradability: Gate::from_json(include_str!("../../../../weights/gradability.json"))
            .expect("the published gate is of this version"),
        networks: files,
        training: Value::Null,
    };
    Model::new(folder, manifest)
        .write_manifest()
        .expect("the manifest can be written");
}

/// Draws a small photograph with large lesions.
pub fn draw(grade: IcdrGrade, seed: u64) -> SyntheticFundus {
    SyntheticFundus::draw(&Settings {
        grade,
        eye: if seed.is_multiple_of(2) {
            Eye::Right
        } else {
            Eye::Left
        },
        diameter: 150,
        seed,
        lesion_scale: 3.0,
        marked: true,
    })
}

/// Saves a drawn photograph, with the folder that it lies in.
pub fn save(fundus: &SyntheticFundus, file: &Path) {
    fs::create_dir_all(file.parent().expect("a photograph lies in a folder"))
        .expect("the folder can be made");
    fundus
        .photograph
        .save(file)
        .expect("the photograph can be written");
}

/// Writes six photographs with severe retinopathy, and the boxes of their lesions as masks.
pub fn write_masked(folder: &Path) {
    for seed in 0..6 {
        let fundus = draw(IcdrGrade::Severe, seed);
        let name = format!("drawn_{seed}");
        save(
            &fundus,
            &folder.join("images").join(&name).with_extension("png"),
        );
        for (code, kind) in [
            ("MA", LesionKind::Microaneurysm),
            ("HE", LesionKind::Haemorrhage),
            ("EX", LesionKind::HardExudate),
        ] {
            let (width, height) = fundus.photograph.dimensions();
            let mut mask = GrayImage::new(width, height);
            for lesion in fundus.lesions.iter().filter(|lesion| lesion.kind == kind) {
                let place = lesion.box_in_photo.round_out();
                for y in place.min.y.max(0.0) as u32..(place.max.y as u32).min(height) {
                    for x in place.min.x.max(0.0) as u32..(place.max.x as u32).min(width) {
                        mask.put_pixel(x, y, Luma([255]));
                    }
                }
            }
            let masks = folder.join("masks").join(code);
            fs::create_dir_all(&masks).expect("the folder can be made");
            mask.save(masks.join(format!("{name}_{code}.png")))
                .expect("the mask can be written");
        }
    }
}

/// Runs the command line in `folder`.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zoom-in-net"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the command starts")
}

/// Runs the command line, which has to succeed, and says what it wrote to standard error.
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

/// The report that a command wrote.
pub fn report(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("the report is there");
    serde_json::from_str(&text).expect("it is JSON")
}
