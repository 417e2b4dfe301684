//! Whether patches in one cluster show the same kind of lesion.

use std::collections::BTreeMap;

use serde::Serialize;
use zoom_in_net_evaluation::{Absence, BootstrapConfig, Computed, Estimate, intervals};

use super::columns::PhotographColumns;
use super::grouping::Grouping;
use crate::lesions::{KINDS, LesionKind};

/// How pure clusters are for one kind of lesion.
///
/// Only patches of other photographs are compared: those of one photograph resemble each other in its
/// colour and sharpness, and a cluster of one photograph says nothing of lesions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct KindPurity {
    /// Patches that show the kind.
    pub patches: usize,
    /// Photographs with such a patch.
    pub photographs: usize,
    /// Of these patches, those in a cluster with another photograph: the rest is not counted.
    pub compared: usize,
    /// Mean over the patches that show the kind of the share of the patches from other photographs in
    /// the same cluster that show it too.
    pub purity: Estimate,
    /// The same where all patches are in one cluster: the base rate.
    pub chance: Estimate,
    /// Purity less chance, paired.
    pub gain: Estimate,
}

/// Patches of one photograph in one cluster.
struct ClusterInPhotograph {
    photograph: usize,
    cluster: usize,
    patches: f64,
    with_kind: [f64; KINDS],
}

/// Figures by kind; a kind that no patch shows is absent.
pub(super) fn purity_by_kind(
    photographs: &[PhotographColumns],
    grouping: &Grouping,
    bootstrap: &BootstrapConfig,
) -> BTreeMap<LesionKind, KindPurity> {
    let cells = cells(photographs, &grouping.clusters);
    LesionKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, of_kind(kind, &cells, photographs.len(), bootstrap)?)))
        .collect()
}

fn of_kind(
    kind: LesionKind,
    cells: &[ClusterInPhotograph],
    n_photographs: usize,
    bootstrap: &BootstrapConfig,
) -> Option<KindPurity> {
    let index = kind as usize;
    let showing = || cells.iter().filter(|cell| cell.with_kind[index] > 0.0);
    let patches = showing().map(|cell| cell.with_kind[index]).sum::<f64>() as usize;
    if patches == 0 {
        return None;
    }
    let mut names: Vec<usize> = showing().map(|cell| cell.photograph).collect();
    names.sort_unstable();
    names.dedup();
    let ones = vec![1; n_photographs];
    let compared = agreement(cells, index, &ones, |cell| cell.cluster).1;
    let [purity, chance, gain] = intervals(n_photographs as u32, bootstrap, |weights| {
        let purity = mean(agreement(cells, index, weights, |cell| cell.cluster));
        let chance = mean(agreement(cells, index, weights, |_| 0));
        [
            purity,
            chance,
            purity.and_then(|purity| Ok(purity - chance?)),
        ]
    });
    Some(KindPurity {
        patches,
        photographs: names.len(),
        compared: compared as usize,
        purity,
        chance,
        gain,
    })
}

/// The sum over patches with the kind of the share with it among patches of other photographs in the
/// same group, and how many patches that is; each photograph counted as often as its weight.
fn agreement(
    cells: &[ClusterInPhotograph],
    kind: usize,
    weights: &[u32],
    group: impl Fn(&ClusterInPhotograph) -> usize,
) -> (f64, f64) {
    let weight = |cell: &ClusterInPhotograph| f64::from(weights[cell.photograph]);
    let mut of_group: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let mut of_photograph: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    for cell in cells {
        let (patches, with_kind) = (
            weight(cell) * cell.patches,
            weight(cell) * cell.with_kind[kind],
        );
        for sums in [
            of_group.entry(group(cell)).or_default(),
            of_photograph
                .entry((group(cell), cell.photograph))
                .or_default(),
        ] {
            sums.0 += patches;
            sums.1 += with_kind;
        }
    }
    let (mut sum, mut count) = (0.0, 0.0);
    for ((group, _), (patches, with_kind)) in of_photograph {
        let all = of_group[&group];
        let others = all.0 - patches;
        if others > 0.0 {
            sum += with_kind * (all.1 - with_kind) / others;
            count += with_kind;
        }
    }
    (sum, count)
}

fn mean((sum, count): (f64, f64)) -> Computed {
    if count > 0.0 {
        Ok(sum / count)
    } else {
        Err(Absence::NoPositives)
    }
}

fn cells(
    photographs: &[PhotographColumns],
    clusters: &[Vec<(usize, usize)>],
) -> Vec<ClusterInPhotograph> {
    let mut cells: BTreeMap<(usize, usize), ClusterInPhotograph> = BTreeMap::new();
    for (cluster, members) in clusters.iter().enumerate() {
        for &(photograph, column) in members {
            let cell = cells
                .entry((cluster, photograph))
                .or_insert(ClusterInPhotograph {
                    photograph,
                    cluster,
                    patches: 0.0,
                    with_kind: [0.0; KINDS],
                });
            cell.patches += 1.0;
            let lesions = photographs[photograph].columns[column].lesion_pixels;
            for (sum, pixels) in cell.with_kind.iter_mut().zip(lesions) {
                *sum += f64::from(u8::from(pixels > 0));
            }
        }
    }
    cells.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::columns::Column;
    use super::*;

    const BOOTSTRAP: BootstrapConfig = BootstrapConfig {
        resamples: 200,
        seed: 3,
    };

    /// Photographs with one patch for each letter: `h` shows a haemorrhage, `.` nothing.
    fn photographs(patches: &[&str]) -> Vec<PhotographColumns> {
        let column = |letter| Column {
            values: Vec::new(),
            response: 0.0,
            lesion_pixels: [0, u64::from(letter == 'h'), 0, 0],
            patch: String::new(),
        };
        patches
            .iter()
            .map(|letters| PhotographColumns {
                name: String::new(),
                columns: letters.chars().map(column).collect(),
                positions: 64,
                positions_with_kind: [0; KINDS],
            })
            .collect()
    }

    fn haemorrhages(patches: &[&str], clusters: &[&[(usize, usize)]]) -> KindPurity {
        let grouping = Grouping {
            clusters: clusters.iter().map(|members| members.to_vec()).collect(),
            rounds: 1,
            settled: true,
        };
        purity_by_kind(&photographs(patches), &grouping, &BOOTSTRAP)[&LesionKind::Haemorrhages]
    }

    #[test]
    fn clusters_by_kind_are_pure_and_chance_is_the_base_rate_of_the_others() {
        let found = haemorrhages(
            &["h.", "h.", "h."],
            &[&[(0, 0), (1, 0), (2, 0)], &[(0, 1), (1, 1), (2, 1)]],
        );
        assert_eq!(
            (found.patches, found.photographs, found.compared),
            (3, 3, 3)
        );
        assert_eq!(found.purity.value(), Some(1.0));
        assert_eq!(found.chance.value(), Some(0.5));
        assert_eq!(found.gain.value(), Some(0.5));
    }

    /// Fails when patches of the same photograph count as company.
    #[test]
    fn a_cluster_of_one_photograph_says_nothing() {
        let found = haemorrhages(
            &["hh", "h.", ".."],
            &[&[(0, 0), (0, 1)], &[(1, 0), (2, 0)], &[(1, 1), (2, 1)]],
        );
        assert_eq!((found.patches, found.compared), (3, 1));
        assert_eq!(found.purity.value(), Some(0.0));
    }
}
