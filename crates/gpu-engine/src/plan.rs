//! A network made ready for one size of image: buffers allocated and bind groups made, once.

use std::cell::Cell;

use wgpu::{
    BindGroupDescriptor, BindGroupEntry, BindingResource, Buffer, BufferBinding, BufferDescriptor,
    BufferUsages, ComputePass,
};
use zoom_in_net_graph::{Count, Graph, Pixels, Shape};

use crate::choice::KernelChoice;
use crate::dispatch::{Binding, Dispatch, DispatchDescription, Draft};
use crate::drafts::Drafting;
use crate::error::GpuError;
use crate::gpu::Gpu;
use crate::inputs::{PlanInput, Uploads, Window, storage_buffer};
use crate::kernels::Params;
use crate::network::NetworkOnGpu;
use crate::storage::{Storage, quads};
use crate::value::DeviceValue;

/// A network for one size of image, and at most so many images and groups.
#[derive(Debug)]
pub struct Plan {
    graph: Graph,
    shapes: Vec<Shape>,
    storage: Storage,
    buffers: Vec<Buffer>,
    inputs: Vec<Uploads>,
    starts: Buffer,
    batch: Buffer,
    /// What the batch buffer says.
    batch_now: Cell<[usize; 2]>,
    dispatches: Vec<Dispatch>,
    descriptions: Vec<DispatchDescription>,
    images: usize,
    groups: usize,
}

/// Distance of the dispatches' shapes in their buffer, by WebGPU's default limits.
const PARAMS_DISTANCE: u64 = 256;

