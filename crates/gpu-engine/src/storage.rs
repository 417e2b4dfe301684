//! Which value lies in which buffer: few buffers, each used by one value after another.

use wgpu::Buffer;
use zoom_in_net_graph::{Count, Graph, Operation, Shape, Value};

use crate::error::GpuError;
use crate::value::{DeviceValue, Place};

/// What several values share that lie among the channels of one another.
#[derive(Debug)]
pub(crate) struct Span {
    /// Bytes for one image, or group.
    pub bytes: u64,
    /// How many of these there are.
    pub count: Count,
    /// The dispatches that write it first and read it last.
    pub first: usize,
    pub last: usize,
    /// Which buffer of the plan it lies in; `Err` where it lies in another plan's.
    pub buffer: Result<usize, Buffer>,
}

/// Where all values of a graph lie.
#[derive(Debug)]
pub(crate) struct Storage {
    /// Of each value: its span, and its place in it.
    pub values: Vec<(usize, Place)>,
    pub spans: Vec<Span>,
    /// Inputs of concatenations that are copied to their place: the layer, its input, and that place.
    pub copies: Vec<(usize, Value, Place)>,
}

/// Quads of so many channels.
pub(crate) fn quads(channels: usize) -> usize {
    channels.div_ceil(4)
}

impl Storage {
    /// Lays the values out. `given` are those of other plans, by the index of the input.
    ///
    /// A layer that is concatenated with others writes straight to its place in the whole.
    ///
    /// # Errors
    /// [`GpuError::Unsupported`], where that place is not on the border of a quad.
    pub fn of(
        graph: &Graph,
        shapes: &[Shape],
        given: &[Option<&DeviceValue>],
    ) -> Result<Self, GpuError> {
        let mut places: Vec<Option<(usize, Place)>> = vec![None; graph.value_count()];
        let mut spans = Vec::new();
        let mut copies = Vec::new();
        for (index, value) in given.iter().enumerate() {
            if let Some(value) = value {
                spans.push(Span {
                    bytes: 0,
                    count: value.count,
                    first: 0,
                    last: usize::MAX,
                    buffer: Err(value.buffer.clone()),
                });
                places[index] = Some((spans.len() - 1, value.place));
            }
        }
        let inputs = graph.inputs().len();
        // From the last layer on, so that a value's place is known before its maker is looked at.
        for (index, layer) in graph.layers().iter().enumerate().rev() {
            let shape = shapes[layer.output.index()];
            let count = graph.count(layer.output);
            let (span, place) = *places[layer.output.index()]
                .get_or_insert_with(|| new_span(&mut spans, shape, count));
            if layer.operation != Operation::Concatenate {
                continue;
            }
            let mut channels = 0_usize;
            for &input in &layer.inputs {
                if !channels.is_multiple_of(4) {
                    let what = "a concatenation of channels that are no multiple of four";
                    return Err(GpuError::Unsupported(what.to_owned()));
                }
                let own = Place {
                    offset: place.offset + channels / 4,
                    ..place
                };
                channels += graph.channels(input);
                if input.index() >= inputs && is_read_once(graph, input) {
                    places[input.index()] = Some((span, own));
                } else {
                    copies.push((index, input, own));
                }
            }
        }
        for (index, place) in places.iter_mut().enumerate().take(inputs) {
            let count = graph.count(graph.input_value(index));
            place.get_or_insert_with(|| new_span(&mut spans, shapes[index], count));
        }
        let values = places.into_iter();
        let values = values.map(|place| place.expect("every value is an input or a layer's"));
        Ok(Self {
            values: values.collect(),
            spans,
            copies,
        })
    }

    /// Where a value lies in its buffer.
    pub fn place(&self, value: Value) -> Place {
        self.values[value.index()].1
    }

    /// Says that a dispatch reads or writes a value.
    pub fn used(&mut self, value: Value, dispatch: usize) {
        let span = &mut self.spans[self.values[value.index()].0];
        span.first = span.first.min(dispatch);
        span.last = span.last.max(dispatch);
    }

    /// Says that a value is read after the plan has been computed.
    pub fn kept(&mut self, value: Value) {
        self.spans[self.values[value.index()].0].last = usize::MAX;
    }

    /// Gives every span a buffer that no other one needs at the same time; returns the sizes of the buffers.
    pub fn assign(&mut self, number: impl Fn(Count) -> usize) -> Vec<u64> {
        let mut sizes: Vec<u64> = Vec::new();
        // Of each buffer, the dispatch after which it is free.
        let mut free_after: Vec<usize> = Vec::new();
        let mut order: Vec<usize> = (0..self.spans.len()).collect();
        order.sort_by_key(|&span| self.spans[span].first);
        for span in order {
            let span = &mut self.spans[span];
            if span.buffer.is_err() {
                continue;
            }
            let bytes = span.bytes * number(span.count) as u64;
            let free = (0..sizes.len()).filter(|&buffer| free_after[buffer] < span.first);
            // One that is large enough, and no larger than need be; else the one that must grow the least.
            let best = free.min_by_key(|&buffer| match sizes[buffer].checked_sub(bytes) {
                Some(spare) => (0, spare),
                None => (1, bytes - sizes[buffer]),
            });
            let buffer = best.unwrap_or_else(|| {
                sizes.push(0);
                free_after.push(0);
                sizes.len() - 1
            });
            sizes[buffer] = sizes[buffer].max(bytes);
            free_after[buffer] = span.last;
            span.buffer = Ok(buffer);
        }
        sizes
    }
}

fn new_span(spans: &mut Vec<Span>, shape: Shape, count: Count) -> (usize, Place) {
    let stride = quads(shape.channels);
    spans.push(Span {
        bytes: (16 * stride * shape.positions()) as u64,
        count,
        first: usize::MAX,
        last: 0,
        buffer: Ok(0),
    });
    (spans.len() - 1, Place { stride, offset: 0 })
}

/// Whether nobody but the concatenation sees a value: another reader might write to the same buffer, which a kernel
/// must not read from then.
fn is_read_once(graph: &Graph, value: Value) -> bool {
    let readers = graph.layers().iter().flat_map(|layer| &layer.inputs);
    readers.filter(|&&input| input == value).count() == 1
}
