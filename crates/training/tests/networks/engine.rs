//! The engine for the processor, which shares no code with Burn's layers, gives what they give.

use std::path::Path;

use burn::module::Module;
use burn::tensor::{Device, Distribution, Tensor};
use image::RgbImage;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::networks::{
    Architecture, CpuNetworks, Heads, Networks, Reading, composition, description,
};
use zoom_in_net::preparation::spaces::BoxInHighResolution;
use zoom_in_net::preparation::{PreparedPhotograph, prepare};
use zoom_in_net::screening::screener::Screener;
use zoom_in_net::screening::self_test::KnownAnswer;
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::Pixels;
use zoom_in_net_inference::Model;
use zoom_in_net_synthetic::{Settings, SyntheticFundus};
use zoom_in_net_training::networks::{ANet, BurnNetworks, CNet, FrozenFront, MNet};

use crate::backbone::{maps_of, tensor_of};
use crate::image;

const ARCHITECTURES: [Architecture; 2] = [Architecture::Lite, Architecture::Paper];

/// No value differs by more than a ten-thousandth of the largest.
fn assert_same<const D: usize>(actual: Tensor<D>, expected: Tensor<D>) {
    assert_eq!(actual.dims(), expected.dims());
    let difference = (actual - expected.clone()).abs().max().into_scalar::<f32>();
    let largest = expected.abs().max().into_scalar::<f32>();
    println!("{difference} of {largest}");
    assert!(difference <= 1e-4 * largest, "{difference} of {largest}");
}

fn pixels(image: &RgbImage) -> Pixels<'_> {
    Pixels {
        width: image.width() as usize,
        height: image.height() as usize,
        rgb: image.as_raw(),
    }
}

/// Fails when the engine mixes up photographs, rows or padding.
#[test]
fn a_net_by_the_engine_agrees() {
    let device = Device::flex();
    for architecture in ARCHITECTURES {
        let a_net = ANet::new(architecture);
        let layers = a_net.init(&device);
        let graph = description::a_net(architecture);
        let shape = [2, graph.channels(graph.input_value(0)), 9, 7];
        let maps = Tensor::random(shape, Distribution::Default, &device);
        let expected = a_net.scores_and_attention_logits(&layers, maps.clone());
        let network = Network::new(&graph, &layers.weights()).expect("the weights fit");
        let actual = network.run(&[Input::Maps(&maps_of(maps))], &[]);
        for (actual, expected) in actual.into_iter().zip(expected) {
            assert_same(tensor_of(actual), expected);
        }
    }
}

/// Fails when the engine normalises pixels otherwise, or gives a photograph another's crops: one of these has none.
#[test]
fn c_net_by_the_engine_agrees() {
    let device = Device::flex();
    for (architecture, side) in ARCHITECTURES.into_iter().zip([65, 139]) {
        let c_net = CNet::new(architecture);
        let layers = c_net.init(&device);
        let crops: Vec<RgbImage> = (1..4).map(|seed| image(side, seed)).collect();
        let crops_of = [2, 0, 1];
        let channels = architecture.map_channels();
        let features = Tensor::random([3, channels], Distribution::Default, &device);
        let expected = {
            let crops: Vec<&RgbImage> = crops.iter().collect();
            let out = c_net.forward(&layers, &crops, &crops_of, features.clone());
            out.logits
        };
        let network = Network::new(c_net.graph(), &layers.weights()).expect("the weights fit");
        let crops: Vec<Pixels> = crops.iter().map(pixels).collect();
        let features = maps_of(features.reshape([3, channels, 1, 1]));
        let inputs = [Input::Pixels(&crops), Input::Maps(&features)];
        let outputs: [Maps; 1] = network
            .run(&inputs, &crops_of)
            .try_into()
            .expect("y_C alone");
        let [logits] = outputs.map(tensor_of);
        assert_same(logits.reshape([3, 5]), expected);
    }
}

