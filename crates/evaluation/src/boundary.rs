//! Where to put a boundary among observed numbers.

/// Sorts numbers and keeps one of each.
pub(crate) fn sorted_distinct(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.dedup();
    values
}

/// A boundary with exactly `distinct[index..]` at or above it.
///
/// It lies midway between its neighbours rather than on one of them, so that rounding (single precision
/// on another device, or the text of a settings file) moves no observed number across it. `ends` are the
/// least and the greatest number there can be.
pub(crate) fn boundary_before(distinct: &[f64], index: usize, ends: (f64, f64)) -> f64 {
    let above = distinct.get(index).copied().unwrap_or(ends.1);
    match index.checked_sub(1).map(|index| distinct[index]) {
        Some(below) => below.midpoint(above).max(below.next_up()),
        None => ends.0.midpoint(above),
    }
}
