//! What a region's surroundings say.

/// The mean, over the square of `2 · reach + 1` positions a side around each position, of what in a square map speaks for
/// disease: what is negative, or beyond the map, counts as nothing.
pub fn evidence_around(map: &[f32], side: usize, reach: usize) -> Vec<f32> {
    // Sums over all that is above and to the left of a position.
    let mut sums = vec![0.0f64; (side + 1) * (side + 1)];
    for row in 0..side {
        let mut of_row = 0.0;
        for column in 0..side {
            of_row += f64::from(map[row * side + column].max(0.0));
            sums[(row + 1) * (side + 1) + column + 1] =
                sums[row * (side + 1) + column + 1] + of_row;
        }
    }
    let span = |at: usize| (at.saturating_sub(reach), (at + reach + 1).min(side));
    let area = (2 * reach + 1).pow(2) as f64;
    let positions = (0..side * side).map(|position| {
        let (top, bottom) = span(position / side);
        let (left, right) = span(position % side);
        let until = |row: usize, column: usize| sums[row * (side + 1) + column];
        let sum = until(bottom, right) - until(top, right) - until(bottom, left) + until(top, left);
        (sum / area) as f32
    });
    positions.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Fails when a window is not centred, or anything beyond the map counts.
        #[test]
        fn it_is_the_mean_of_the_window(
            side in 1_usize..9,
            reach in 0_usize..6,
            values in prop::collection::vec(-1.0_f32..1.0, 81),
        ) {
            let map = &values[..side * side];
            let found = evidence_around(map, side, reach);
            for (position, found) in found.into_iter().enumerate() {
                let near = |other: usize| {
                    (other / side).abs_diff(position / side) <= reach
                        && (other % side).abs_diff(position % side) <= reach
                };
                let sum: f32 = (0..map.len()).filter(|&other| near(other)).map(|other| map[other].max(0.0)).sum();
                let mean = sum / (2 * reach + 1).pow(2) as f32;
                prop_assert!((found - mean).abs() < 1e-5, "{found} {mean}");
            }
        }
    }
}
