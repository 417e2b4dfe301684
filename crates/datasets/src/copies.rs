//! Files with the same content under several names.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::problems::DatasetError;

/// The groups of two and more equal files, each as indices into `paths` in their order.
pub(crate) fn equal_files(paths: &[&Path]) -> Result<Vec<Vec<usize>>, DatasetError> {
    // Only files of the same length can be equal: the others need not be read.
    let by_length = grouped(0..paths.len(), |index| {
        Ok(std::fs::metadata(paths[index])?.len())
    });
    let mut equal = Vec::new();
    for candidates in by_length.map_err(|failure| failure.on(paths))? {
        let by_content = grouped(candidates.into_iter(), |index| digest(paths[index]));
        equal.extend(by_content.map_err(|failure| failure.on(paths))?);
    }
    equal.sort();
    Ok(equal)
}

/// A file that could not be examined.
struct Failure {
    index: usize,
    source: io::Error,
}

impl Failure {
    fn on(self, paths: &[&Path]) -> DatasetError {
        DatasetError::Unreadable {
            file: paths[self.index].to_owned(),
            source: self.source.into(),
        }
    }
}

/// The groups of two and more indices that have the same key.
fn grouped<K: Eq + std::hash::Hash>(
    indices: impl Iterator<Item = usize>,
    key: impl Fn(usize) -> io::Result<K>,
) -> Result<Vec<Vec<usize>>, Failure> {
    let mut groups: HashMap<K, Vec<usize>> = HashMap::new();
    for index in indices {
        let key = key(index).map_err(|source| Failure { index, source })?;
        groups.entry(key).or_default().push(index);
    }
    Ok(groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect())
}

fn digest(path: &Path) -> io::Result<[u8; 32]> {
    Ok(Sha256::digest(fs::read(path)?).into())
}
