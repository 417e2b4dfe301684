//! Every kernel of the networks alone, in each of its variants: what a device does well, and what to mend.

use serde::Serialize;
use zoom_in_net_gpu_engine::{KernelChoice, Plan};

use super::interface::NotComputed;
use super::on_gpu::{GpuNetworks, not_computed, plans};

/// One dispatch, alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KernelTime {
    /// `m_net`, `a_net` or `c_net`.
    pub network: &'static str,
    /// The layer, by its name or its operation.
    pub layer: String,
    /// Kernel and variant.
    pub kernel: String,
    /// Whether a screening on this device uses this variant.
    pub used: bool,
    /// Floating-point operations, of all images of the batch.
    pub operations: usize,
    /// Bytes that it reads and writes at the least, of all images of the batch.
    pub bytes: usize,
    /// Its time.
    pub milliseconds: f64,
}

const NETWORKS: [&str; 3] = ["m_net", "a_net", "c_net"];

impl GpuNetworks {
    /// Times every dispatch of a screening of one batch and, `with_variants`, the convolutions in every other variant, each
    /// for about `patience` seconds. `clock` says how many seconds have passed; `on_timed` is told of each.
    ///
    /// # Errors
    /// [`NotComputed`], where the device fails.
    pub async fn time_kernels(
        &self,
        patience: f64,
        with_variants: bool,
        clock: impl Fn() -> f64,
        mut on_timed: impl FnMut(KernelTime),
    ) -> Result<(), NotComputed> {
        let used = self.plans().map(kernels_of);
        for (index, plan) in self.plans().into_iter().enumerate() {
            self.time_plan(index, plan, None, patience, &clock, &mut on_timed)
                .await?;
        }
        for choice in KernelChoice::variants().filter(|_| with_variants) {
            let plans = plans(&self.gpu, &self.networks, self.settings, choice);
            for (index, plan) in plans.map_err(not_computed)?.iter().enumerate() {
                let used = Some(&used[index][..]);
                self.time_plan(index, plan, used, patience, &clock, &mut on_timed)
                    .await?;
            }
        }
        Ok(())
    }

    /// Times the dispatches of a plan; of a variant, those that are not `used` anyway.
    async fn time_plan(
        &self,
        network: usize,
        plan: &Plan,
        used: Option<&[String]>,
        patience: f64,
        clock: &impl Fn() -> f64,
        on_timed: &mut impl FnMut(KernelTime),
    ) -> Result<(), NotComputed> {
        for (index, described) in plan.dispatches().iter().enumerate() {
            if used.is_some_and(|used| used[index] == described.kernel) {
                continue;
            }
            let images = plan.images();
            let timed = self.gpu.time_dispatch(plan, index, images, patience, clock);
            let seconds = timed.await.map_err(not_computed)?;
            let number = match described.of_groups {
                true => plan.groups(),
                false => images,
            };
            on_timed(KernelTime {
                network: NETWORKS[network],
                layer: described.layer.clone(),
                kernel: described.kernel.clone(),
                used: used.is_none(),
                operations: described.operations * number,
                bytes: described.map_bytes * number + described.weight_bytes,
                milliseconds: 1000.0 * seconds,
            });
        }
        Ok(())
    }
}

fn kernels_of(plan: &Plan) -> Vec<String> {
    let described = plan.dispatches().iter();
    described.map(|one| one.kernel.clone()).collect()
}
