//! The networks on a graphics processor: natively, or by WebGPU.

use std::cell::Cell;

use image::RgbImage;
use zoom_in_net_gpu_engine::{
    AdapterChoice, DeviceValue, Gpu, GpuError, KernelChoice, NetworkOnGpu, Plan, PlanInput, Window,
};
use zoom_in_net_graph::{Graph, Weights};

use super::architecture::Architecture;
use super::description;
use super::interface::{
    CropsOfPhotograph, FeatureMaps, MapsRead, NetworkWeights, Networks, NotComputed,
};
use super::pixels::{logits_of, pixels_of};
use crate::grade::GRADES;
use crate::preparation::geometry::Sizes;

/// What the plans of the networks are made for.
#[derive(Clone, Copy, Debug)]
pub struct GpuSettings {
    /// Which networks.
    pub architecture: Architecture,
    /// Sides of the prepared images.
    pub sizes: Sizes,
    /// The maximum number of crops of a photograph.
    pub max_crops: usize,
    /// The maximum number of photographs in a batch; as many as fit where that is fewer.
    pub max_batch: usize,
}

/// The three networks on one device, with buffers for one size of image.
#[derive(Debug)]
pub struct GpuNetworks {
    pub(super) gpu: Gpu,
    pub(super) settings: GpuSettings,
    pub(super) networks: [NetworkOnGpu; 3],
    m_net: Plan,
    a_net: Plan,
    c_net: Plan,
    values: Values,
    /// Counts the batches: the buffers hold the newest one only.
    batch: Cell<u64>,
}

/// What is read back, or read by another network.
#[derive(Debug)]
struct Values {
    maps: DeviceValue,
    features: DeviceValue,
    m_net_logits: DeviceValue,
    scores: DeviceValue,
    attention_logits: DeviceValue,
    c_net_logits: DeviceValue,
}

/// M, d_M and y_M of the newest batch, which stay in the device's buffers.
#[derive(Debug)]
pub struct MOnGpu {
    batch: u64,
    photographs: usize,
}

impl GpuNetworks {
    /// Lays the networks out on a device that is open.
    ///
    /// # Errors
    /// [`NotComputed`], where the weights are another network's or the device has no room.
    pub fn new(
        gpu: Gpu,
        settings: GpuSettings,
        weights: &NetworkWeights,
    ) -> Result<Self, NotComputed> {
        let architecture = settings.architecture;
        let upload = |graph: Graph, weights: &Weights| {
            NetworkOnGpu::new(&gpu, graph, weights).map_err(not_computed)
        };
        let networks = [
            upload(description::m_net(architecture), &weights.m_net)?,
            upload(description::a_net(architecture), &weights.a_net)?,
            upload(description::c_net(architecture), &weights.c_net)?,
        ];
        let mut settings = settings;
        let [m_net, a_net, c_net] = loop {
            match plans(&gpu, &networks, settings, KernelChoice::Suitable) {
                Err(GpuError::TooLarge { .. }) if settings.max_batch > 1 => {
                    settings.max_batch /= 2;
                }
                plans => break plans.map_err(not_computed)?,
            }
        };
        let values = Values {
            maps: m_net.output("maps"),
            features: m_net.output("features"),
            m_net_logits: m_net.output("logits"),
            scores: a_net.output("scores"),
            attention_logits: a_net.output("attention_logits"),
            c_net_logits: c_net.output("logits"),
        };
        Ok(Self {
            gpu,
            settings,
            networks,
            m_net,
            a_net,
            c_net,
            values,
            batch: Cell::new(0),
        })
    }

    /// Opens a device and lays the networks out on it. `on_progress` is told how many of its programs are compiled,
    /// and of how many.
    ///
    /// # Errors
    /// [`NotComputed`].
    pub async fn open(
        adapter: AdapterChoice,
        settings: GpuSettings,
        weights: &NetworkWeights,
        on_progress: impl FnMut(usize, usize),
    ) -> Result<Self, NotComputed> {
        let gpu = Gpu::open(adapter, on_progress).await;
        Self::new(gpu.map_err(not_computed)?, settings, weights)
    }

    /// M-Net's, A-Net's and C-Net's plans.
    pub(super) fn plans(&self) -> [&Plan; 3] {
        [&self.m_net, &self.a_net, &self.c_net]
    }

    fn check(&self, m: &MOnGpu) -> Result<(), NotComputed> {
        if m.batch == self.batch.get() {
            return Ok(());
        }
        Err(NotComputed::new(
            "another batch has taken its place on the device",
        ))
    }
}

