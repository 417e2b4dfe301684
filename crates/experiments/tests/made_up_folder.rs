//! The whole experiment on a made-up folder, with a network of random weights.

use std::fs;
use std::path::Path;

use image::{GrayImage, Luma, Rgb, RgbImage};
use zoom_in_net::gradability::{Classifier, Gate};
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::networks::{Architecture, CpuNetworks, Heads};
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::screening::manifest::{Decisions, ModelManifest};
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::weights::{FileOfWeights, NetworkFiles};
use zoom_in_net_evaluation::BootstrapConfig;
use zoom_in_net_experiments::lesions::{
    Configuration, Draws, FolderError, GradCam, LesionExperiment, LesionFolder, LesionKind,
    LesionReport, LesionResults, Method, SkipReason, render_html,
};
use zoom_in_net_synthetic::random_networks;

const SIDE: u32 = 240;
const DRAWS: Draws = Draws {
    number: 20,
    seed: 7,
};

const ARCHITECTURE: Architecture = Architecture::Lite;

fn screener() -> Screener<CpuNetworks> {
    let weights = random_networks(ARCHITECTURE, 7);
    let never = Classifier {
        intercept: 0.0,
        threshold: 1.0,
    };
    let file = |name: &str| FileOfWeights::describing(name, name.as_bytes());
    Screener {
        networks: CpuNetworks::new(ARCHITECTURE, &weights).expect("they are its own"),
        heads: Heads::new(ARCHITECTURE, &weights.m_net).expect("they are its own"),
        manifest: ModelManifest {
            name: "random".to_owned(),
            version: "0".to_owned(),
            architecture: ARCHITECTURE,
            sizes: Sizes::in_proportion(96),
            regions: RegionSettings::default(),
            decisions: Decisions::unfitted(),
            gradability: Gate {
                measurements: Vec::new(),
                other_picture: never,
                reject: never,
                provenance: String::new(),
            },
            networks: NetworkFiles {
                m_net: file("m_net.bpk"),
                a_net: file("a_net.bpk"),
                c_net: file("c_net.bpk"),
            },
            training: serde_json::Value::Null,
        },
    }
}

fn grad_cam() -> GradCam {
    let m_net = random_networks(ARCHITECTURE, 7).m_net;
    GradCam::new(&m_net, ARCHITECTURE.map_channels()).expect("they are its own")
}

/// A lit disc on black.
fn write_photograph(folder: &Path, name: &str) {
    let photo = RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let middle = f64::from(SIDE) / 2.0;
        let away = (f64::from(x) + 0.5 - middle).hypot(f64::from(y) + 0.5 - middle);
        if away < 0.9 * middle {
            Rgb([150, (60 + x / 4) as u8, 30])
        } else {
            Rgb([0, 0, 0])
        }
    });
    let images = folder.join("images");
    fs::create_dir_all(&images).expect("the folder can be made");
    photo
        .save(images.join(name).with_extension("png"))
        .expect("the photograph can be written");
}

fn write_mask(folder: &Path, name: &str, code: &str, side: u32, lesions: &[(u32, u32)]) {
    let mut mask = GrayImage::new(side, side);
    for &(left, top) in lesions {
        for (x, y) in (0..36).map(|index| (left + index % 6, top + index / 6)) {
            mask.put_pixel(x, y, Luma([255]));
        }
    }
    let masks = folder.join("masks").join(code);
    fs::create_dir_all(&masks).expect("the folder can be made");
    mask.save(masks.join(format!("{name}_{code}.png")))
        .expect("the mask can be written");
}

/// Two good photographs, and one of each that must be left out.
fn write_folder(folder: &Path) {
    for name in ["a", "b", "other_size", "empty", "unmarked", "damaged"] {
        write_photograph(folder, name);
    }
    fs::write(folder.join("images/damaged.png"), "no image").expect("the file can be written");
    write_mask(folder, "a", "HE", SIDE, &[(80, 80), (140, 150)]);
    write_mask(folder, "a", "EX", SIDE, &[(120, 60)]);
    write_mask(folder, "b", "MA", SIDE, &[(100, 120)]);
    write_mask(folder, "other_size", "HE", SIDE / 2, &[(20, 20)]);
    write_mask(folder, "empty", "HE", SIDE, &[]);
    write_mask(folder, "damaged", "HE", SIDE, &[(80, 80)]);
    write_mask(folder, "nobody", "SE", SIDE, &[(80, 80)]);
    write_mask(folder, "a", "OD", SIDE, &[(10, 10)]);
}

fn measure(screener: &Screener<CpuNetworks>, folder: &LesionFolder, kept: &Path) -> LesionResults {
    LesionExperiment::new(screener, grad_cam(), DRAWS, kept)
        .measure(folder, || ())
        .expect("the processor computes")
}

