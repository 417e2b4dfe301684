//! Images as networks are given them.

/// An 8-bit RGB image, row by row.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `3 · width · height` bytes.
    pub rgb: &'a [u8],
}