/// M-Net's, A-Net's and C-Net's plans, each reading what the one before it leaves on the device.
pub(super) fn plans(
    gpu: &Gpu,
    [m_net, a_net, c_net]: &[NetworkOnGpu; 3],
    settings: GpuSettings,
    choice: KernelChoice,
) -> Result<[Plan; 3], GpuError> {
    let GpuSettings {
        sizes,
        max_crops,
        max_batch: photographs,
        ..
    } = settings;
    let square = |side: u32| [side as usize; 2];
    let plan = |network, inputs: &[PlanInput<'_>], images| {
        Plan::with_kernels(gpu, network, inputs, images, photographs, choice)
    };
    let image = PlanInput::Pixels {
        source: square(sizes.input),
        window: square(sizes.input),
        sources: photographs,
    };
    let m_net = plan(m_net, &[image], photographs)?;
    let maps = m_net.output("attended_maps");
    let a_net = plan(a_net, &[PlanInput::Value(&maps)], photographs)?;
    let crops = PlanInput::Pixels {
        source: square(sizes.high_resolution),
        window: square(sizes.crop),
        sources: photographs,
    };
    let features = m_net.output("features");
    let inputs = [crops, PlanInput::Value(&features)];
    let c_net = plan(c_net, &inputs, photographs * max_crops)?;
    Ok([m_net, a_net, c_net])
}

impl Networks for GpuNetworks {
    type OnDevice = MOnGpu;

    fn max_batch(&self) -> usize {
        self.settings.max_batch
    }

    async fn m_net(&self, images: &[&RgbImage]) -> Result<MOnGpu, NotComputed> {
        let photographs = images.len();
        self.batch.set(self.batch.get() + 1);
        for (index, image) in images.iter().enumerate() {
            self.m_net.write_source(&self.gpu, index, pixels_of(image));
        }
        let whole = (0..photographs).map(|source| Window { source, x: 0, y: 0 });
        self.m_net
            .write_windows(&self.gpu, &whole.collect::<Vec<_>>());
        let mut run = self.gpu.run();
        run.compute(&self.m_net, photographs, &[]);
        // Nothing waits for it: A-Net's reading brings y_M and d_M along.
        run.submit();
        Ok(MOnGpu {
            batch: self.batch.get(),
            photographs,
        })
    }

    async fn a_net(&self, m: &MOnGpu) -> Result<Vec<MapsRead>, NotComputed> {
        self.check(m)?;
        let mut run = self.gpu.run();
        run.compute(&self.a_net, m.photographs, &[]);
        let Values {
            features,
            m_net_logits,
            scores,
            attention_logits,
            ..
        } = &self.values;
        let values = [m_net_logits, features, scores, attention_logits];
        let read = run.submit_and_read(&values).await.map_err(not_computed)?;
        let shape = scores.shape();
        let of = |value: usize, photograph: usize| {
            let each = read[value].len() / m.photographs;
            &read[value][photograph * each..][..each]
        };
        let photographs = 0..m.photographs;
        photographs
            .map(|photograph| {
                Ok(MapsRead {
                    m_net_logits: logits_of(of(0, photograph))?,
                    features: of(1, photograph).to_vec(),
                    side: shape.height,
                    scores: of(2, photograph).to_vec(),
                    attention_logits: of(3, photograph).to_vec(),
                })
            })
            .collect()
    }

    async fn c_net(
        &self,
        m: &MOnGpu,
        crops: &[CropsOfPhotograph<'_>],
    ) -> Result<Vec<[f32; GRADES]>, NotComputed> {
        self.check(m)?;
        let mut windows = Vec::new();
        for (source, of_photograph) in crops.iter().enumerate() {
            let pixels = pixels_of(of_photograph.high_resolution);
            self.c_net.write_source(&self.gpu, source, pixels);
            windows.extend(of_photograph.boxes.iter().map(|crop| Window {
                source,
                x: crop.min.x as usize,
                y: crop.min.y as usize,
            }));
        }
        self.c_net.write_windows(&self.gpu, &windows);
        let groups: Vec<usize> = crops.iter().map(|crops| crops.boxes.len()).collect();
        let mut run = self.gpu.run();
        run.compute(&self.c_net, windows.len(), &groups);
        let read = run.submit_and_read(&[&self.values.c_net_logits]).await;
        let read = read.map_err(not_computed)?;
        read[0].chunks_exact(GRADES).map(logits_of).collect()
    }

    async fn maps(&self, m: &MOnGpu) -> Result<Vec<FeatureMaps>, NotComputed> {
        self.check(m)?;
        let maps = &self.values.maps;
        // Nothing is computed: the batch's M lies there already.
        let mut run = self.gpu.run();
        run.of(m.photographs, 0);
        let read = run.submit_and_read(&[maps]).await.map_err(not_computed)?;
        let shape = maps.shape();
        let photographs = read[0].chunks_exact(shape.values());
        let maps = photographs.map(|values| FeatureMaps {
            side: shape.height,
            channels: shape.channels,
            values: values.to_vec(),
        });
        Ok(maps.collect())
    }
}

pub(super) fn not_computed(error: impl std::error::Error + Send + Sync + 'static) -> NotComputed {
    NotComputed::new(error)
}
