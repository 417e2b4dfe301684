//! The backbones compared with the reference implementations at three depths, with weights that
//! are a formula of the reference's tensor names and reach the networks as any imported file does: by Burn's layers,
//! and by the engine for the processor.
//!
//! The goldens and the formula come from `goldens/make_backbone_goldens.py`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Distribution, Tensor, TensorData};
use serde::Deserialize;
use zoom_in_net::networks::Architecture;
use zoom_in_net::networks::description::{c_net, m_net};
use zoom_in_net_training::imported::{self, ImportError};
use zoom_in_net_training::networks::Layers;

use crate::backbone::{self, Backbone};

/// What the reference implementation says, and the names and shapes of its weights.
#[derive(Deserialize)]
struct Golden {
    sides: [usize; 2],
    /// Name, shape of the weight, and whether there is a bias.
    convolutions: Vec<(String, [usize; 4], bool)>,
    /// Name and channels.
    norms: Vec<(String, usize)>,
    depths: [Depth; 3],
}

/// An output: every `stride`-th value, and two figures of all.
#[derive(Deserialize)]
struct Depth {
    shape: [usize; 4],
    mean: f64,
    deviation: f64,
    stride: usize,
    values: Vec<f64>,
}

/// A tensor of the reference network: uniform over `center` ± `radius`.
struct Weights {
    name: String,
    shape: Vec<usize>,
    center: f64,
    radius: f64,
}

impl Weights {
    fn new(name: String, shape: &[usize], center: f64, radius: f64) -> Self {
        Self {
            name,
            shape: shape.to_vec(),
            center,
            radius,
        }
    }

    fn values(&self) -> impl Iterator<Item = f32> {
        uniform(&self.name)
            .take(self.shape.iter().product())
            .map(|u| (self.center + self.radius * u) as f32)
    }
}

impl Golden {
    fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("tests/networks/goldens/{name}.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    fn weights(&self) -> Vec<Weights> {
        let mut all = Vec::new();
        for (name, shape, biased) in &self.convolutions {
            let fan_in: usize = shape[1..].iter().product();
            let radius = (6.0 / fan_in as f64).sqrt();
            all.push(Weights::new(format!("{name}.weight"), shape, 0.0, radius));
            if *biased {
                all.push(Weights::new(format!("{name}.bias"), &shape[..1], 0.0, 0.1));
            }
        }
        for (name, channels) in &self.norms {
            let fields = [
                ("weight", 1.0),
                ("bias", 0.0),
                ("running_mean", 0.0),
                ("running_var", 1.0),
            ];
            for (field, center) in fields {
                all.push(Weights::new(
                    format!("{name}.{field}"),
                    &[*channels],
                    center,
                    0.25,
                ));
            }
        }
        all
    }

    fn input(&self) -> Tensor<4> {
        let shape = [1, 3, self.sides[0], self.sides[1]];
        let input = Weights::new("input".to_string(), &shape, 0.0, 1.0);
        Tensor::from_data(
            TensorData::new(input.values().collect(), shape),
            &Device::flex(),
        )
    }
}

/// Numbers in [-1, 1), the same on every machine: FNV-1a of the name, then murmur3's mixer.
fn uniform(name: &str) -> impl Iterator<Item = f64> + use<> {
    let seed = name.bytes().fold(0x811C_9DC5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    (0_u32..).map(move |index| {
        let mut x = seed.wrapping_add(index.wrapping_mul(0x9E37_79B9));
        x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
        x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
        x ^= x >> 16;
        f64::from(x >> 8) / f64::from(1 << 23) - 1.0
    })
}

/// A safetensors file that is removed in the end.
struct WeightsFile(PathBuf);

impl WeightsFile {
    /// Format: the length of the header, the header, the values.
    fn write(name: &str, weights: &[Weights]) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.safetensors"));
        let mut header = serde_json::Map::new();
        let mut end = 0;
        for tensor in weights {
            let start = end;
            end += 4 * tensor.shape.iter().product::<usize>();
            let entry = serde_json::json!({
                "dtype": "F32", "shape": tensor.shape, "data_offsets": [start, end],
            });
            header.insert(tensor.name.clone(), entry);
        }
        let mut header = serde_json::to_vec(&header).unwrap();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut file = BufWriter::new(File::create(&path).unwrap());
        file.write_all(&(header.len() as u64).to_le_bytes())
            .unwrap();
        file.write_all(&header).unwrap();
        for value in weights.iter().flat_map(Weights::values) {
            file.write_all(&value.to_le_bytes()).unwrap();
        }
        file.flush().unwrap();
        Self(path)
    }
}

impl Drop for WeightsFile {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap();
    }
}

fn values_of(tensor: Tensor<4>) -> Vec<f64> {
    tensor.into_data().iter::<f64>().collect()
}

/// Norm of the difference over norm of the reference.
fn relative_error(actual: impl Iterator<Item = f64>, expected: &[f64]) -> f64 {
    let difference: f64 = actual.zip(expected).map(|(a, e)| (a - e).powi(2)).sum();
    let size: f64 = expected.iter().map(|e| e.powi(2)).sum();
    (difference / size).sqrt()
}

fn assert_depths_agree(outputs: [Tensor<4>; 3], golden: &Golden) {
    for (output, depth) in outputs.into_iter().zip(&golden.depths) {
        assert_eq!(output.dims(), depth.shape);
        let values = values_of(output);
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
        let error = relative_error(values.iter().copied().step_by(depth.stride), &depth.values);
        println!("{:?}: relative error {error:.1e}", depth.shape);
        assert!(error <= 1e-4, "{error}");
        assert!(
            (mean - depth.mean).abs() <= 1e-4 * depth.deviation,
            "{mean}"
        );
        assert!(
            (variance.sqrt() / depth.deviation - 1.0).abs() <= 1e-4,
            "{variance}"
        );
    }
}

