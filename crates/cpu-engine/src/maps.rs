//! What networks read and write.

use zoom_in_net_graph::{Pixels, Shape};

/// Maps of several images: values by image, row, column and channel; a vector is a map of one position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maps {
    /// How many images there are.
    pub images: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Channels.
    pub channels: usize,
    /// `images · height · width · channels` values.
    pub values: Vec<f32>,
}

/// One input of a network, for all images or groups of a batch.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// 8-bit RGB images of one size.
    Pixels(&'a [Pixels<'a>]),
    /// Maps that another network made.
    Maps(&'a Maps),
}

impl Input<'_> {
    /// How many images, or groups, it has.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Pixels(images) => images.len(),
            Self::Maps(maps) => maps.images,
        }
    }
}

impl Maps {
    /// The maps of one image.
    pub(crate) fn image(&self, index: usize) -> View<'_> {
        let shape = Shape {
            height: self.height,
            width: self.width,
            channels: self.channels,
        };
        let length = shape.values();
        View {
            shape,
            values: &self.values[index * length..][..length],
        }
    }

    /// Adds the maps of one image, of `count` in the end.
    pub(crate) fn append(&mut self, one: Self, count: usize) {
        if self.images == 0 {
            *self = one;
            self.values.reserve_exact((count - 1) * self.values.len());
        } else {
            self.images += 1;
            self.values.extend(one.values);
        }
    }
}

/// One image's maps: values by row, column and channel.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Rows, columns and channels.
    pub shape: Shape,
    /// As many values as the shape has.
    pub values: &'a [f32],
}

impl<'a> View<'a> {
    /// A copy.
    pub fn to_maps(self) -> Maps {
        let Shape {
            height,
            width,
            channels,
        } = self.shape;
        Maps {
            images: 1,
            height,
            width,
            channels,
            values: self.values.to_vec(),
        }
    }

    /// The values of some rows.
    pub fn rows(&self, rows: std::ops::Range<usize>) -> &'a [f32] {
        let row = self.shape.width * self.shape.channels;
        &self.values[rows.start * row..rows.end * row]
    }
}
