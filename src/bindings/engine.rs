//! The one engine that a module computes with.

#[cfg(feature = "cpu")]
pub(super) use on_processor::{Device, EngineNetworks, lay_out, open};
#[cfg(feature = "gpu")]
pub(super) use on_webgpu::{Device, EngineNetworks, lay_out, open};

#[cfg(feature = "cpu")]
mod on_processor {
    use js_sys::Function;

    use crate::bindings::failure::{Failure, FailureCode};
    use crate::networks::{CpuNetworks, NetworkWeights};
    use crate::screening::manifest::ModelManifest;

    pub type EngineNetworks = CpuNetworks;
    pub type Device = ();

    /// The processor, which needs no opening.
    pub async fn open(_: &Function) -> Result<Device, Failure> {
        Ok(())
    }

    /// Lays the networks out.
    pub fn lay_out(
        (): Device,
        manifest: &ModelManifest,
        weights: &NetworkWeights,
    ) -> Result<EngineNetworks, Failure> {
        let networks = CpuNetworks::new(manifest.architecture, weights);
        networks.map_err(|error| Failure::new(FailureCode::WeightsDoNotFit, &error))
    }
}

#[cfg(feature = "gpu")]
mod on_webgpu {
    use js_sys::Function;
    use wasm_bindgen::JsValue;
    use zoom_in_net_gpu_engine::{AdapterChoice, Gpu};

    use crate::bindings::end;
    use crate::bindings::failure::{Failure, FailureCode};
    use crate::networks::{GpuNetworks, NetworkWeights};
    use crate::screening::manifest::ModelManifest;

    pub type EngineNetworks = GpuNetworks;
    pub type Device = Gpu;

    /// A person waits for one photograph at a time, whose four crops are computed together.
    const MAX_BATCH: usize = 1;

    /// The GPU, by WebGPU; its loss is reported as the end of the module. `on_compiled` is told how many of its
    /// programs are compiled, and of how many.
    pub async fn open(on_compiled: &Function) -> Result<Device, Failure> {
        let gpu = Gpu::open(AdapterChoice::HighPerformance, |done, total| {
            // A page that cannot show progress still gets its networks.
            let _ = on_compiled.call2(
                &JsValue::NULL,
                &(done as u32).into(),
                &(total as u32).into(),
            );
        });
        let gpu = gpu.await;
        let gpu = gpu.map_err(|error| Failure::new(FailureCode::DeviceFailed, &error))?;
        gpu.on_lost(|message| end::report(&format!("the GPU was lost: {message}")));
        Ok(gpu)
    }

    /// Uploads the weights, and plans the buffers.
    pub fn lay_out(
        gpu: Device,
        manifest: &ModelManifest,
        weights: &NetworkWeights,
    ) -> Result<EngineNetworks, Failure> {
        let settings = manifest.gpu_settings(MAX_BATCH);
        Ok(GpuNetworks::new(gpu, settings, weights)?)
    }
}
