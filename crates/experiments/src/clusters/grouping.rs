//! Clusters of columns, by affinity propagation.

use std::error::Error;

use ndarray::Array2;
use serde::Serialize;
use solow_cluster::AffinityPropagation;

use super::columns::PhotographColumns;

/// How affinity propagation ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GroupingSettings {
    /// How much of the last message is kept in each round (Frey and Dueck 2007 advise 0.5 to 0.9; the
    /// more, the surer it settles).
    pub damping: f64,
    /// Rounds after which it ends though it has not settled.
    pub max_rounds: usize,
    /// Rounds without a change after which it has settled.
    pub settled_rounds: usize,
}

impl Default for GroupingSettings {
    fn default() -> Self {
        Self {
            damping: 0.9,
            max_rounds: 1000,
            settled_rounds: 30,
        }
    }
}

/// A column: the index of its photograph, and its own in it.
pub type ColumnIndex = (usize, usize);

/// Which column belongs to which cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// The columns of each cluster, its exemplar first and then by response; the largest cluster first.
    pub clusters: Vec<Vec<ColumnIndex>>,
    /// Rounds of messages.
    pub rounds: usize,
    /// Whether the exemplars had settled.
    pub settled: bool,
}

/// Why columns cannot be clustered.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// There is nothing to compare.
    #[error(
        "{columns} responses above the model's least in {photographs} photographs: at least two are needed, give more photographs"
    )]
    TooFew {
        /// Columns taken.
        columns: usize,
        /// Photographs read.
        photographs: usize,
    },
    /// The library found no exemplar, or refused.
    #[error("affinity propagation found no clusters: {0}")]
    NoClusters(#[source] Box<dyn Error + Send + Sync>),
}

/// Clusters all columns, each made as long as 1 so that it is compared by its pattern and not by its
/// strength; the similarity is the negative squared distance, the preference its median.
///
/// # Errors
/// [`ClusterError`].
pub fn group(
    photographs: &[PhotographColumns],
    settings: GroupingSettings,
) -> Result<Grouping, ClusterError> {
    let indices: Vec<ColumnIndex> = photographs
        .iter()
        .enumerate()
        .flat_map(|(photograph, of)| (0..of.columns.len()).map(move |column| (photograph, column)))
        .collect();
    if indices.len() < 2 {
        return Err(ClusterError::TooFew {
            columns: indices.len(),
            photographs: photographs.len(),
        });
    }
    let at = |(photograph, column): ColumnIndex| &photographs[photograph].columns[column];
    let channels = at(indices[0]).values.len();
    let values = indices.iter().flat_map(|&index| unit(&at(index).values));
    let records = Array2::from_shape_vec((indices.len(), channels), values.collect())
        .expect("all columns are of one model");
    let found = AffinityPropagation::fit_with(
        records.view(),
        settings.damping,
        settings.max_rounds,
        settings.settled_rounds,
        None,
    )
    .map_err(|error| ClusterError::NoClusters(error.into()))?;
    if found.cluster_centers_indices.is_empty() {
        let rounds = format!("no exemplar after {} rounds", found.n_iter);
        return Err(ClusterError::NoClusters(rounds.into()));
    }
    // The library's own labels may give an exemplar to another one: it is compared with itself by the
    // preference. Here each column goes to the nearest exemplar, which for an exemplar is itself.
    let exemplars = found.cluster_centers_indices;
    let mut clusters: Vec<Vec<ColumnIndex>> = vec![Vec::new(); exemplars.len()];
    for (row, index) in records.rows().into_iter().zip(&indices) {
        let distance = |&exemplar: &usize| (&row - &records.row(exemplar)).pow2().sum();
        let distances: Vec<f64> = exemplars.iter().map(distance).collect();
        let nearest = (0..exemplars.len())
            .min_by(|&a, &b| distances[a].total_cmp(&distances[b]))
            .expect("there are exemplars");
        clusters[nearest].push(*index);
    }
    for (members, &exemplar) in clusters.iter_mut().zip(&exemplars) {
        let exemplar = indices[exemplar];
        members.sort_by(|&a, &b| {
            let first = (b == exemplar).cmp(&(a == exemplar));
            first.then(at(b).response.total_cmp(&at(a).response))
        });
    }
    clusters.sort_by_key(|members| std::cmp::Reverse(members.len()));
    Ok(Grouping {
        clusters,
        rounds: found.n_iter,
        settled: found.converged,
    })
}

/// The column divided by its length; one of zeros stays.
fn unit(values: &[f32]) -> Vec<f64> {
    let length = values
        .iter()
        .map(|&value| f64::from(value).powi(2))
        .sum::<f64>()
        .sqrt();
    let scale = if length > 0.0 { 1.0 / length } else { 0.0 };
    values
        .iter()
        .map(|&value| f64::from(value) * scale)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::columns::Column;
    use super::*;
    use crate::lesions::KINDS;

    fn column(values: &[f32], response: f32) -> Column {
        Column {
            values: values.to_vec(),
            response,
            lesion_pixels: [0; KINDS],
            patch: String::new(),
        }
    }

    fn photograph(columns: Vec<Column>) -> PhotographColumns {
        PhotographColumns {
            name: String::new(),
            columns,
            positions: 64,
            positions_with_kind: [0; KINDS],
        }
    }

    #[test]
    fn columns_of_one_direction_are_one_cluster_whatever_their_length() {
        let photographs = [
            photograph(vec![
                column(&[1.0, 0.02, 0.0], 0.1),
                column(&[0.01, 1.0, 0.0], 0.2),
                column(&[0.0, 0.03, 9.0], 0.3),
            ]),
            photograph(vec![
                column(&[50.0, 0.0, 1.5], 0.4),
                column(&[0.0, 5.0, 0.1], 0.5),
                column(&[7.0, 0.1, 0.0], 0.6),
            ]),
            photograph(vec![
                column(&[0.1, 0.0, 4.0], 0.7),
                column(&[0.3, 9.0, 0.0], 0.8),
                column(&[3.0, 0.0, 0.1], 0.9),
            ]),
        ];
        let found = group(&photographs, GroupingSettings::default()).expect("there are columns");
        assert!(found.settled);
        let mut clusters: Vec<Vec<ColumnIndex>> = found.clusters;
        for members in &mut clusters {
            // The exemplar comes first, the others by response.
            assert!(members[1..].is_sorted_by(|a, b| a.0 >= b.0));
            members.sort_unstable();
        }
        clusters.sort();
        assert_eq!(
            clusters,
            [
                vec![(0, 0), (1, 0), (1, 2), (2, 2)],
                vec![(0, 1), (1, 1), (2, 1)],
                vec![(0, 2), (2, 0)],
            ]
        );
    }

    #[test]
    fn one_column_is_no_set() {
        let photographs = [photograph(vec![column(&[1.0], 0.1)])];
        let refusal = group(&photographs, GroupingSettings::default()).unwrap_err();
        assert!(
            matches!(
                refusal,
                ClusterError::TooFew {
                    columns: 1,
                    photographs: 1
                }
            ),
            "{refusal}"
        );
    }
}
