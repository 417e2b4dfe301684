//! From the device back into memory.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use wgpu::{Buffer, BufferDescriptor, BufferUsages, MapMode};

use crate::error::GpuError;
use crate::gpu::Gpu;

/// The buffer that results are copied to, kept from batch to batch.
#[derive(Debug, Default)]
pub(crate) struct Staging {
    buffer: Option<Buffer>,
}

impl Staging {
    /// A buffer of at least so many bytes, which the caller gives back once it is unmapped. One that does not come
    /// back, because nobody waited for the results, is replaced.
    pub fn take(&mut self, gpu: &Gpu, bytes: u64) -> Buffer {
        match self.buffer.take() {
            Some(buffer) if buffer.size() >= bytes => buffer,
            _ => gpu.device.create_buffer(&BufferDescriptor {
                label: Some("results"),
                size: bytes,
                usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
        }
    }

    /// For the next results.
    pub fn give_back(&mut self, buffer: Buffer) {
        self.buffer = Some(buffer);
    }
}

/// The first `bytes` of a staging buffer, once everything submitted so far is done.
pub(crate) async fn read(gpu: &Gpu, staging: &Buffer, bytes: u64) -> Result<Vec<f32>, GpuError> {
    let signal = Signal::default();
    let done = signal.clone();
    staging.map_async(MapMode::Read, 0..bytes, move |mapped| {
        done.give(mapped.map_err(|error| error.to_string()));
    });
    wait(gpu)?;
    let mapped = signal.await;
    gpu.check()?;
    mapped.map_err(GpuError::Failed)?;
    let values = {
        let range = staging.get_mapped_range(0..bytes);
        let range = range.map_err(|error| GpuError::Failed(error.to_string()))?;
        let (values, _) = range.as_chunks();
        values
            .iter()
            .map(|&four| f32::from_le_bytes(four))
            .collect()
    };
    staging.unmap();
    Ok(values)
}

/// Waits for the device, where nobody else does: a browser calls back by itself.
pub(crate) fn wait(gpu: &Gpu) -> Result<(), GpuError> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Err(error) = gpu.device.poll(wgpu::PollType::wait_indefinitely()) {
        return Err(GpuError::Failed(error.to_string()));
    }
    gpu.check()
}

/// A result that a callback will give.
#[derive(Clone, Default)]
pub(crate) struct Signal {
    state: Arc<Mutex<Awaited>>,
}

/// The result, once it is there, and who waits for it.
type Awaited = (Option<Result<(), String>>, Option<Waker>);

impl Signal {
    pub fn give(&self, result: Result<(), String>) {
        let waker = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.0 = Some(result);
            state.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Future for Signal {
    type Output = Result<(), String>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.0.take() {
            Some(result) => Poll::Ready(result),
            None => {
                state.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