impl Plan {
    /// For at most `images` images in at most `groups` groups.
    ///
    /// # Errors
    /// [`GpuError::TooLarge`], where a buffer would be larger than the device allows.
    ///
    /// # Panics
    /// Where the inputs are not those of the network, or another plan has room for fewer of a value.
    pub fn new(
        gpu: &Gpu,
        network: &NetworkOnGpu,
        inputs: &[PlanInput<'_>],
        images: usize,
        groups: usize,
    ) -> Result<Self, GpuError> {
        let choice = KernelChoice::Suitable;
        Self::with_kernels(gpu, network, inputs, images, groups, choice)
    }

    /// [`Plan::new`] with kernels chosen otherwise.
    ///
    /// # Errors
    /// [`GpuError`].
    pub fn with_kernels(
        gpu: &Gpu,
        network: &NetworkOnGpu,
        inputs: &[PlanInput<'_>],
        images: usize,
        groups: usize,
        choice: KernelChoice,
    ) -> Result<Self, GpuError> {
        let graph = network.graph.clone();
        assert_eq!(
            inputs.len(),
            graph.inputs().len(),
            "one for each input of the network"
        );
        let number = |count: Count| count.of(images, groups);
        for (expected, input) in graph.inputs().iter().zip(inputs) {
            assert!(
                input.fits(expected, number(expected.count)),
                "{} is another",
                expected.name
            );
        }
        let sides: Vec<[usize; 2]> = inputs.iter().map(PlanInput::sides).collect();
        let shapes = graph.shapes(&sides);
        let given: Vec<Option<&DeviceValue>> = inputs.iter().map(PlanInput::value).collect();
        let mut storage = Storage::of(&graph, &shapes, &given)?;
        let drafting = Drafting {
            graph: &graph,
            shapes: &shapes,
            storage: &storage,
            ranges: &network.ranges,
            choice,
            is_software: gpu.adapter().is_software,
            images,
            groups,
        };
        let drafts = drafting.all(inputs);
        for (index, draft) in drafts.iter().enumerate() {
            for binding in draft.bindings.all() {
                if let Binding::Value(value) = binding {
                    storage.used(*value, index);
                }
            }
        }
        // What is uploaded, or read, when nothing is computed must not lie where something else does.
        for input in 0..inputs.len() {
            storage.kept(graph.input_value(input));
            storage.used(graph.input_value(input), 0);
        }
        graph
            .outputs()
            .iter()
            .for_each(|output| storage.kept(output.value));
        let sizes = storage.assign(number);
        let mut plan = Self {
            buffers: sizes
                .into_iter()
                .map(|bytes| storage_buffer(gpu, "maps", bytes))
                .collect::<Result<_, _>>()?,
            inputs: inputs
                .iter()
                .map(|input| Uploads::of(gpu, input, images))
                .collect::<Result<_, _>>()?,
            starts: storage_buffer(gpu, "groups", 4 * (groups as u64 + 1))?,
            batch: gpu.device.create_buffer(&BufferDescriptor {
                label: Some("batch"),
                size: 16,
                usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
                mapped_at_creation: false,
            }),
            batch_now: Cell::new([usize::MAX; 2]),
            descriptions: drafts
                .iter()
                .map(|draft| draft.description.clone())
                .collect(),
            dispatches: Vec::new(),
            graph,
            shapes,
            storage,
            images,
            groups,
        };
        plan.dispatches = plan.made(gpu, network, &drafts)?;
        Ok(plan)
    }

    /// What the network calls `name`.
    ///
    /// # Panics
    /// Where it has no such output.
    pub fn output(&self, name: &str) -> DeviceValue {
        let value = self.graph.output_value(name);
        let value = value.unwrap_or_else(|| panic!("there is no output {name}"));
        let count = self.graph.count(value);
        DeviceValue {
            buffer: self.buffer_of(value).clone(),
            place: self.storage.place(value),
            count,
            capacity: count.of(self.images, self.groups),
            shape: self.shapes[value.index()],
        }
    }

    /// What is dispatched, in order.
    pub fn dispatches(&self) -> &[DispatchDescription] {
        &self.descriptions
    }

    /// The maximum number of images.
    pub fn images(&self) -> usize {
        self.images
    }

    /// The maximum number of groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Uploads the image that windows of `source` are cut from.
    ///
    /// # Panics
    /// Where the plan has no such source, or the image has another size.
    pub fn write_source(&self, gpu: &Gpu, source: usize, pixels: Pixels<'_>) {
        let mut inputs = self.inputs.iter();
        let pixels_input = inputs.find(|input| input.source().is_some());
        let uploads = pixels_input.expect("the network reads pixels");
        uploads.write(gpu, source, pixels);
    }

    /// Says which windows the images of the next batch are.
    pub fn write_windows(&self, gpu: &Gpu, windows: &[Window]) {
        assert!(windows.len() <= self.images, "{} windows", windows.len());
        let words: Vec<u32> = windows
            .iter()
            .flat_map(|window| [window.source as u32, window.x as u32, window.y as u32, 0])
            .collect();
        let buffer = self.inputs.iter().find_map(Uploads::windows);
        let buffer = buffer.expect("the network reads pixels");
        gpu.queue
            .write_buffer(buffer, 0, bytemuck::cast_slice(&words));
    }

    /// Uploads an input that is maps: by image, or group, row, column and channel.
    pub fn write_maps(&self, gpu: &Gpu, input: usize, values: &[f32]) {
        let value = self.graph.input_value(input);
        let channels = self.shapes[value.index()].channels;
        let mut padded = Vec::with_capacity(values.len() / channels * 4 * quads(channels));
        for position in values.chunks_exact(channels) {
            padded.extend_from_slice(position);
            padded.resize(padded.len().next_multiple_of(4), 0.0);
        }
        let buffer = self.buffer_of(value);
        gpu.queue
            .write_buffer(buffer, 0, bytemuck::cast_slice(&padded));
    }

    pub(crate) fn set_batch(&self, gpu: &Gpu, images: usize, groups: usize) {
        assert!(
            images <= self.images,
            "{images} images in a plan for {}",
            self.images
        );
        assert!(
            groups <= self.groups.max(1),
            "{groups} groups in a plan for {}",
            self.groups
        );
        if self.batch_now.replace([images, groups]) != [images, groups] {
            let words = [images as u32, groups as u32, 0, 0];
            gpu.queue
                .write_buffer(&self.batch, 0, bytemuck::cast_slice(&words));
        }
    }

    pub(crate) fn set_groups(&self, gpu: &Gpu, images: usize, groups: &[usize]) {
        if groups.is_empty() {
            return;
        }
        let mut starts = vec![0];
        for (index, count) in groups.iter().enumerate() {
            starts.push(starts[index] + *count as u32);
        }
        assert_eq!(starts[groups.len()] as usize, images, "images in groups");
        gpu.queue
            .write_buffer(&self.starts, 0, bytemuck::cast_slice(&starts));
    }

    pub(crate) fn dispatch(
        &self,
        pass: &mut ComputePass<'_>,
        index: usize,
        images: usize,
        groups: usize,
    ) {
        let Dispatch {
            pipeline,
            bind_group,
            grid,
            count,
        } = &self.dispatches[index];
        if let Some([x, y]) = grid.workgroups(count.of(images, groups)) {
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, bind_group, &[]);
            pass.dispatch_workgroups(x, y, 1);
        }
    }

    fn buffer_of(&self, value: zoom_in_net_graph::Value) -> &Buffer {
        let (span, _) = self.storage.values[value.index()];
        match &self.storage.spans[span].buffer {
            Ok(buffer) => &self.buffers[*buffer],
            Err(of_another) => of_another,
        }
    }

    /// Pipelines and bind groups of all dispatches.
    fn made(
        &self,
        gpu: &Gpu,
        network: &NetworkOnGpu,
        drafts: &[Draft],
    ) -> Result<Vec<Dispatch>, GpuError> {
        let mut bytes = vec![0; drafts.len() * PARAMS_DISTANCE as usize];
        for (draft, bytes) in drafts
            .iter()
            .zip(bytes.chunks_exact_mut(PARAMS_DISTANCE as usize))
        {
            let words = draft.params.words();
            bytes[..Params::BYTES as usize].copy_from_slice(bytemuck::cast_slice(&words));
        }
        let params = gpu.device.create_buffer(&BufferDescriptor {
            label: Some("shapes"),
            size: bytes.len().max(16) as u64,
            usage: BufferUsages::UNIFORM | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        gpu.queue.write_buffer(&params, 0, &bytes);
        let dispatches = drafts.iter().enumerate().map(|(index, draft)| {
            let number = draft.count.of(self.images, self.groups);
            if !draft.grid.fits(number) {
                return Err(GpuError::Unsupported(format!(
                    "{} of {number} images of this size",
                    draft.description.layer
                )));
            }
            let bound = |binding: &Binding| match binding {
                Binding::Nothing => gpu.nothing.as_entire_binding(),
                Binding::Value(value) => self.buffer_of(*value).as_entire_binding(),
                Binding::Weights(range) => {
                    slice_of(&network.buffer, range.start, range.end - range.start)
                }
                Binding::Source(input) => uploaded(self.inputs[*input].source()),
                Binding::Windows(input) => uploaded(self.inputs[*input].windows()),
                Binding::Starts => self.starts.as_entire_binding(),
            };
            let entry = |binding, resource| BindGroupEntry { binding, resource };
            let bindings = &draft.bindings;
            let offset = index as u64 * PARAMS_DISTANCE;
            let bind_group = gpu.device.create_bind_group(&BindGroupDescriptor {
                label: None,
                layout: &gpu.layout,
                entries: &[
                    entry(0, slice_of(&params, offset, Params::BYTES)),
                    entry(1, self.batch.as_entire_binding()),
                    entry(2, bound(&bindings.input)),
                    entry(3, bound(&bindings.weight)),
                    entry(4, bound(&bindings.bias)),
                    entry(5, bound(&bindings.shortcut)),
                    entry(6, bound(&bindings.output)),
                ],
            });
            Ok(Dispatch {
                pipeline: gpu.pipeline(draft.kernel),
                bind_group,
                grid: draft.grid,
                count: draft.count,
            })
        });
        dispatches.collect()
    }
}

fn slice_of(buffer: &Buffer, offset: u64, size: u64) -> BindingResource<'_> {
    BindingResource::Buffer(BufferBinding {
        buffer,
        offset,
        size: std::num::NonZeroU64::new(size),
    })
}

fn uploaded(buffer: Option<&Buffer>) -> BindingResource<'_> {
    buffer.expect("pixels are uploaded").as_entire_binding()
}
