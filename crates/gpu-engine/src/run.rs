//! One submission: plans computed, and values read.

use wgpu::{CommandEncoder, CommandEncoderDescriptor, ComputePassDescriptor};

use crate::error::GpuError;
use crate::gpu::Gpu;
use crate::plan::Plan;
use crate::readback::{Signal, read, wait};
use crate::value::DeviceValue;

/// Commands that are sent to the device together.
pub struct Run<'a> {
    gpu: &'a Gpu,
    encoder: CommandEncoder,
    images: usize,
    groups: usize,
}

impl Gpu {
    /// Begins a submission.
    pub fn run(&self) -> Run<'_> {
        let description = CommandEncoderDescriptor::default();
        Run {
            gpu: self,
            encoder: self.device.create_command_encoder(&description),
            images: 0,
            groups: 0,
        }
    }

    /// Seconds that one dispatch of a plan takes alone, for so many images in all of the plan's groups: repeated until
    /// about `patience` seconds are over. `clock` says how many seconds have passed.
    ///
    /// # Errors
    /// [`GpuError`], where the device fails.
    pub async fn time_dispatch(
        &self,
        plan: &Plan,
        index: usize,
        images: usize,
        patience: f64,
        clock: impl Fn() -> f64,
    ) -> Result<f64, GpuError> {
        plan.set_batch(self, images, plan.groups());
        let start = clock();
        let mut fastest = f64::INFINITY;
        let mut repeats = 1;
        // The first time wakes the device; of the others the fastest was disturbed the least.
        while fastest.is_infinite() || clock() - start < patience {
            let mut run = self.run();
            {
                let description = ComputePassDescriptor::default();
                let mut pass = run.encoder.begin_compute_pass(&description);
                for _ in 0..repeats {
                    plan.dispatch(&mut pass, index, images, plan.groups());
                }
            }
            let began = clock();
            run.submit();
            let signal = Signal::default();
            let done = signal.clone();
            self.queue.on_submitted_work_done(move || done.give(Ok(())));
            wait(self)?;
            signal.await.map_err(GpuError::Failed)?;
            fastest = fastest.min((clock() - began) / f64::from(repeats));
            // Enough of them that what comes with every submission does not count.
            let wanted = patience / 4.0 / fastest.max(1e-7);
            repeats = (wanted as u32).clamp(1, MAX_REPEATS);
        }
        self.check()?;
        Ok(fastest)
    }
}

/// The maximum number of dispatches in one submission of a measurement: drivers end those that last for seconds.
const MAX_REPEATS: u32 = 500;

impl Run<'_> {
    /// Computes a plan for so many images, in groups of so many each; no groups where the network has none.
    ///
    /// # Panics
    /// Where these are more than the plan was made for, or the groups hold another number of images.
    pub fn compute(&mut self, plan: &Plan, images: usize, groups: &[usize]) {
        plan.set_groups(self.gpu, images, groups);
        plan.set_batch(self.gpu, images, groups.len());
        self.of(images, groups.len());
        let mut pass = self
            .encoder
            .begin_compute_pass(&ComputePassDescriptor::default());
        for index in 0..plan.dispatches().len() {
            plan.dispatch(&mut pass, index, images, groups.len());
        }
    }

    /// Says of how many images and groups the values are that are read without being computed anew.
    pub fn of(&mut self, images: usize, groups: usize) {
        self.images = images;
        self.groups = groups;
    }

    /// Sends the commands off, and waits for nothing.
    pub fn submit(self) {
        self.gpu.queue.submit([self.encoder.finish()]);
    }

    /// Sends the commands off and reads values back, all at once: by image or group, row, column and channel.
    ///
    /// # Errors
    /// [`GpuError`], where the device fails or is lost.
    pub async fn submit_and_read(
        mut self,
        values: &[&DeviceValue],
    ) -> Result<Vec<Vec<f32>>, GpuError> {
        self.gpu.check()?;
        let sizes: Vec<u64> = values
            .iter()
            .map(|value| value.bytes(value.count.of(self.images, self.groups)))
            .collect();
        let total: u64 = sizes.iter().sum();
        let staging = self.gpu.staging.borrow_mut().take(self.gpu, total.max(16));
        let mut at = 0;
        for (value, &size) in values.iter().zip(&sizes) {
            if size > 0 {
                self.encoder
                    .copy_buffer_to_buffer(&value.buffer, 0, &staging, at, size);
            }
            at += size;
        }
        let gpu = self.gpu;
        self.submit();
        let read = read(gpu, &staging, total.max(16)).await?;
        gpu.staging.borrow_mut().give_back(staging);
        let mut rest = &read[..];
        let parts = values.iter().zip(&sizes).map(|(value, &size)| {
            let (own, others) = rest.split_at(size as usize / 4);
            rest = others;
            value.own(own)
        });
        Ok(parts.collect())
    }
}

#[cfg(test)]
mod tests {
    use zoom_in_net_graph::{Count, Graph, Weights};

    use crate::{AdapterChoice, Gpu, GpuError, NetworkOnGpu, Plan, PlanInput};

    /// Fails when a lost device panics, waits for ever, or does not say so.
    #[test]
    fn a_lost_device_says_so() {
        let gpu = pollster::block_on(Gpu::open(AdapterChoice::Software, |_, _| {}));
        let gpu = gpu.expect("these tests need a software Vulkan adapter");
        let (sender, told) = std::sync::mpsc::channel();
        gpu.on_lost(move |message| sender.send(message).expect("the test waits for it"));
        let mut graph = Graph::default();
        let x = graph.maps("x", 4, Count::Images);
        let mean = graph.global_average(x);
        graph.output("mean", mean);
        let network = NetworkOnGpu::new(&gpu, graph, &Weights::default()).expect("it needs none");
        let input = PlanInput::Maps { sides: [2, 2] };
        let plan = Plan::new(&gpu, &network, &[input], 1, 0).expect("it fits");
        gpu.device.destroy();
        let mut run = gpu.run();
        run.compute(&plan, 1, &[]);
        let read = pollster::block_on(run.submit_and_read(&[&plan.output("mean")]));
        assert!(matches!(read, Err(GpuError::Lost(_))), "{read:?}");
        assert!(told.try_recv().is_ok());
    }
}
