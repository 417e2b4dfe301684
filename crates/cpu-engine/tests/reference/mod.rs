//! What a graph computes, value by value in double precision, as its documentation has it.

use zoom_in_net_cpu_engine::{Input, Maps};
use zoom_in_net_graph::{
    Convolution, Graph, InputContent, Linear, Operation, Padding, Pool, PoolKind, Weights,
};

/// Maps of several images in double precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Exact {
    pub images: usize,
    pub height: usize,
    pub width: usize,
    pub channels: usize,
    /// By image, row, column and channel.
    pub values: Vec<f64>,
}

impl Exact {
    /// Of a shape, each value computed by image, row, column and channel.
    fn make(
        [images, height, width, channels]: [usize; 4],
        value: impl Fn([usize; 4]) -> f64,
    ) -> Self {
        let mut values = Vec::new();
        for image in 0..images {
            for row in 0..height {
                for column in 0..width {
                    for channel in 0..channels {
                        values.push(value([image, row, column, channel]));
                    }
                }
            }
        }
        Self {
            images,
            height,
            width,
            channels,
            values,
        }
    }

    fn at(&self, [image, row, column, channel]: [usize; 4]) -> f64 {
        let row = image * self.height + row;
        self.values[(row * self.width + column) * self.channels + channel]
    }

    /// `None` beyond the edges.
    fn inside(&self, image: usize, [row, column]: [isize; 2], channel: usize) -> Option<f64> {
        let row = usize::try_from(row).ok().filter(|&row| row < self.height)?;
        let column = usize::try_from(column).ok();
        let column = column.filter(|&column| column < self.width)?;
        Some(self.at([image, row, column, channel]))
    }
}

