//! The same networks in ONNX Runtime; everything around them is this project's.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use burn::tensor::Device;
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use zoom_in_net::networks::a_net::beyond_field;
use zoom_in_net::networks::pixels::values_of_images;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::regions::{MapsOfPhotograph, cut_crop, find_regions};
use zoom_in_net::screening::grade::GRADES;

use crate::engine::Engine;
use crate::networks::ARCHITECTURE;
use crate::photograph::{Sample, regions};

/// Values by dimension, and the dimensions.
type Array = (Vec<f32>, Vec<usize>);

/// The sessions and the inputs of each.
pub struct OnnxEngine {
    m_net: Session,
    a_net: Session,
    c_net: Session,
    image: Array,
    maps: Array,
    beyond_field: Array,
    features: Array,
    crops: Array,
}

impl OnnxEngine {
    /// Reads the graphs that `tools/export_onnx.py` wrote.
    pub fn new(folder: &Path, library: &Path, threads: usize, sample: &Sample) -> Result<Self> {
        let environment = ort::init_from(library)
            .with_context(|| library.display().to_string())?
            .build()?;
        let session = |name: &str| {
            let path = folder.join(name);
            open(&environment, &path, threads).with_context(|| path.display().to_string())
        };
        let mut m_net = session("m_net.onnx")?;
        let image = images([&sample.prepared.input]);
        let [maps, features, _] = run(&mut m_net, [&image], ["maps", "features", "logits"])?;
        Ok(Self {
            m_net,
            beyond_field: beyond_field_of(&sample.prepared, &maps),
            a_net: session("a_net.onnx")?,
            c_net: session("c_net.onnx")?,
            image,
            maps,
            features,
            crops: images(&sample.crops),
        })
    }
}

impl Engine for OnnxEngine {
    fn m_net(&mut self) -> Result<Vec<f32>> {
        let outputs = ["maps", "features", "logits"];
        let [_, _, (logits, _)] = run(&mut self.m_net, [&self.image], outputs)?;
        Ok(logits)
    }

    fn a_net(&mut self) -> Result<Vec<f32>> {
        let inputs = [&self.maps, &self.beyond_field];
        let [_, (logits, _)] = run(&mut self.a_net, inputs, ["gated", "logits"])?;
        Ok(logits)
    }

    fn c_net(&mut self) -> Result<Vec<f32>> {
        let inputs = [&self.crops, &self.features];
        let [(logits, _)] = run(&mut self.c_net, inputs, ["logits"])?;
        Ok(logits)
    }

    fn screen(&mut self, prepared: &PreparedPhotograph) -> Result<Vec<f32>> {
        let image = images([&prepared.input]);
        let outputs = ["maps", "features", "logits"];
        let [maps, features, (y_m, _)] = run(&mut self.m_net, [&image], outputs)?;
        let inputs = [&maps, &beyond_field_of(prepared, &maps)];
        let [(gated, shape), (y_a, _)] = run(&mut self.a_net, inputs, ["gated", "logits"])?;
        let maps = MapsOfPhotograph {
            values: gated,
            cells: shape[2],
        };
        let crops: Vec<_> = find_regions(&maps, prepared, &regions())
            .iter()
            .map(|region| cut_crop(&prepared.high_resolution, region.box_in_high_resolution))
            .collect();
        let [(y_c, _)] = run(&mut self.c_net, [&images(&crops), &features], ["logits"])?;
        Ok((0..GRADES)
            .map(|grade| y_m[grade] + y_a[grade] + y_c[grade])
            .collect())
    }
}

fn open(environment: &Environment, path: &Path, threads: usize) -> Result<Session> {
    // The builder's errors carry the builder, which is not for other threads.
    let plain = |error: ort::Error<_>| anyhow!("{error}");
    Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(plain)?
        .with_intra_threads(threads)
        .map_err(plain)?
        .commit_from_file(path)
        .map_err(|error| anyhow!("{error}"))
}

fn images<'a>(images: impl IntoIterator<Item = &'a image::RgbImage>) -> Array {
    let (values, shape) = values_of_images(images, ARCHITECTURE);
    (values, shape.to_vec())
}

fn beyond_field_of(prepared: &PreparedPhotograph, (_, shape): &Array) -> Array {
    let cells = shape[2];
    let values = beyond_field([prepared], cells, &Device::flex()).into_data();
    (values.iter::<f32>().collect(), vec![1, 1, cells, cells])
}

/// The named outputs for the inputs, which are in the order of the graph.
fn run<const INPUTS: usize, const OUTPUTS: usize>(
    session: &mut Session,
    inputs: [&Array; INPUTS],
    names: [&str; OUTPUTS],
) -> Result<[Array; OUTPUTS]> {
    let mut tensors = Vec::new();
    for (values, shape) in inputs {
        tensors.push(TensorRef::from_array_view((shape.as_slice(), values.as_slice()))?.into());
    }
    let outputs = session.run(tensors.as_slice())?;
    let mut arrays = Vec::new();
    for name in names {
        let (shape, values) = outputs[name].try_extract_tensor::<f32>()?;
        let shape = shape.iter().map(|&length| length as usize).collect();
        arrays.push((values.to_vec(), shape));
    }
    Ok(arrays.try_into().expect("as many arrays as names"))
}
