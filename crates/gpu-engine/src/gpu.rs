//! One device: its queue, its kernels, and what it says of itself.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use wgpu::{
    Adapter, BindGroupLayout, BindGroupLayoutDescriptor, BindGroupLayoutEntry, BindingType, Buffer,
    BufferBindingType, BufferDescriptor, BufferUsages, ComputePipeline, ComputePipelineDescriptor,
    Device, DeviceDescriptor, DeviceType, ErrorFilter, Instance, InstanceDescriptor, Limits,
    PipelineLayout, PipelineLayoutDescriptor, PowerPreference, Queue, RequestAdapterOptions,
    ShaderModuleDescriptor, ShaderSource, ShaderStages,
};

use crate::error::GpuError;
use crate::kernels::Kernel;
use crate::readback::Staging;

/// Which adapter to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdapterChoice {
    /// The fastest one.
    HighPerformance,
    /// One that computes on the processor, for tests.
    Software,
    /// The one of this number among all of a native machine.
    Index(usize),
}

/// What an adapter says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterDescription {
    /// Its name; in a browser often none.
    pub name: String,
    /// The interface that it is used by.
    pub backend: String,
    /// Whether it computes on the processor.
    pub is_software: bool,
}

/// An open device.
pub struct Gpu {
    pub(crate) device: Device,
    pub(crate) queue: Queue,
    pub(crate) layout: BindGroupLayout,
    pub(crate) staging: RefCell<Staging>,
    /// Takes the place of what a kernel does not read.
    pub(crate) nothing: Buffer,
    adapter: AdapterDescription,
    pipeline_layout: PipelineLayout,
    pipelines: RefCell<HashMap<Kernel, ComputePipeline>>,
    failure: Arc<Mutex<Option<GpuError>>>,
    on_lost: OnLost,
}

impl std::fmt::Debug for Gpu {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Gpu")
            .field("adapter", &self.adapter)
            .finish_non_exhaustive()
    }
}

/// Called when the device is lost.
type OnLost = Arc<Mutex<Option<Box<dyn Fn(String) + Send>>>>;

