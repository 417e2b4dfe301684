//! The model in the repository, and photographs to read with it.

use std::fs;
use std::path::{Path, PathBuf};

use image::RgbImage;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::networks::NetworkWeights;
use zoom_in_net::photograph::decode;
use zoom_in_net::screening::manifest::ModelManifest;
use zoom_in_net::screening::self_test::KnownAnswer;
use zoom_in_net::weights::{FileOfWeights, read_a_net, read_c_net, read_m_net};
use zoom_in_net_synthetic::{Settings, SyntheticFundus};

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).expect("the weights are in the repository")
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("weights")
        .join(name)
}

pub fn manifest() -> ModelManifest {
    ModelManifest::from_json(&text("model.json")).expect("their manifest is valid")
}

pub fn known_answer() -> KnownAnswer {
    serde_json::from_str(&text("self_test.json")).expect("the answer lies beside it")
}

pub fn content(file: &FileOfWeights) -> Vec<u8> {
    fs::read(path(&file.file)).expect("every file is there")
}

pub fn weights() -> NetworkWeights {
    let ModelManifest {
        architecture,
        networks: files,
        ..
    } = manifest();
    NetworkWeights {
        m_net: read_m_net(architecture, &files.m_net, content(&files.m_net)).expect("it fits"),
        a_net: read_a_net(architecture, &files.a_net, content(&files.a_net)).expect("it fits"),
        c_net: read_c_net(architecture, &files.c_net, content(&files.c_net)).expect("it fits"),
    }
}

/// A drawn photograph with severe retinopathy.
pub fn drawn() -> RgbImage {
    SyntheticFundus::draw(&Settings {
        grade: IcdrGrade::Severe,
        diameter: 700,
        ..Settings::default()
    })
    .photograph
}

/// Photographs of eyes, where they are at hand; they lie beside the project and not in it.
pub fn real(count: usize) -> Vec<RgbImage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/srahim/images");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("left out: there are no photographs in {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    let step = (files.len() / count).max(1);
    let some = files.into_iter().step_by(step).take(count);
    some.map(|file| {
        let bytes = fs::read(&file).expect("the photograph can be read");
        decode(&bytes).expect("it is a photograph")
    })
    .collect()
}
