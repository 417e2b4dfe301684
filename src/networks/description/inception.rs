//! What both Inceptions are made of: the stem, and branches that read the same maps and whose
//! outputs are concatenated.

use zoom_in_net_graph::{Convolution, Graph, Pool, PoolKind, Value};

/// Maximum over 3×3 at stride 2, unpadded.
pub const MAX: Pool = Pool {
    kind: PoolKind::Max,
    kernel: 3,
    stride: 2,
    padding: 0,
};

/// Mean over 3×3 at stride 1, padded to keep the size.
pub const fn average(count_padding: bool) -> Pool {
    Pool {
        kind: PoolKind::Average { count_padding },
        kernel: 3,
        stride: 1,
        padding: 1,
    }
}

/// The first five convolutions and two poolings, unpadded but for the third convolution: 192 channels, a little
/// less than an eighth of the sides.
pub fn stem(graph: &mut Graph, image: Value, network: &str) -> Value {
    let name = |index: usize| format!("{network}.stem.convs.{index}");
    let mut x = image;
    for convolution in [
        Convolution::new(name(0), [3, 32], [3, 3]).stride(2),
        Convolution::new(name(1), [32, 32], [3, 3]),
        Convolution::new(name(2), [32, 64], [3, 3]).pad([1, 1]),
    ] {
        x = graph.convolution(convolution, x);
    }
    x = graph.pool(MAX, x);
    for convolution in [
        Convolution::new(name(3), [64, 80], [1, 1]),
        Convolution::new(name(4), [80, 192], [3, 3]),
    ] {
        x = graph.convolution(convolution, x);
    }
    graph.pool(MAX, x)
}

/// One branch: a pooling, convolutions in turn, and last the split, whose convolutions all read what came
/// before and are concatenated. Each of the three may be absent.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    pool: Option<Pool>,
    convolutions: Vec<Shape>,
    split: Vec<Shape>,
}

/// A convolution but for its name and the channels that it reads.
#[derive(Clone, Debug)]
struct Shape {
    channels: usize,
    kernel: [usize; 2],
    stride: usize,
    pad: [usize; 2],
}

impl Branch {
    /// Begins with a pooling.
    pub fn pool(self, pool: Pool) -> Self {
        Self {
            pool: Some(pool),
            ..self
        }
    }

    /// A convolution to so many channels, padded to keep the size.
    pub fn conv(mut self, channels: usize, kernel: [usize; 2]) -> Self {
        self.convolutions.push(Shape {
            channels,
            kernel,
            stride: 1,
            pad: kernel.map(|side| side / 2),
        });
        self
    }

    /// An unpadded 3×3 convolution at stride 2.
    pub fn halve(mut self, channels: usize) -> Self {
        self.convolutions.push(Shape {
            channels,
            kernel: [3, 3],
            stride: 2,
            pad: [0, 0],
        });
        self
    }

    /// A row and a column of three side by side, each to so many channels.
    pub fn split(mut self, channels: usize) -> Self {
        self.split = [[1, 3], [3, 1]]
            .map(|kernel: [usize; 2]| Shape {
                channels,
                kernel,
                stride: 1,
                pad: kernel.map(|side| side / 2),
            })
            .to_vec();
        self
    }

    /// What is to be concatenated.
    fn added(&self, graph: &mut Graph, x: Value, name: &str) -> Vec<Value> {
        let x = match self.pool {
            Some(pool) => graph.pool(pool, x),
            None => x,
        };
        let mut convolve = |shape: &Shape, x: Value, name: String| {
            let channels = [graph.channels(x), shape.channels];
            let convolution = Convolution::new(name, channels, shape.kernel);
            graph.convolution(convolution.stride(shape.stride).pad(shape.pad), x)
        };
        let convolutions = self.convolutions.iter().enumerate();
        let x = convolutions.fold(x, |x, (index, shape)| {
            convolve(shape, x, format!("{name}.convs.{index}"))
        });
        if self.split.is_empty() {
            return vec![x];
        }
        let split = self.split.iter().enumerate();
        split
            .map(|(index, shape)| convolve(shape, x, format!("{name}.split.{index}")))
            .collect()
    }
}

/// Branches that read the same maps, concatenated.
pub fn mixed(graph: &mut Graph, x: Value, name: &str, branches: &[Branch]) -> Value {
    let outputs = branches
        .iter()
        .enumerate()
        .flat_map(|(index, branch)| branch.added(graph, x, &format!("{name}.branches.{index}")));
    let outputs = outputs.collect();
    graph.concatenate(outputs)
}
