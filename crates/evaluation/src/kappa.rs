//! Agreement with the reference grades: the confusion matrix, accuracy, and quadratic weighted kappa.

use zoom_in_net::screening::grade::{GRADES, IcdrGrade};

/// How many photographs of each reference grade (row) were given each grade (column).
pub type ConfusionMatrix = [[u32; GRADES]; GRADES];

/// Counts pairs of reference grade and given grade.
pub fn confusion_matrix(
    pairs: impl IntoIterator<Item = (IcdrGrade, IcdrGrade)>,
) -> ConfusionMatrix {
    let mut confusion = ConfusionMatrix::default();
    for (reference, given) in pairs {
        confusion[reference.level()][given.level()] += 1;
    }
    confusion
}

/// The share of photographs that were given their reference grade; `None` where there are none.
pub fn accuracy(confusion: &ConfusionMatrix) -> Option<f64> {
    let total: u32 = confusion.iter().flatten().sum();
    let agreed: u32 = (0..GRADES).map(|level| confusion[level][level]).sum();
    (total > 0).then(|| f64::from(agreed) / f64::from(total))
}

/// Cohen's kappa with quadratic weights (QWK): 1 is perfect agreement, 0 what chance alone gives.
///
/// `None` where reference and given grades are all one and the same grade, for then even chance would
/// agree perfectly.
pub fn quadratic_weighted_kappa(confusion: &ConfusionMatrix) -> Option<f64> {
    let mut references = [0_u64; GRADES];
    let mut given = [0_u64; GRADES];
    let mut observed = 0;
    for (row, counts) in confusion.iter().enumerate() {
        for (column, &count) in counts.iter().enumerate() {
            references[row] += u64::from(count);
            given[column] += u64::from(count);
            observed += squared_distance(row, column) * u64::from(count);
        }
    }
    let mut expected = 0;
    for (row, in_row) in references.iter().enumerate() {
        for (column, in_column) in given.iter().enumerate() {
            expected += squared_distance(row, column) * in_row * in_column;
        }
    }
    let total: u64 = references.iter().sum();
    // The sums are kept as whole numbers up to here, so that equal agreement gives equal figures.
    (expected > 0).then(|| 1.0 - (observed * total) as f64 / expected as f64)
}

fn squared_distance(a: usize, b: usize) -> u64 {
    (a.abs_diff(b) as u64).pow(2)
}
