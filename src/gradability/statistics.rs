//! Figures of many values.

/// Mean and standard deviation; 0 for nothing.
pub(super) fn moments(values: impl Iterator<Item = f32>) -> (f32, f32) {
    let (mut n, mut sum, mut squares) = (0.0f64, 0.0f64, 0.0f64);
    for value in values {
        n += 1.0;
        sum += f64::from(value);
        squares += f64::from(value) * f64::from(value);
    }
    let n = n.max(1.0);
    let mean = sum / n;
    (
        mean as f32,
        (squares / n - mean * mean).max(0.0).sqrt() as f32,
    )
}

/// The value that this share of the sorted values lies below; 0 of nothing.
pub(super) fn quantile(sorted: &[f32], share: f32) -> f32 {
    match sorted.len() {
        0 => 0.0,
        n => sorted[((n - 1) as f32 * share).round() as usize],
    }
}

/// Entropy in bits of the values in 64 bins from 0 to 1.
pub(super) fn entropy(values: &[f32]) -> f32 {
    let mut bins = [0u32; 64];
    for value in values {
        bins[((value * 64.0) as usize).min(63)] += 1;
    }
    let n = values.len().max(1) as f32;
    bins.iter()
        .filter(|count| **count > 0)
        .map(|&count| {
            let share = count as f32 / n;
            -share * share.log2()
        })
        .sum()
}