#[test]
fn a_folder_is_measured_reported_and_gone_on_with() {
    let place = tempfile::tempdir().expect("there is room");
    write_folder(place.path());
    let folder = LesionFolder::open(place.path()).expect("the folder is whole");
    let screener = screener();
    let kept = place.path().join("kept");
    let mut done = 0;
    let results = LesionExperiment::new(&screener, grad_cam(), DRAWS, &kept)
        .measure(&folder, || done += 1)
        .expect("the processor computes");
    assert_eq!(done, 5);

    let names: Vec<&str> = results
        .photographs
        .iter()
        .map(|photograph| photograph.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(results.photographs[0].lesions, 3);
    assert_eq!(results.photographs[0].lesion_pixels, [0, 72, 36, 0]);
    let reason = |name: &str| {
        let skipped = results.skipped.iter().find(|skipped| skipped.name == name);
        &skipped
            .unwrap_or_else(|| panic!("{name} is not told of"))
            .reason
    };
    assert_eq!(results.skipped.len(), 5);
    assert_eq!(
        *reason("other_size"),
        SkipReason::MaskOfAnotherSize {
            code: "HE".to_owned(),
            mask: [120, 120],
            photo: [240, 240]
        }
    );
    assert_eq!(*reason("empty"), SkipReason::NoLesion);
    assert_eq!(*reason("unmarked"), SkipReason::NoMask);
    assert_eq!(*reason("nobody_SE"), SkipReason::NoPhotograph);
    assert!(matches!(
        reason("damaged"),
        SkipReason::UnusablePhotograph { .. }
    ));

    let bootstrap = BootstrapConfig {
        resamples: 100,
        seed: 7,
    };
    let configuration = Configuration::new(
        "made_up".to_owned(),
        &folder,
        &results,
        &screener.manifest,
        DRAWS,
        bootstrap,
    );
    assert_eq!(configuration.other_masks, ["OD"]);
    let report = LesionReport::new(&results, configuration).expect("two photographs are measured");
    assert_eq!((report.n_photographs, report.n_lesions), (2, 4));
    assert_eq!(report.photographs_with_kind[&LesionKind::HardExudates], 1);
    assert_eq!(report.skipped_counts["no_mask"], 1);
    let random = &report.methods[&Method::RandomBoxes].by_number;
    let recall = |number: usize| {
        random[&number].recall_of_lesions[6]
            .value()
            .expect("there are lesions")
    };
    assert!(recall(1) < recall(4) && recall(4) < recall(8));
    assert_eq!(report.methods[&Method::FixedLayout].by_number.len(), 1);

    let json = serde_json::to_string(&report).expect("it is plain data");
    let read: LesionReport = serde_json::from_str(&json).expect("it is what was written");
    assert_eq!(read.configuration, report.configuration);
    let html = render_html(&report);
    for outside in ["src=", "href=", "<img"] {
        assert!(
            !html.contains(outside),
            "the page needs another file: {outside}"
        );
    }
    assert!(html.contains("<svg") && html.contains("other_size: its mask HE is 120 × 120 pixels"));
}

#[test]
fn a_second_run_reads_what_the_first_measured() {
    let place = tempfile::tempdir().expect("there is room");
    write_photograph(place.path(), "a");
    write_mask(place.path(), "a", "HE", SIDE, &[(80, 80)]);
    let folder = LesionFolder::open(place.path()).expect("the folder is whole");
    let screener = screener();
    let kept = place.path().join("kept");
    let first = measure(&screener, &folder, &kept);

    let of_model = fs::read_dir(&kept)
        .expect("results are kept")
        .next()
        .expect("of one model");
    let of_model = of_model.expect("it can be listed").path();
    let file = fs::read_dir(&of_model)
        .expect("it is a folder")
        .next()
        .expect("of one photograph");
    let file = file.expect("it can be listed").path();
    let text = fs::read_to_string(&file).expect("it is text");
    fs::write(&file, text.replace("\"lesions\":1", "\"lesions\":77")).expect("it can be written");
    assert_eq!(
        measure(&screener, &folder, &kept).photographs[0].lesions,
        77
    );

    // Half a file is measured again, to the same result.
    fs::write(&file, &text[..text.len() / 2]).expect("it can be written");
    assert_eq!(
        measure(&screener, &folder, &kept).photographs,
        first.photographs
    );

    // Another mask is another photograph.
    write_mask(place.path(), "a", "HE", SIDE, &[(80, 80), (140, 140)]);
    assert_eq!(measure(&screener, &folder, &kept).photographs[0].lesions, 2);
}

#[test]
fn a_folder_of_something_else_is_refused() {
    let place = tempfile::tempdir().expect("there is room");
    let refusal = || LesionFolder::open(place.path()).expect_err("it is no such folder");
    assert!(matches!(
        refusal(),
        FolderError::Missing {
            missing: "images",
            ..
        }
    ));
    write_photograph(place.path(), "a");
    assert!(matches!(
        refusal(),
        FolderError::Missing {
            missing: "masks",
            ..
        }
    ));
    fs::create_dir_all(place.path().join("masks/OD")).expect("the folder can be made");
    assert!(matches!(refusal(), FolderError::Empty(_)));
}
