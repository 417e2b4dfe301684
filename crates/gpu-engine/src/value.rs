//! Values of a network on the device.

use wgpu::Buffer;
use zoom_in_net_graph::{Count, Shape};

/// Where a value lies in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Quads of the buffer for each position.
    pub stride: usize,
    /// The first of them that is the value's.
    pub offset: usize,
}

/// A value of a plan: it stays where it was computed, for another plan to read.
#[derive(Clone, Debug)]
pub struct DeviceValue {
    pub(crate) buffer: Buffer,
    pub(crate) place: Place,
    pub(crate) count: Count,
    /// The maximum number of images, or groups.
    pub(crate) capacity: usize,
    pub(crate) shape: Shape,
}

impl DeviceValue {
    /// The maps of one image, or group.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Bytes of the buffer for so many images, or groups.
    pub(crate) fn bytes(&self, number: usize) -> u64 {
        (16 * self.place.stride * self.shape.positions() * number) as u64
    }

    /// The value's own channels of what was read from the buffer.
    pub(crate) fn own(&self, read: &[f32]) -> Vec<f32> {
        let positions = read.chunks_exact(4 * self.place.stride);
        let first = 4 * self.place.offset;
        positions
            .flat_map(|position| &position[first..first + self.shape.channels])
            .copied()
            .collect()
    }
}
