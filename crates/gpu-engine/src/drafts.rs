//! From layers to dispatches.

use std::ops::Range;

use zoom_in_net_graph::{
    Activation, Convolution, Count, Graph, InputContent, Layer, Operation, Pool, PoolKind, Shape,
    Span, Value,
};

use crate::choice::KernelChoice;
use crate::dispatch::{Binding, Bindings, DispatchDescription, Draft, Grid};
use crate::inputs::PlanInput;
use crate::kernels::{Kernel, Params};
use crate::storage::{Storage, quads};
use crate::value::Place;

/// What is known of a plan before its buffers are.
pub(crate) struct Drafting<'a> {
    pub graph: &'a Graph,
    pub shapes: &'a [Shape],
    pub storage: &'a Storage,
    pub ranges: &'a [[Range<u64>; 2]],
    pub choice: KernelChoice,
    pub is_software: bool,
    pub images: usize,
    pub groups: usize,
}

impl Drafting<'_> {
    /// All dispatches of a batch, in order.
    pub fn all(&self, inputs: &[PlanInput<'_>]) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            if let PlanInput::Pixels { source, .. } = input {
                drafts.push(self.pixels(index, *source));
            }
        }
        for index in 0..self.graph.layers().len() {
            let copies = self.storage.copies.iter();
            let copies = copies.filter(|(layer, ..)| *layer == index);
            drafts.extend(copies.map(|(_, input, place)| self.copy(index, *input, *place)));
            drafts.extend(self.layer(index));
        }
        drafts
    }

    /// The images that an input is, cut from its source of `source` rows and columns.
    fn pixels(&self, input: usize, source: [usize; 2]) -> Draft {
        let value = self.graph.input_value(input);
        let InputContent::Pixels { mean, scale } = self.graph.inputs()[input].content else {
            unreachable!("only pixels have a source");
        };
        let shape = self.shapes[value.index()];
        let params = Params {
            source,
            // The kernel has no bounds, and takes these in their place.
            min: mean,
            max: scale,
            ..self.written(value, Count::Images)
        };
        Draft {
            kernel: Kernel::Pixels,
            params,
            grid: Grid::Flat(shape.positions()),
            count: Count::Images,
            bindings: Bindings {
                input: Binding::Windows(input),
                weight: Binding::Source(input),
                bias: Binding::Nothing,
                shortcut: Binding::Nothing,
                output: Binding::Value(value),
            },
            description: DispatchDescription {
                layer: self.graph.inputs()[input].name.clone(),
                kernel: Kernel::Pixels.name(),
                operations: 2 * shape.values(),
                map_bytes: shape.values() + 16 * shape.positions(),
                weight_bytes: 0,
                of_groups: false,
            },
        }
    }

    /// A layer; `None` for a concatenation, whose inputs are written to their places.
    fn layer(&self, index: usize) -> Option<Draft> {
        let layer = &self.graph.layers()[index];
        match &layer.operation {
            Operation::Convolution(convolution) if convolution.depthwise => {
                Some(self.depthwise(index, layer, convolution))
            }
            Operation::Convolution(convolution) => {
                Some(self.convolution(index, layer, convolution))
            }
            Operation::Linear(_) => {
                let grid = Grid::Rows(quads(self.shapes[layer.output.index()].channels));
                Some(self.draft(index, layer, Kernel::Linear, grid, self.params(layer)))
            }
            Operation::Pool(pool) => Some(self.pool(index, layer, *pool)),
            Operation::GlobalAverage => {
                let shape = self.shapes[layer.inputs[0].index()];
                let params = Params {
                    share: 1.0 / shape.positions() as f32,
                    ..self.params(layer)
                };
                let grid = Grid::Rows(quads(shape.channels).div_ceil(16));
                Some(self.draft(index, layer, Kernel::Mean, grid, params))
            }
            Operation::GroupMax => {
                let mut draft = self.draft(
                    index,
                    layer,
                    Kernel::GroupMax,
                    self.flat(layer),
                    self.params(layer),
                );
                draft.bindings.weight = Binding::Starts;
                Some(draft)
            }
            Operation::Concatenate => None,
        }
    }

    /// The copy of a value to its place among the channels of a concatenation.
    fn copy(&self, index: usize, input: Value, place: Place) -> Draft {
        let layer = &self.graph.layers()[index];
        let shape = self.shapes[input.index()];
        let mut draft = self.draft(
            index,
            layer,
            Kernel::Copy,
            Grid::Flat(shape.positions() * quads(shape.channels)),
            Params {
                out_offset: place.offset,
                out_quads: quads(shape.channels),
                ..self.params(layer)
            },
        );
        let from = self.storage.place(input);
        draft.params.in_stride = from.stride;
        draft.params.in_offset = from.offset;
        draft.bindings.input = Binding::Value(input);
        draft.bindings.shortcut = Binding::Nothing;
        draft
    }

    fn convolution(&self, index: usize, layer: &Layer, convolution: &Convolution) -> Draft {
        let shape = self.shapes[layer.output.index()];
        let number = self.graph.count(layer.output).of(self.images, self.groups);
        let kernel =
            self.choice
                .convolution(convolution, shape.positions() * number, self.is_software);
        let (rows, columns) = match kernel {
            Kernel::Convolution { tile, .. } => (tile.rows, tile.quads),
            // 8 × 8 invocations, 4 positions and a quad each.
            _ => (32, 8),
        };
        let grid = Grid::Tiles {
            positions: shape.positions(),
            rows,
            columns: quads(shape.channels).div_ceil(columns),
        };
        let params = self.windowed(layer, convolution);
        self.draft(index, layer, kernel, grid, params)
    }

    fn depthwise(&self, index: usize, layer: &Layer, convolution: &Convolution) -> Draft {
        let shape = self.shapes[layer.output.index()];
        let Convolution { kernel, stride, .. } = *convolution;
        let of_quad = quads(shape.channels);
        let is_known = kernel[0] == kernel[1] && Kernel::DEPTHWISE.contains(&[kernel[0], stride]);
        let (kernel, items) = if is_known {
            let side = kernel[0];
            let fours = shape.width.div_ceil(4);
            (
                Kernel::Depthwise { side, stride },
                shape.height * fours * of_quad,
            )
        } else {
            (Kernel::DepthwiseAny, shape.positions() * of_quad)
        };
        let params = self.windowed(layer, convolution);
        self.draft(index, layer, kernel, Grid::Flat(items), params)
    }

    fn pool(&self, index: usize, layer: &Layer, pool: Pool) -> Draft {
        let mut params = self.params(layer);
        params.kernel = [pool.kernel; 2];
        params.step = pool.stride;
        params.before = [pool.padding; 2];
        params.flags |= match pool.kind {
            PoolKind::Max => Params::IS_MAX,
            PoolKind::Average {
                count_padding: true,
            } => Params::COUNTS_PADDING,
            PoolKind::Average {
                count_padding: false,
            } => 0,
        };
        self.draft(index, layer, Kernel::Pool, self.flat(layer), params)
    }

    fn flat(&self, layer: &Layer) -> Grid {
        let shape = self.shapes[layer.output.index()];
        Grid::Flat(shape.positions() * quads(shape.channels))
    }

    fn windowed(&self, layer: &Layer, convolution: &Convolution) -> Params {
        let input = self.shapes[layer.inputs[0].index()];
        let Convolution {
            kernel,
            stride,
            padding,
            scale,
            activation,
            ..
        } = *convolution;
        let spans = Span::of_window([input.height, input.width], kernel, stride, padding);
        let [min, max] = bounds(activation);
        let mut params = Params {
            kernel,
            step: stride,
            before: spans.map(|span| span.before),
            min,
            max,
            ..self.params(layer)
        };
        if let Some(&shortcut) = layer.inputs.get(1) {
            let place = self.storage.place(shortcut);
            params.flags |= Params::HAS_SHORTCUT;
            params.scale = scale;
            params.shortcut_stride = place.stride;
            params.shortcut_offset = place.offset;
        }
        params
    }

    /// The shapes that a layer reads and writes.
    fn params(&self, layer: &Layer) -> Params {
        let input = layer.inputs[0];
        let shape = self.shapes[input.index()];
        let place = self.storage.place(input);
        Params {
            in_height: shape.height,
            in_width: shape.width,
            in_stride: place.stride,
            in_offset: place.offset,
            in_quads: quads(shape.channels),
            scale: 1.0,
            ..self.written(layer.output, self.graph.count(layer.output))
        }
    }

    fn written(&self, value: Value, count: Count) -> Params {
        let shape = self.shapes[value.index()];
        let place = self.storage.place(value);
        Params {
            out_height: shape.height,
            out_width: shape.width,
            out_stride: place.stride,
            out_offset: place.offset,
            out_quads: quads(shape.channels),
            flags: match count {
                Count::Images => 0,
                Count::Groups => Params::OF_GROUPS,
            },
            ..Params::default()
        }
    }

    fn draft(
        &self,
        index: usize,
        layer: &Layer,
        kernel: Kernel,
        grid: Grid,
        params: Params,
    ) -> Draft {
        let count = self.graph.count(layer.output);
        let value = |position: usize| {
            let value = layer.inputs.get(position);
            value.map_or(Binding::Nothing, |&value| Binding::Value(value))
        };
        let [weight, bias] = self.ranges[index]
            .clone()
            .map(|range| match range.is_empty() {
                true => Binding::Nothing,
                false => Binding::Weights(range),
            });
        let cost = self.graph.cost(layer, self.shapes);
        let name = layer.operation.name();
        Draft {
            kernel,
            params,
            grid,
            count,
            bindings: Bindings {
                input: value(0),
                weight,
                bias,
                shortcut: value(1),
                output: Binding::Value(layer.output),
            },
            description: DispatchDescription {
                layer: name.map_or_else(|| kernel.name(), str::to_owned),
                kernel: kernel.name(),
                operations: cost.operations,
                map_bytes: 4 * cost.values,
                weight_bytes: 2 * cost.parameters,
                of_groups: count == Count::Groups,
            },
        }
    }
}

/// What an activation lets through, as numbers that every driver takes.
fn bounds(activation: Activation) -> [f32; 2] {
    activation
        .bounds()
        .map(|bound| bound.clamp(f32::MIN, f32::MAX))
}
