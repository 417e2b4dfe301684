//! Work on all threads, where there are several.

use std::ops::Range;

/// Fills the chunks of `values`, of `length` values each but for the last.
pub fn fill_chunks(
    values: &mut [f32],
    length: usize,
    fill: impl Fn(usize, &mut [f32]) + Sync + Send,
) {
    #[cfg(feature = "threads")]
    {
        use rayon::prelude::*;
        let chunks = values.par_chunks_mut(length).enumerate();
        chunks.for_each(|(index, chunk)| fill(index, chunk));
    }
    #[cfg(not(feature = "threads"))]
    for (index, chunk) in values.chunks_mut(length).enumerate() {
        fill(index, chunk);
    }
}

/// What `make` makes of each index below `count`, in order.
pub fn collect<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "threads")]
    {
        use rayon::prelude::*;
        (0..count).into_par_iter().map(make).collect()
    }
    #[cfg(not(feature = "threads"))]
    (0..count).map(make).collect()
}

/// Threads that [`fill_chunks`] uses.
fn threads() -> usize {
    #[cfg(feature = "threads")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "threads"))]
    1
}

/// Bytes of what is read again and again that stay in a core's second cache beside the weights.
const BAND_BYTES: usize = 768 * 1024;

/// Rows computed at once: few enough to stay in the cache, and some for every thread.
pub fn band_of(rows: usize, row_bytes: usize) -> usize {
    (BAND_BYTES / row_bytes.max(1)).clamp(1, rows.div_ceil(threads()).max(1))
}

/// Rows that one thread computes, band by band: where there are several threads and bands, two of these sections
/// for each thread, so that a slow thread has less to do.
pub fn section_of(rows: usize, band: usize) -> usize {
    match threads() {
        1 => rows,
        threads => rows.div_ceil(2 * threads).max(band),
    }
}

/// The bands of some rows, in order.
pub fn bands(rows: Range<usize>, band: usize) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(band)
        .map(move |first| first..end.min(first + band))
}