impl Gpu {
    /// Opens a device with the default limits and no optional feature, and compiles the kernels one after the other,
    /// without blocking the thread in a browser. `on_progress` is told how many are compiled, and of how many.
    ///
    /// # Errors
    /// [`GpuError`], where there is no such device or it refuses a kernel.
    pub async fn open(
        choice: AdapterChoice,
        mut on_progress: impl FnMut(usize, usize),
    ) -> Result<Self, GpuError> {
        let adapter = adapter(choice).await?;
        let limits = Limits::default();
        let description = DeviceDescriptor {
            label: Some("zoom-in-net"),
            required_limits: Limits {
                // Only textures and drawing are left at what the adapter has.
                ..limits.using_resolution(adapter.limits())
            },
            ..DeviceDescriptor::default()
        };
        let opened = adapter.request_device(&description).await;
        let (device, queue) = opened.map_err(|error| GpuError::NoAdapter(error.to_string()))?;
        let failure = Arc::new(Mutex::new(None));
        let on_lost = OnLost::default();
        watch(&device, &failure, &on_lost);
        let layout = bind_group_layout(&device);
        let pipeline_layout = device.create_pipeline_layout(&PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let nothing = device.create_buffer(&BufferDescriptor {
            label: Some("nothing"),
            size: 16,
            usage: BufferUsages::STORAGE,
            mapped_at_creation: false,
        });
        let gpu = Self {
            device,
            queue,
            layout,
            staging: RefCell::default(),
            nothing,
            adapter: described(&adapter),
            pipeline_layout,
            pipelines: RefCell::default(),
            failure,
            on_lost,
        };
        let kernels = Kernel::usual(!gpu.adapter.is_software);
        on_progress(0, kernels.len());
        for (index, kernel) in kernels.iter().enumerate() {
            let scope = gpu.device.push_error_scope(ErrorFilter::Validation);
            gpu.pipeline(*kernel);
            // Answered once the kernel is compiled; until then the thread is free.
            if let Some(error) = scope.pop().await {
                return Err(GpuError::Failed(error.to_string()));
            }
            on_progress(index + 1, kernels.len());
        }
        Ok(gpu)
    }

    /// What the adapter says of itself.
    pub fn adapter(&self) -> &AdapterDescription {
        &self.adapter
    }

    /// Has `callback` called with a message when the device is lost.
    pub fn on_lost(&self, callback: impl Fn(String) + Send + 'static) {
        *locked(&self.on_lost) = Some(Box::new(callback));
    }

    /// A kernel, compiled now where it is not yet.
    pub(crate) fn pipeline(&self, kernel: Kernel) -> ComputePipeline {
        let mut pipelines = self.pipelines.borrow_mut();
        let compile = || {
            let module = self.device.create_shader_module(ShaderModuleDescriptor {
                label: None,
                source: ShaderSource::Wgsl(kernel.source()),
            });
            let name = kernel.name();
            self.device
                .create_compute_pipeline(&ComputePipelineDescriptor {
                    label: Some(&name),
                    layout: Some(&self.pipeline_layout),
                    module: &module,
                    entry_point: Some("main"),
                    compilation_options: Default::default(),
                    cache: None,
                })
        };
        pipelines.entry(kernel).or_insert_with(compile).clone()
    }

    /// The first failure of the device since it was opened.
    ///
    /// # Errors
    /// That failure.
    pub(crate) fn check(&self) -> Result<(), GpuError> {
        match &*locked(&self.failure) {
            Some(failure) => Err(failure.clone()),
            None => Ok(()),
        }
    }
}

async fn adapter(choice: AdapterChoice) -> Result<Adapter, GpuError> {
    let instance = Instance::new(InstanceDescriptor::new_without_display_handle());
    let none = |reason: String| GpuError::NoAdapter(reason);
    match choice {
        AdapterChoice::HighPerformance => {
            let options = RequestAdapterOptions {
                power_preference: PowerPreference::HighPerformance,
                ..RequestAdapterOptions::default()
            };
            let adapter = instance.request_adapter(&options).await;
            adapter.map_err(|error| none(error.to_string()))
        }
        AdapterChoice::Software => {
            let options = RequestAdapterOptions {
                force_fallback_adapter: true,
                ..RequestAdapterOptions::default()
            };
            let adapter = instance.request_adapter(&options).await;
            adapter.map_err(|error| {
                none(format!(
                    "{error}; install a software Vulkan driver, such as Mesa's lavapipe"
                ))
            })
        }
        AdapterChoice::Index(index) => {
            let adapters = instance.enumerate_adapters(wgpu::Backends::all()).await;
            let found = adapters.len();
            let adapter = adapters.into_iter().nth(index);
            adapter.ok_or_else(|| none(format!("number {index} is asked for, {found} are there")))
        }
    }
}

fn described(adapter: &Adapter) -> AdapterDescription {
    let info = adapter.get_info();
    // A browser tells no kind of device; what computes on the processor names itself.
    let name = info.name.to_lowercase();
    let names_itself = ["swiftshader", "llvmpipe", "lavapipe", "basic render"];
    AdapterDescription {
        is_software: info.device_type == DeviceType::Cpu
            || names_itself.iter().any(|software| name.contains(software)),
        name: info.name,
        backend: info.backend.to_str().to_owned(),
    }
}

/// Keeps the device's failures, which would end the program otherwise.
fn watch(device: &Device, failure: &Arc<Mutex<Option<GpuError>>>, on_lost: &OnLost) {
    let kept = failure.clone();
    device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
        locked(&kept).get_or_insert(GpuError::Failed(error.to_string()));
    }));
    let (kept, on_lost) = (failure.clone(), on_lost.clone());
    device.set_device_lost_callback(move |reason, message| {
        let message = format!("{reason:?}: {message}");
        // The loss is why anything else failed just before.
        *locked(&kept) = Some(GpuError::Lost(message.clone()));
        if let Some(callback) = &*locked(&on_lost) {
            callback(message);
        }
    });
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One layout for all kernels: shape, batch, up to four inputs, and the output.
fn bind_group_layout(device: &Device) -> BindGroupLayout {
    let entry = |binding, ty| BindGroupLayoutEntry {
        binding,
        visibility: ShaderStages::COMPUTE,
        ty: BindingType::Buffer {
            ty,
            has_dynamic_offset: false,
            min_binding_size: None,
        },
        count: None,
    };
    let uniform = BufferBindingType::Uniform;
    let read = BufferBindingType::Storage { read_only: true };
    let write = BufferBindingType::Storage { read_only: false };
    device.create_bind_group_layout(&BindGroupLayoutDescriptor {
        label: None,
        entries: &[
            entry(0, uniform),
            entry(1, uniform),
            entry(2, read),
            entry(3, read),
            entry(4, read),
            entry(5, read),
            entry(6, write),
        ],
    })
}
