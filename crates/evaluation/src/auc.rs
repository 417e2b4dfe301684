//! The receiver operating characteristic (ROC) of a score, and the area under it.

use crate::interval::Absence;

/// A score for something that is, or is not, the case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The higher, the more likely.
    pub score: f64,
    /// Whether it is the case by the reference standard.
    pub positive: bool,
}

/// A point of a ROC curve: the operating point of one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RocPoint {
    /// Scores at or above it are called positive; infinite for the point at the origin.
    pub threshold: f64,
    /// The share of positives that are called positive.
    pub sensitivity: f64,
    /// The share of negatives that are called negative.
    pub specificity: f64,
}

/// The probability that a positive scores higher than a negative, ties counting half (Mann–Whitney).
///
/// # Errors
///
/// [`Absence::NoPositives`] or [`Absence::NoNegatives`].
pub fn area_under_roc(scored: &[Scored]) -> Result<f64, Absence> {
    let clusters: Vec<u32> = (0..scored.len() as u32).collect();
    Ranking::new(scored, &clusters).area(&vec![1; scored.len()])
}

/// The ROC curve from (0, 0) to (1, 1), with a point for every distinct score.
///
/// Empty unless there are both positives and negatives.
pub fn roc_curve(scored: &[Scored]) -> Vec<RocPoint> {
    let mut descending = scored.to_vec();
    descending.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
    let positives = scored.iter().filter(|scored| scored.positive).count();
    let negatives = scored.len() - positives;
    if positives == 0 || negatives == 0 {
        return Vec::new();
    }
    let mut curve = vec![RocPoint {
        threshold: f64::INFINITY,
        sensitivity: 0.0,
        specificity: 1.0,
    }];
    let (mut true_positives, mut false_positives) = (0, 0);
    for ties in descending.chunk_by(|a, b| a.score == b.score) {
        let among_ties = ties.iter().filter(|scored| scored.positive).count();
        true_positives += among_ties;
        false_positives += ties.len() - among_ties;
        curve.push(RocPoint {
            threshold: ties[0].score,
            sensitivity: true_positives as f64 / positives as f64,
            specificity: (negatives - false_positives) as f64 / negatives as f64,
        });
    }
    curve
}

/// Scores sorted once, so that each bootstrap resample costs one pass and no sorting.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// In ascending order of the score.
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    score: f64,
    positive: bool,
    cluster: u32,
}

impl Ranking {
    /// Ranks scores, each belonging to the cluster (the patient) of the same position.
    pub fn new(scored: &[Scored], clusters: &[u32]) -> Self {
        let mut entries: Vec<Entry> = scored
            .iter()
            .zip(clusters)
            .map(|(&Scored { score, positive }, &cluster)| Entry {
                score,
                positive,
                cluster,
            })
            .collect();
        entries.sort_unstable_by(|a, b| a.score.total_cmp(&b.score));
        Self { entries }
    }

    /// The area under the ROC curve with each score counted as often as its cluster's weight.
    ///
    /// # Errors
    ///
    /// As for [`area_under_roc`].
    pub fn area(&self, weights: &[u32]) -> Result<f64, Absence> {
        let (mut positives, mut negatives) = (0_u64, 0_u64);
        // Twice the number of pairs of a positive above a negative, a whole number despite the ties.
        let mut doubled_wins = 0_u64;
        for ties in self.entries.chunk_by(|a, b| a.score == b.score) {
            let (mut tied_positives, mut tied_negatives) = (0_u64, 0_u64);
            for entry in ties {
                let weight = u64::from(weights[entry.cluster as usize]);
                if entry.positive {
                    tied_positives += weight;
                } else {
                    tied_negatives += weight;
                }
            }
            doubled_wins += tied_positives * (2 * negatives + tied_negatives);
            positives += tied_positives;
            negatives += tied_negatives;
        }
        if positives == 0 {
            return Err(Absence::NoPositives);
        }
        if negatives == 0 {
            return Err(Absence::NoNegatives);
        }
        Ok(doubled_wins as f64 / (2 * positives * negatives) as f64)
    }
}
