//! What a layer computes, and the parameters that it reads.

use serde::Serialize;

use crate::shape::Padding;
use crate::weights::Parameter;

/// What a convolution's sums go through last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Nothing.
    Identity,
    /// max(0, x).
    Relu,
    /// min(max(0, x), 6).
    Relu6,
}

impl Activation {
    /// Minimum and maximum that it lets through.
    pub fn bounds(self) -> [f32; 2] {
        match self {
            Self::Identity => [f32::NEG_INFINITY, f32::INFINITY],
            Self::Relu => [0.0, f32::INFINITY],
            Self::Relu6 => [0.0, 6.0],
        }
    }
}

/// How many maps a value has in a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// One for each image.
    Images,
    /// One for each group of images, such as the crops of one photograph.
    Groups,
}

impl Count {
    /// How many maps that is in a batch of so many images in so many groups.
    pub fn of(self, images: usize, groups: usize) -> usize {
        match self {
            Self::Images => images,
            Self::Groups => groups,
        }
    }
}

/// A convolution, its batch norm and what follows.
///
/// With a second input, the shortcut, the result is activation(scale · convolution(x) + shortcut).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Convolution {
    /// What its parameters' names begin with.
    pub name: String,
    /// Channels read and written.
    pub channels: [usize; 2],
    /// Rows and columns.
    pub kernel: [usize; 2],
    /// In both directions.
    pub stride: usize,
    /// Zeros around the maps.
    pub padding: Padding,
    /// One filter for each channel, instead of filters over all.
    pub depthwise: bool,
    /// ε of the batch norm between convolution and activation; after training the norm is part of the weight and
    /// the bias. A convolution without one has a bias from the start.
    pub norm_epsilon: Option<f64>,
    /// Factor on the convolution where there is a shortcut.
    pub scale: f32,
    /// What follows.
    pub activation: Activation,
}

impl Convolution {
    /// At stride 1, unpadded, with batch norm (ε = 10⁻³) and ReLU.
    pub fn new(name: impl Into<String>, channels: [usize; 2], kernel: [usize; 2]) -> Self {
        Self {
            name: name.into(),
            channels,
            kernel,
            stride: 1,
            padding: Padding::VALID,
            depthwise: false,
            norm_epsilon: Some(1e-3),
            scale: 1.0,
            activation: Activation::Relu,
        }
    }

    /// With another stride.
    pub fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// Padded as [`Padding::Same`].
    pub fn same(self) -> Self {
        Self {
            padding: Padding::Same,
            ..self
        }
    }

    /// Padded as [`Padding::Explicit`].
    pub fn pad(self, [rows, columns]: [usize; 2]) -> Self {
        Self {
            padding: Padding::Explicit { rows, columns },
            ..self
        }
    }

    /// With one filter for each channel.
    ///
    /// # Panics
    /// Where it writes another number of channels than it reads.
    pub fn depthwise(self) -> Self {
        assert_eq!(self.channels[0], self.channels[1], "{}", self.name);
        Self {
            depthwise: true,
            ..self
        }
    }

    /// With a bias instead of a batch norm.
    pub fn biased(self) -> Self {
        Self {
            norm_epsilon: None,
            ..self
        }
    }

    /// With a factor before the shortcut is added.
    pub fn scaled(self, scale: f32) -> Self {
        Self { scale, ..self }
    }

    /// Followed by another activation.
    pub fn activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// Whether it computes each position from that position alone, over all channels. Of one position a "same"
    /// padding adds nothing.
    pub fn is_pointwise(&self) -> bool {
        !self.depthwise
            && self.kernel == [1, 1]
            && self.stride == 1
            && matches!(self.padding, Padding::Same | Padding::VALID)
    }

    /// `[out, in of a group, rows, columns]`.
    pub fn weight(&self) -> Parameter {
        let of_group = if self.depthwise { 1 } else { self.channels[0] };
        let [rows, columns] = self.kernel;
        self.parameter("weight", vec![self.channels[1], of_group, rows, columns])
    }

    /// `[out]`.
    pub fn bias(&self) -> Parameter {
        self.parameter("bias", vec![self.channels[1]])
    }

    fn parameter(&self, field: &str, shape: Vec<usize>) -> Parameter {
        let name = match self.norm_epsilon {
            // The convolution and its norm are two parts of the layer.
            Some(_) => format!("{}.conv.{field}", self.name),
            None => format!("{}.{field}", self.name),
        };
        Parameter { name, shape }
    }
}

/// A fully connected layer on vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Linear {
    /// What its parameters' names begin with.
    pub name: String,
    /// Channels read and written.
    pub channels: [usize; 2],
}

impl Linear {
    /// Of so many channels, read and written.
    pub fn new(name: impl Into<String>, channels: [usize; 2]) -> Self {
        Self {
            name: name.into(),
            channels,
        }
    }

    /// `[in, out]`.
    pub fn weight(&self) -> Parameter {
        Parameter {
            name: format!("{}.weight", self.name),
            shape: self.channels.to_vec(),
        }
    }

    /// `[out]`.
    pub fn bias(&self) -> Parameter {
        Parameter {
            name: format!("{}.bias", self.name),
            shape: vec![self.channels[1]],
        }
    }
}

/// What is taken of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolKind {
    /// The mean.
    Average {
        /// Whether zeros around the maps count as values.
        count_padding: bool,
    },
    /// The maximum; zeros around the maps are no values.
    Max,
}

/// Pooling over square windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pool {
    /// What is taken of a window.
    pub kind: PoolKind,
    /// Rows, and columns.
    pub kernel: usize,
    /// In both directions.
    pub stride: usize,
    /// Zeros on each side.
    pub padding: usize,
}

/// What a layer computes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    /// Of maps, or of maps and a shortcut.
    Convolution(Convolution),
    /// Of a vector.
    Linear(Linear),
    /// Of maps.
    Pool(Pool),
    /// The mean of each channel over the positions.
    GlobalAverage,
    /// The maximum of each channel over the images of a group; 0 for a group without images.
    GroupMax,
    /// The channels of all inputs, in order.
    Concatenate,
}

impl Operation {
    /// What it reads besides maps, batch norms folded.
    pub fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::Convolution(convolution) => vec![convolution.weight(), convolution.bias()],
            Self::Linear(linear) => vec![linear.weight(), linear.bias()],
            Self::Pool(_) | Self::GlobalAverage | Self::GroupMax | Self::Concatenate => Vec::new(),
        }
    }

    /// What its parameters' names begin with; `None` where it has none.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Convolution(convolution) => Some(&convolution.name),
            Self::Linear(linear) => Some(&linear.name),
            Self::Pool(_) | Self::GlobalAverage | Self::GroupMax | Self::Concatenate => None,
        }
    }
}
