//! The one device that a module computes on.

use super::failure::Failure;
use super::networks::Device;

/// The processor, which needs no opening.
#[cfg(feature = "cpu")]
pub(super) async fn open() -> Result<Device, Failure> {
    Ok(())
}

/// The GPU, by WebGPU; its loss is reported as the end of the module.
#[cfg(feature = "gpu")]
pub(super) async fn open() -> Result<Device, Failure> {
    let (device, setup) = Device::wgpu_options()
        .init_with_setup_async()
        .await
        .map_err(|error| Failure::new("device_failed", &error))?;
    setup.device.set_device_lost_callback(|reason, message| {
        super::end::report(&format!("the GPU was lost ({reason:?}): {message}"));
    });
    Ok(device)
}
