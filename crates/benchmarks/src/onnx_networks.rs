//! The same networks in ONNX Runtime; everything on top of them is this project's.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, anyhow};
use image::RgbImage;
use ort::environment::{Environment, GlobalThreadPoolOptions};
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use zoom_in_net::grade::GRADES;
use zoom_in_net::networks::description::m_net;
use zoom_in_net::networks::{
    Architecture, CropsOfPhotograph, FeatureMaps, MapsRead, Networks, NotComputed, logits_of,
};
use zoom_in_net_graph::InputContent;

/// Values by dimension, and the dimensions.
type Array = (Vec<f32>, Vec<usize>);

/// Whose threads a session's are, and what they do while there is no work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// One pool for all sessions, or one for each.
    pub shared: bool,
    /// Whether idle threads spin before they sleep.
    pub spinning: bool,
}

/// ONNX Runtime with its threads.
pub struct OnnxRuntime {
    environment: Environment,
    pool: Pool,
    threads: usize,
}

impl OnnxRuntime {
    /// Loads the library, once in a process.
    pub fn start(library: &Path, pool: Pool, threads: usize) -> Result<Self> {
        // The library comes first: options of a pool are the library's own.
        let mut builder = ort::init_from(library).with_context(|| library.display().to_string())?;
        if pool.shared {
            let options = GlobalThreadPoolOptions::default()
                .with_intra_threads(threads)?
                .with_inter_threads(1)?
                .with_spin_control(pool.spinning)?;
            builder = builder.with_global_thread_pool(options);
        }
        Ok(Self {
            environment: builder.build()?,
            pool,
            threads,
        })
    }

    fn open(&self, path: &Path) -> Result<Mutex<Session>> {
        let session = self.session(path);
        session
            .map(Mutex::new)
            .with_context(|| path.display().to_string())
    }

    fn session(&self, path: &Path) -> Result<Session> {
        // The builder's errors carry the builder, which is not for other threads.
        let plain = |error: ort::Error<_>| anyhow!("{error}");
        let mut builder = Session::builder(&self.environment)?
            .with_optimization_level(GraphOptimizationLevel::All)
            .map_err(plain)?;
        if !self.pool.shared {
            builder = builder
                .with_intra_threads(self.threads)
                .map_err(plain)?
                .with_inter_threads(1)
                .map_err(plain)?
                .with_intra_op_spinning(self.pool.spinning)
                .map_err(plain)?;
        }
        builder
            .commit_from_file(path)
            .map_err(|error| anyhow!("{error}"))
    }
}

/// The sessions.
pub struct OnnxNetworks {
    m_net: Mutex<Session>,
    a_net: Mutex<Session>,
    c_net: Mutex<Session>,
    /// What the networks read of each of the 256 values of a colour.
    normalised: Vec<f32>,
}

impl OnnxNetworks {
    /// Reads the graphs that `tools/export_onnx.py` wrote.
    pub fn new(architecture: Architecture, folder: &Path, runtime: &OnnxRuntime) -> Result<Self> {
        let InputContent::Pixels { mean, scale } = m_net(architecture).inputs()[0].content else {
            unreachable!("M-Net reads images");
        };
        let values = (0..=u8::MAX).map(f32::from);
        Ok(Self {
            m_net: runtime.open(&folder.join("m_net.onnx"))?,
            a_net: runtime.open(&folder.join("a_net.onnx"))?,
            c_net: runtime.open(&folder.join("c_net.onnx"))?,
            normalised: values.map(|value| (value - mean) / scale).collect(),
        })
    }

    /// `[images, 3, side, side]`.
    fn images<'a>(&self, images: impl IntoIterator<Item = &'a RgbImage>) -> Array {
        let mut values = Vec::new();
        let (mut count, mut side) = (0, 0);
        for image in images {
            count += 1;
            side = image.width() as usize;
            let (pixels, _) = image.as_raw().as_chunks::<3>();
            for channel in 0..3 {
                let of_channel = pixels.iter().map(|pixel| pixel[channel]);
                values.extend(of_channel.map(|value| self.normalised[usize::from(value)]));
            }
        }
        (values, vec![count, 3, side, side])
    }
}

/// M, the maps that A-Net reads, d_M and y_M of one photograph.
pub struct MInOnnx {
    maps: Array,
    attended_maps: Array,
    features: Array,
    logits: Array,
}

impl Networks for OnnxNetworks {
    type OnDevice = MInOnnx;

    fn max_batch(&self) -> usize {
        1
    }

    async fn m_net(&self, images: &[&RgbImage]) -> Result<MInOnnx, NotComputed> {
        let image = self.images(images.iter().copied());
        let outputs = ["maps", "attended_maps", "features", "logits"];
        let [maps, attended_maps, features, logits] = run(&self.m_net, [&image], outputs)?;
        Ok(MInOnnx {
            maps,
            attended_maps,
            features,
            logits,
        })
    }

    async fn a_net(&self, m: &MInOnnx) -> Result<Vec<MapsRead>, NotComputed> {
        let outputs = ["scores", "attention_logits"];
        let [scores, attention_logits] = run(&self.a_net, [&m.attended_maps], outputs)?;
        Ok(vec![MapsRead {
            m_net_logits: logits_of(&m.logits.0)?,
            features: m.features.0.clone(),
            side: m.attended_maps.1[2],
            scores: channels_last(&scores),
            attention_logits: channels_last(&attention_logits),
        }])
    }

    async fn c_net(
        &self,
        m: &MInOnnx,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed> {
        let crops: Vec<RgbImage> = crops.iter().flat_map(CropsOfPhotograph::cut).collect();
        let inputs = [&self.images(&crops), &m.features];
        let [logits] = run(&self.c_net, inputs, ["logits"])?;
        Ok(vec![logits_of(&logits.0)?])
    }

    async fn maps(&self, m: &MInOnnx) -> Result<Vec<FeatureMaps>, NotComputed> {
        Ok(vec![FeatureMaps {
            side: m.maps.1[2],
            channels: m.maps.1[1],
            values: channels_last(&m.maps),
        }])
    }
}

/// One image's values by position and channel.
fn channels_last((values, shape): &Array) -> Vec<f32> {
    let positions = shape[2] * shape[3];
    let by_position = (0..positions).flat_map(|at| values[at..].iter().step_by(positions));
    by_position.copied().collect()
}

/// The named outputs for the inputs, which are in the order of the graph.
fn run<const INPUTS: usize, const OUTPUTS: usize>(
    session: &Mutex<Session>,
    inputs: [&Array; INPUTS],
    names: [&str; OUTPUTS],
) -> Result<[Array; OUTPUTS], NotComputed> {
    let failed = |error: ort::Error| NotComputed::new(error.to_string());
    let mut tensors = Vec::new();
    for (values, shape) in inputs {
        let tensor = TensorRef::from_array_view((shape.as_slice(), values.as_slice()));
        tensors.push(tensor.map_err(failed)?.into());
    }
    let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
    let outputs = session.run(tensors.as_slice()).map_err(failed)?;
    let mut arrays = Vec::new();
    for name in names {
        let (shape, values) = outputs[name].try_extract_tensor::<f32>().map_err(failed)?;
        let shape = shape.iter().map(|&length| length as usize).collect();
        arrays.push((values.to_vec(), shape));
    }
    Ok(arrays.try_into().expect("as many arrays as names"))
}