/// The outputs of `graph`.
pub fn run(graph: &Graph, weights: &Weights, inputs: &[Input<'_>], groups: &[usize]) -> Vec<Exact> {
    let contents = graph.inputs().iter().map(|input| input.content);
    let mut values: Vec<Exact> = inputs.iter().zip(contents).map(exact).collect();
    for layer in graph.layers() {
        let read: Vec<&Exact> = layer.inputs.iter().map(|x| &values[x.index()]).collect();
        let made = match &layer.operation {
            Operation::Convolution(of) => convolution(of, weights, read[0], read.get(1).copied()),
            Operation::Linear(of) => linear(of, weights, read[0]),
            Operation::Pool(of) => pool(*of, read[0]),
            Operation::GlobalAverage => global_average(read[0]),
            Operation::GroupMax => group_max(read[0], groups),
            Operation::Concatenate => concatenate(&read),
        };
        assert_eq!(values.len(), layer.output.index());
        values.push(made);
    }
    let outputs = graph.outputs().iter();
    outputs
        .map(|output| values[output.value.index()].clone())
        .collect()
}

fn exact((input, content): (&Input<'_>, InputContent)) -> Exact {
    match (input, content) {
        (Input::Maps(maps), _) => {
            let Maps {
                images,
                height,
                width,
                channels,
                ref values,
            } = **maps;
            Exact {
                images,
                height,
                width,
                channels,
                values: values.iter().map(|&value| f64::from(value)).collect(),
            }
        }
        (Input::Pixels(images), InputContent::Pixels { mean, scale }) => {
            let (width, height) = images.first().map_or((0, 0), |one| (one.width, one.height));
            Exact::make(
                [images.len(), height, width, 3],
                |[image, row, column, colour]| {
                    let value = images[image].rgb[(row * width + column) * 3 + colour];
                    (f64::from(value) - f64::from(mean)) / f64::from(scale)
                },
            )
        }
        _ => panic!("other inputs than the graph's"),
    }
}

/// Zeros before the first value, and how many results there are.
fn padded(size: usize, kernel: usize, stride: usize, zeros: Option<usize>) -> (isize, usize) {
    match zeros {
        Some(zeros) => {
            let count = (0..)
                .take_while(|at| at * stride + kernel <= size + 2 * zeros)
                .count();
            (zeros as isize, count)
        }
        None => {
            let count = (0..size).step_by(stride).count();
            let missing = ((count - 1) * stride + kernel).saturating_sub(size);
            (missing as isize / 2, count)
        }
    }
}

fn convolution(of: &Convolution, weights: &Weights, x: &Exact, shortcut: Option<&Exact>) -> Exact {
    let weight = weights.get(&of.weight()).expect("there are weights");
    let bias = weights.get(&of.bias()).expect("there are biases");
    let zeros = match of.padding {
        Padding::Same => [None, None],
        Padding::Explicit { rows, columns } => [Some(rows), Some(columns)],
    };
    let [rows, columns] = of.kernel;
    let (above, height) = padded(x.height, rows, of.stride, zeros[0]);
    let (left, width) = padded(x.width, columns, of.stride, zeros[1]);
    let [low, high] = of.activation.bounds().map(f64::from);
    let of_filter = if of.depthwise { 1 } else { of.channels[0] };
    Exact::make([x.images, height, width, of.channels[1]], |at| {
        let [image, row, column, output] = at;
        let mut sum = f64::from(bias[output]);
        for input in 0..of_filter {
            for tap_row in 0..rows {
                for tap_column in 0..columns {
                    let y = (row * of.stride + tap_row) as isize - above;
                    let x_ = (column * of.stride + tap_column) as isize - left;
                    let channel = if of.depthwise { output } else { input };
                    let tap = (tap_row * columns) + tap_column;
                    let weight = weight[(output * of_filter + input) * rows * columns + tap];
                    sum += f64::from(weight) * x.inside(image, [y, x_], channel).unwrap_or(0.0);
                }
            }
        }
        if let Some(shortcut) = shortcut {
            sum = f64::from(of.scale) * sum + shortcut.at(at);
        }
        sum.clamp(low, high)
    })
}

fn linear(of: &Linear, weights: &Weights, x: &Exact) -> Exact {
    let weight = weights.get(&of.weight()).expect("there are weights");
    let bias = weights.get(&of.bias()).expect("there are biases");
    let [inputs, outputs] = of.channels;
    Exact::make(
        [x.images, x.height, x.width, outputs],
        |[image, row, column, output]| {
            let products = (0..inputs).map(|input| {
                f64::from(weight[input * outputs + output]) * x.at([image, row, column, input])
            });
            f64::from(bias[output]) + products.sum::<f64>()
        },
    )
}

fn pool(of: Pool, x: &Exact) -> Exact {
    let (above, height) = padded(x.height, of.kernel, of.stride, Some(of.padding));
    let (left, width) = padded(x.width, of.kernel, of.stride, Some(of.padding));
    Exact::make(
        [x.images, height, width, x.channels],
        |[image, row, column, channel]| {
            let mut window = Vec::new();
            for tap_row in 0..of.kernel {
                for tap_column in 0..of.kernel {
                    let y = (row * of.stride + tap_row) as isize - above;
                    let x_ = (column * of.stride + tap_column) as isize - left;
                    window.extend(x.inside(image, [y, x_], channel));
                }
            }
            match of.kind {
                PoolKind::Max => window.into_iter().fold(f64::NEG_INFINITY, f64::max),
                PoolKind::Average { count_padding } => {
                    let count = if count_padding {
                        of.kernel * of.kernel
                    } else {
                        window.len()
                    };
                    window.iter().sum::<f64>() / count as f64
                }
            }
        },
    )
}

fn global_average(x: &Exact) -> Exact {
    Exact::make([x.images, 1, 1, x.channels], |[image, _, _, channel]| {
        let mut sum = 0.0;
        for row in 0..x.height {
            for column in 0..x.width {
                sum += x.at([image, row, column, channel]);
            }
        }
        sum / (x.height * x.width) as f64
    })
}

fn group_max(x: &Exact, groups: &[usize]) -> Exact {
    let [height, width] = if x.images == 0 {
        [1, 1]
    } else {
        [x.height, x.width]
    };
    Exact::make(
        [groups.len(), height, width, x.channels],
        |[group, row, column, channel]| {
            let first: usize = groups[..group].iter().sum();
            let images = first..first + groups[group];
            let values = images.map(|image| x.at([image, row, column, channel]));
            values.reduce(f64::max).unwrap_or(0.0)
        },
    )
}

fn concatenate(parts: &[&Exact]) -> Exact {
    let channels = parts.iter().map(|part| part.channels).sum();
    let first = parts[0];
    let shape = [first.images, first.height, first.width, channels];
    Exact::make(shape, |[image, row, column, mut channel]| {
        for part in parts {
            if channel < part.channels {
                return part.at([image, row, column, channel]);
            }
            channel -= part.channels;
        }
        unreachable!("as many channels as all parts have")
    })
}
