//! One call of a kernel.

use wgpu::BindGroup;
use zoom_in_net_graph::Count;

use crate::kernels::{Kernel, Params};

/// What one dispatch of a plan is, for people and for the time that it should take.
#[derive(Clone, Debug, PartialEq)]
pub struct DispatchDescription {
    /// The layer, by its name or its operation.
    pub layer: String,
    /// Kernel and variant.
    pub kernel: String,
    /// Floating-point operations for each image, or group.
    pub operations: usize,
    /// Bytes of maps read and written at the least, for each image, or group.
    pub map_bytes: usize,
    /// Bytes of weights, read once for a whole batch.
    pub weight_bytes: usize,
    /// Whether it is computed for each group instead of each image.
    pub of_groups: bool,
}

/// How the invocations of a kernel are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grid {
    /// So many for each image, 64 to a workgroup.
    Flat(usize),
    /// So many positions for each image, `rows` to a workgroup, by `columns` workgroups.
    Tiles {
        positions: usize,
        rows: usize,
        columns: usize,
    },
    /// So many workgroups for each image.
    Rows(usize),
}

/// The maximum number of workgroups in one direction.
const MAX_WORKGROUPS: usize = 65_535;

impl Grid {
    /// Workgroups for so many images, or groups; `None` where there are none.
    pub fn workgroups(self, number: usize) -> Option<[u32; 2]> {
        let [x, y] = match self {
            Self::Flat(items) => {
                let groups = (items * number).div_ceil(64);
                // Kernels put both directions together again.
                let rows = groups.div_ceil(MAX_WORKGROUPS).max(1);
                [groups.div_ceil(rows), rows]
            }
            Self::Tiles {
                positions,
                rows,
                columns,
            } => [(positions * number).div_ceil(rows), columns],
            Self::Rows(columns) => [columns, number],
        };
        (x > 0 && y > 0).then_some([x as u32, y as u32])
    }

    /// Whether a device takes so many workgroups.
    pub fn fits(self, number: usize) -> bool {
        let workgroups = self.workgroups(number).unwrap_or([0, 0]);
        workgroups
            .iter()
            .all(|&side| side as usize <= MAX_WORKGROUPS)
    }
}

/// A dispatch before its buffers are there.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub kernel: Kernel,
    pub params: Params,
    pub grid: Grid,
    pub count: Count,
    pub bindings: Bindings,
    pub description: DispatchDescription,
}

/// What a dispatch reads besides its shape, and what it writes.
#[derive(Clone, Debug)]
pub(crate) struct Bindings {
    pub input: Binding,
    /// The filters, or what takes their place.
    pub weight: Binding,
    pub bias: Binding,
    pub shortcut: Binding,
    pub output: Binding,
}

impl Bindings {
    /// All of them.
    pub fn all(&self) -> [&Binding; 5] {
        [
            &self.input,
            &self.weight,
            &self.bias,
            &self.shortcut,
            &self.output,
        ]
    }
}

/// One of these.
#[derive(Clone, Debug)]
pub(crate) enum Binding {
    /// The kernel does not look at it.
    Nothing,
    /// A value of the graph.
    Value(zoom_in_net_graph::Value),
    /// A slice of the weights.
    Weights(std::ops::Range<u64>),
    /// The pixels that this input is cut from.
    Source(usize),
    /// Which windows of them this input is.
    Windows(usize),
    /// Where groups begin.
    Starts,
}

/// A dispatch that is ready.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub pipeline: wgpu::ComputePipeline,
    pub bind_group: BindGroup,
    pub grid: Grid,
    pub count: Count,
}