/// Fails when a front stops at another layer than the rest goes on from, or knows other weights.
#[test]
fn a_network_with_a_frozen_front_gives_the_same() {
    let device = Device::flex();
    let images = [image(75, 1), image(75, 2)];
    let images: Vec<&RgbImage> = images.iter().collect();
    for architecture in ARCHITECTURES {
        let whole = MNet::new(architecture);
        let layers = whole.init(&device).valid();
        let graph = whole.graph();
        let is_frozen = |name: &str| name.contains(".stem") || name.contains(".blocks.0.");
        let leading = FrozenFront::of_frozen(graph, &layers, is_frozen);
        let until_attended = FrozenFront::until(whole.attended(), graph, &layers);
        let expected = whole.forward(&layers, &images, &device);
        for front in [leading.expect("the stem is frozen"), until_attended] {
            let with_front = MNet::new(architecture).with_front(Some(front));
            let out = with_front.forward(&layers, &images, &device);
            assert_same(out.maps, expected.maps.clone());
            assert_same(out.logits, expected.logits.clone());
        }
    }
}

/// The published model, read by Burn's layers and by the engine.
struct Published {
    model: Model,
    by_burn: BurnNetworks,
    by_engine: CpuNetworks,
}

impl Published {
    fn open() -> Self {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../weights"));
        let model = Model::open(folder).expect("the published weights are there");
        let weights = model.weights().expect("they are whole");
        let architecture = model.manifest.architecture;
        let by_burn = BurnNetworks::of_weights(architecture, &weights, Device::flex());
        Self {
            by_burn: by_burn.expect("they fit"),
            by_engine: CpuNetworks::new(architecture, &weights).expect("they fit"),
            model,
        }
    }

    fn read(&self, networks: &impl Networks, photographs: &[&PreparedPhotograph]) -> Vec<Reading> {
        let settings = &self.model.manifest.regions;
        let reading = composition::read(networks, photographs, settings, |_| ());
        pollster::block_on(reading).expect("the processor computes")
    }
}

/// y_M, y_A and y_C.
fn logits(reading: &Reading) -> Vec<f64> {
    [reading.m_net, reading.a_net, reading.c_net].concat()
}

fn boxes(reading: &Reading) -> Vec<BoxInHighResolution> {
    let regions = reading.regions.iter();
    regions
        .map(|region| region.box_in_high_resolution)
        .collect()
}

/// Fails when the engine, which grades every photograph, computes something else than the layers that were trained.
#[test]
fn the_engine_gives_burns_answer_to_the_self_test() {
    let Published {
        model,
        by_burn,
        by_engine,
    } = Published::open();
    let by_burn = answer(by_burn, &model);
    let by_engine = answer(by_engine, &model);
    for (by_engine, by_burn) in [
        (by_engine.m_net, by_burn.m_net),
        (by_engine.a_net, by_burn.a_net),
        (by_engine.c_net, by_burn.c_net),
    ] {
        for (by_engine, by_burn) in by_engine.into_iter().zip(by_burn) {
            assert!((by_engine - by_burn).abs() < 1e-5, "{by_engine} {by_burn}");
        }
    }
    assert_ne!(by_engine, by_burn, "both took the same way");
}

fn answer(networks: impl Networks, model: &Model) -> KnownAnswer {
    let weights = model.weights().expect("they are whole");
    let heads = Heads::new(model.manifest.architecture, &weights.m_net);
    let screener = Screener {
        networks,
        heads: heads.expect("they fit"),
        manifest: model.manifest.clone(),
    };
    pollster::block_on(screener.answer()).expect("the processor computes")
}

/// Fails when the engine looks elsewhere than the layers that were trained.
#[test]
fn the_engine_finds_in_photographs_what_burn_does() {
    let published = Published::open();
    let photographs = [IcdrGrade::None, IcdrGrade::Severe].map(|grade| {
        let settings = Settings {
            grade,
            diameter: 700,
            ..Settings::default()
        };
        let photograph = SyntheticFundus::draw(&settings).photograph;
        prepare(&photograph, published.model.manifest.sizes).expect("it is a fundus")
    });
    let photographs: Vec<&PreparedPhotograph> = photographs.iter().collect();
    let by_burn = published.read(&published.by_burn, &photographs);
    let by_engine = published.read(&published.by_engine, &photographs);
    for (by_engine, by_burn) in by_engine.iter().zip(&by_burn) {
        let maps = |reading: &Reading| reading.maps.values.clone().into_iter().map(f64::from);
        let all = |reading| logits(reading).into_iter().chain(maps(reading));
        for (by_engine, by_burn) in all(by_engine).zip(all(by_burn)) {
            assert!((by_engine - by_burn).abs() < 1e-4, "{by_engine} {by_burn}");
        }
        assert_eq!(boxes(by_engine), boxes(by_burn));
    }
    assert!(by_burn.iter().any(|reading| !reading.regions.is_empty()));
}
