//! What was computed, kept on disk so that a run that was stopped goes on.

use std::io;
use std::path::PathBuf;

use fs_err as fs;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::write_whole;

/// A folder of entries by name; whoever uses it puts into the names, or the folder's, all that an entry depends on.
///
/// An entry is there whole or not at all. One that another program has damaged is as if it were not there: what is
/// kept can be computed again.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// Uses `folder`, which is made with the first entry.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The bytes of an entry, where there is one. A name may begin with folders.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// Keeps an entry of bytes.
    ///
    /// # Errors
    /// [`io::Error`], which names the file.
    pub fn keep_bytes(&self, name: &str, content: &[u8]) -> io::Result<()> {
        write_whole(&self.folder.join(name), content)
    }

    /// The value of an entry of JSON, where there is one and it is such a value.
    pub fn value<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&self.bytes(&json(name))?).ok()
    }

    /// Keeps an entry of JSON.
    ///
    /// # Errors
    /// [`io::Error`], which names the file.
    pub fn keep_value<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        self.keep_bytes(&json(name), &serde_json::to_vec(value)?)
    }
}

fn json(name: &str) -> String {
    format!("{name}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_and_a_damaged_one_does_not() {
        let place = tempfile::tempdir().expect("there is room");
        let cache = Cache::new(place.path().join("not/yet/there"));
        assert_eq!(cache.value::<Vec<u32>>("ab/abc"), None);
        cache
            .keep_value("ab/abc", &[1, 2, 3])
            .expect("there is room");
        assert_eq!(cache.value("ab/abc"), Some(vec![1, 2, 3]));
        let file = place.path().join("not/yet/there/ab/abc.json");
        for damaged in ["", "[1, 2", "[\"a\"]"] {
            fs::write(&file, damaged).expect("it can be written");
            assert_eq!(cache.value::<Vec<u32>>("ab/abc"), None, "{damaged}");
        }
        cache.keep_value("ab/abc", &[4]).expect("there is room");
        assert_eq!(cache.value("ab/abc"), Some(vec![4]));
    }
}
