//! What a plan is given, and the buffers that it is uploaded to.

use wgpu::{Buffer, BufferDescriptor, BufferUsages};
use zoom_in_net_graph::{Input, InputContent, Pixels};

use crate::error::GpuError;
use crate::gpu::Gpu;
use crate::value::DeviceValue;

/// What a plan is given.
#[derive(Clone, Copy, Debug)]
pub enum PlanInput<'a> {
    /// Windows of images that are uploaded.
    Pixels {
        /// Rows and columns of the uploaded images.
        source: [usize; 2],
        /// Rows and columns that the network reads of each.
        window: [usize; 2],
        /// The maximum number of uploaded images.
        sources: usize,
    },
    /// What another plan makes, where it lies.
    Value(&'a DeviceValue),
    /// Maps that are uploaded.
    Maps {
        /// Rows and columns.
        sides: [usize; 2],
    },
}

/// Which part of which uploaded image is one image of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Which of the uploaded images.
    pub source: usize,
    /// Its first column there.
    pub x: usize,
    /// Its first row there.
    pub y: usize,
}

impl<'a> PlanInput<'a> {
    /// Whether a network can read so many images, or groups, of this as one of its inputs.
    pub(crate) fn fits(&self, expected: &Input, number: usize) -> bool {
        match (&expected.content, self) {
            (InputContent::Pixels { .. }, Self::Pixels { source, window, .. }) => {
                window[0] <= source[0] && window[1] <= source[1]
            }
            (InputContent::Maps { .. }, Self::Maps { .. }) => true,
            (InputContent::Maps { channels }, Self::Value(value)) => {
                value.shape.channels == *channels && value.capacity >= number
            }
            _ => false,
        }
    }

    /// Rows and columns that the network reads.
    pub(crate) fn sides(&self) -> [usize; 2] {
        match self {
            Self::Pixels { window, .. } => *window,
            Self::Value(value) => [value.shape.height, value.shape.width],
            Self::Maps { sides } => *sides,
        }
    }

    /// The value of another plan.
    pub(crate) fn value(&self) -> Option<&'a DeviceValue> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// Buffers that an input is uploaded to; none for one that is no pixels.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    source: Option<(Buffer, [usize; 2])>,
    windows: Option<Buffer>,
}

impl Uploads {
    pub fn of(gpu: &Gpu, input: &PlanInput<'_>, images: usize) -> Result<Self, GpuError> {
        let PlanInput::Pixels {
            source: [height, width],
            sources,
            ..
        } = *input
        else {
            return Ok(Self::default());
        };
        let bytes = (source_bytes([height, width]) * sources) as u64;
        Ok(Self {
            source: Some((storage_buffer(gpu, "pixels", bytes)?, [height, width])),
            windows: Some(storage_buffer(gpu, "windows", 16 * images as u64)?),
        })
    }

    /// Where uploaded images lie.
    pub fn source(&self) -> Option<&Buffer> {
        self.source.as_ref().map(|(buffer, _)| buffer)
    }

    /// Where it stands which windows of them are read.
    pub fn windows(&self) -> Option<&Buffer> {
        self.windows.as_ref()
    }

    /// Uploads one image.
    ///
    /// # Panics
    /// Where there is no room for it, or it has another size.
    pub fn write(&self, gpu: &Gpu, source: usize, pixels: Pixels<'_>) {
        let (buffer, sides) = self.source.as_ref().expect("the input is pixels");
        assert_eq!([pixels.height, pixels.width], *sides, "rows and columns");
        let at = source * source_bytes(*sides);
        assert!(at < buffer.size() as usize, "source {source}");
        if pixels.rgb.len().is_multiple_of(4) {
            return gpu.queue.write_buffer(buffer, at as u64, pixels.rgb);
        }
        let mut padded = pixels.rgb.to_vec();
        padded.resize(padded.len().next_multiple_of(4), 0);
        gpu.queue.write_buffer(buffer, at as u64, &padded);
    }
}

/// Bytes from one uploaded image to the next: a device is written by whole words.
fn source_bytes([height, width]: [usize; 2]) -> usize {
    (3 * height * width).next_multiple_of(4)
}

/// A buffer that kernels read and write.
pub(crate) fn storage_buffer(gpu: &Gpu, what: &str, bytes: u64) -> Result<Buffer, GpuError> {
    let limits = gpu.device.limits();
    let limit = limits
        .max_storage_buffer_binding_size
        .min(limits.max_buffer_size);
    if bytes > limit {
        return Err(GpuError::TooLarge {
            what: what.to_owned(),
            bytes,
            limit,
        });
    }
    Ok(gpu.device.create_buffer(&BufferDescriptor {
        label: Some(what),
        size: bytes.max(16),
        usage: BufferUsages::STORAGE | BufferUsages::COPY_DST | BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    }))
}
