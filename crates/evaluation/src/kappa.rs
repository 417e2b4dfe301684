//! Agreement with the reference grades: the confusion matrix, accuracy, and quadratic weighted kappa.

use zoom_in_net::grade::{GRADES, IcdrGrade};

use crate::interval::Absence;

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

/// The share of photographs that were given their reference grade.
///
/// # Errors
///
/// [`Absence::NoPhotographs`].
pub fn accuracy(confusion: &ConfusionMatrix) -> Result<f64, Absence> {
    let total: u32 = confusion.iter().flatten().sum();
    let agreed: u32 = (0..GRADES).map(|level| confusion[level][level]).sum();
    if total == 0 {
        return Err(Absence::NoPhotographs);
    }
    Ok(f64::from(agreed) / f64::from(total))
}

/// Cohen's kappa with quadratic weights (QWK): 1 is perfect agreement, 0 what chance alone gives.
///
/// # Errors
///
/// [`Absence::OneGrade`] where reference and given grades are all one and the same grade, for then even
/// chance would agree perfectly; [`Absence::NoPhotographs`].
pub fn quadratic_weighted_kappa(confusion: &ConfusionMatrix) -> Result<f64, Absence> {
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
    if total == 0 {
        return Err(Absence::NoPhotographs);
    }
    if expected == 0 {
        return Err(Absence::OneGrade);
    }
    // The sums are kept as whole numbers up to here, so that equal agreement gives equal figures.
    Ok(1.0 - (observed * total) as f64 / expected as f64)
}

fn squared_distance(a: usize, b: usize) -> u64 {
    (a.abs_diff(b) as u64).pow(2)
}