fn assert_same(actual: Tensor<4>, expected: Tensor<4>) {
    let error = relative_error(values_of(actual).into_iter(), &values_of(expected));
    println!("relative error {error:.1e}");
    assert!(error <= 1e-4, "{error}");
}

/// The layers, the folded layers and the engine for the processor agree with the reference at all depths.
fn assert_agrees(backbone: &Backbone, layers: &Layers, golden: &Golden) {
    let input = golden.input();
    assert_depths_agree(backbone.by_burn(layers, &input), golden);
    assert_depths_agree(backbone.by_burn(&layers.clone().folded(), &input), golden);
    assert_depths_agree(backbone.by_engine(layers, &input), golden);
}

/// Fails when a layer, a padding, the fold or the import's names differ from the published network.
#[test]
fn efficientnet_lite0_agrees_with_the_reference() {
    let golden = Golden::read("efficientnet_lite0");
    let file = WeightsFile::write("efficientnet_lite0", &golden.weights());
    let layers = imported::efficientnet_lite0(&file.0, true).unwrap();
    let made_by = |layer: &str| format!("backbone.EfficientNetLite.{layer}");
    let backbone = Backbone::of(&c_net(Architecture::Lite), |graph| {
        ["stem", "blocks.8.project", "head"].map(|layer| graph.value_of(&made_by(layer)).unwrap())
    });
    assert_agrees(&backbone, &layers, &golden);
}

/// Fails when the layers for the processor mix up images, bands of rows, or a trunk with its head.
#[test]
fn the_trunk_by_the_engine_agrees_on_several_large_images() {
    let device = Device::flex();
    let graph = m_net(Architecture::Lite);
    let layers = Layers::init(&[&graph], &device);
    let images = Tensor::random([3, 3, 260, 231], Distribution::Normal(0.0, 1.0), &device);
    let backbone = Backbone::of(&graph, |graph| {
        [graph
            .value_of("backbone.EfficientNetLite.blocks.15.project")
            .unwrap(); 3]
    });
    let [expected, ..] = backbone.by_burn(&layers, &images);
    let [actual, ..] = backbone.by_engine(&layers, &images);
    assert_same(actual, expected);
}

/// Fails when a layer, a padding, the fold or the import's names differ from timm's.
#[test]
fn inception_resnet_v2_agrees_with_the_reference() {
    let golden = Golden::read("inception_resnet_v2");
    let file = WeightsFile::write("inception_resnet_v2", &golden.weights());
    let layers = imported::inception_resnet_v2(&file.0).unwrap();
    let name = |layer: &str| format!("backbone.InceptionResNetV2.{layer}");
    let backbone = Backbone::of(&m_net(Architecture::Paper), |graph| {
        let stem = backbone::input_of(graph, &name("mixed_5b.branches.0.convs.0"));
        let made_by = |layer: &str| graph.value_of(&name(layer)).unwrap();
        [stem, made_by("blocks_17.19.project"), made_by("head")]
    });
    assert_agrees(&backbone, &layers, &golden);
}

/// Fails when a layer, a padding, the fold or the import's names differ from timm's.
#[test]
fn inception_v3_agrees_with_the_reference() {
    let golden = Golden::read("inception_v3");
    let file = WeightsFile::write("inception_v3", &golden.weights());
    let layers = imported::inception_v3(&file.0).unwrap();
    let backbone = Backbone::of(&c_net(Architecture::Paper), |graph| {
        let before = |block: &str| {
            let first = format!("backbone.InceptionV3.blocks.{block}.branches.0.convs.0");
            backbone::input_of(graph, &first)
        };
        [before("0"), before("8"), backbone::averaged(graph)]
    });
    assert_agrees(&backbone, &layers, &golden);
}

/// Fails when a tensor may stay random without a word, or when the message does not name it.
#[test]
fn a_file_that_lacks_a_tensor_is_refused_by_name() {
    let mut weights = Golden::read("efficientnet_lite0").weights();
    weights.retain(|tensor| tensor.name != "_blocks.3._bn1.running_var");
    for tensor in &mut weights {
        if tensor.name == "_conv_stem.weight" {
            tensor.shape = vec![32, 3, 1, 9];
        }
    }
    let file = WeightsFile::write("other_network", &weights);
    let error = imported::efficientnet_lite0(&file.0, true).unwrap_err();
    let message = error.to_string();
    for part in [
        "other_network.safetensors",
        "blocks.3.depthwise.norm.running_var",
        "stem.conv.weight",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let ImportError::OtherNetwork {
        missing, misshapen, ..
    } = error
    else {
        panic!("{message}");
    };
    assert_eq!((missing.len(), misshapen.len()), (1, 1), "{message}");
}

/// Fails when the trunk alone asks for the head's weights.
#[test]
fn the_trunk_reads_a_file_that_also_holds_the_head() {
    let file = WeightsFile::write("trunk", &Golden::read("efficientnet_lite0").weights());
    assert!(imported::efficientnet_lite0(&file.0, false).is_ok());
}

/// Fails when an absent or damaged file panics or goes unnamed.
#[test]
fn unreadable_files_are_named() {
    let damaged = Path::new(env!("CARGO_TARGET_TMPDIR")).join("damaged.pth");
    fs::write(&damaged, b"not a checkpoint").unwrap();
    for path in [
        &damaged,
        Path::new("absent.safetensors"),
        Path::new("absent.pth"),
    ] {
        let error = imported::efficientnet_lite0(path, true).unwrap_err();
        assert!(matches!(error, ImportError::Unreadable { .. }), "{error}");
        assert!(
            error.to_string().contains(path.to_str().unwrap()),
            "{error}"
        );
    }
}
