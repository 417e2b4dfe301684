//! How large maps are, and how windows lie on them.

use serde::Serialize;

/// One image's maps: rows, columns and channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Shape {
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Channels.
    pub channels: usize,
}

impl Shape {
    /// Rows × columns.
    pub fn positions(self) -> usize {
        self.height * self.width
    }

    /// Rows × columns × channels.
    pub fn values(self) -> usize {
        self.positions() * self.channels
    }
}

/// Zeros around maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Padding {
    /// As many as keep ceil(size / stride), the odd one going right and below (TensorFlow's "SAME").
    Same,
    /// The same number on opposite sides.
    Explicit {
        /// Above, and below.
        rows: usize,
        /// On the left, and on the right.
        columns: usize,
    },
}

impl Padding {
    /// None at all.
    pub const VALID: Self = Self::Explicit {
        rows: 0,
        columns: 0,
    };
}

/// One direction of a sliding window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Zeros before the first value.
    pub before: usize,
    /// Values with all zeros that a window reaches.
    pub padded: usize,
    /// Values of the result.
    pub result: usize,
}

impl Span {
    /// Of `size` values that keep ceil(size / stride).
    pub fn same(size: usize, kernel: usize, stride: usize) -> Self {
        let result = size.div_ceil(stride);
        let padded = ((result - 1) * stride + kernel).max(size);
        Self {
            before: (padded - size) / 2,
            padded,
            result,
        }
    }

    /// Of `size` values with `zeros` on both sides.
    ///
    /// # Panics
    /// Where the window is larger than all of them.
    pub fn explicit(size: usize, kernel: usize, stride: usize, zeros: usize) -> Self {
        let padded = size + 2 * zeros;
        assert!(kernel <= padded, "a window of {kernel} on {padded} values");
        Self {
            before: zeros,
            padded,
            result: (padded - kernel) / stride + 1,
        }
    }

    /// Rows and columns of a window on maps of `height` × `width`.
    pub fn of_window(
        [height, width]: [usize; 2],
        kernel: [usize; 2],
        stride: usize,
        padding: Padding,
    ) -> [Self; 2] {
        match padding {
            Padding::Same => [
                Self::same(height, kernel[0], stride),
                Self::same(width, kernel[1], stride),
            ],
            Padding::Explicit { rows, columns } => [
                Self::explicit(height, kernel[0], stride, rows),
                Self::explicit(width, kernel[1], stride, columns),
            ],
        }
    }
}
