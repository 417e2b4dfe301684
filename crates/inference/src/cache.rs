//! Prepared photographs on disk, so that decoding and resampling happen once.

use std::fs;
use std::io::{self, Cursor};
use std::path::Path;

use image::{ImageFormat, RgbImage};
use serde::{Deserialize, Serialize};
use zoom_in_net::photograph::{DecodeError, decode};
use zoom_in_net::preparation::field_of_view::FieldOfView;
use zoom_in_net::preparation::geometry::{Geometry, Sizes};
use zoom_in_net::preparation::{Notice, PreparationError, PreparedPhotograph, prepare};
use zoom_in_net::weights::sha256;
use zoom_in_net_storage::Cache;

/// Part of every key: raise it when the preparation changes, so that old entries are not read.
const PREPARATION_VERSION: u32 = 1;

/// A folder of prepared photographs of one size.
#[derive(Clone, Debug)]
pub struct PreparedCache {
    entries: Cache,
    sizes: Sizes,
}

/// Why a photograph cannot be trained or evaluated on.
#[derive(Debug, thiserror::Error)]
pub enum UnusablePhotograph {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is no image, or a damaged one.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It shows no field of view.
    #[error(transparent)]
    Preparation(#[from] PreparationError),
    /// It is fine, but the disk is full or the cache's folder cannot be written.
    #[error("its prepared copy cannot be kept: {0}")]
    NotKept(#[source] io::Error),
}

/// What is stored beside the two images.
#[derive(Serialize, Deserialize)]
struct Sidecar {
    geometry: Geometry,
    field_of_view: FieldOfView,
    notices: Vec<Notice>,
}

impl PreparedCache {
    /// Uses `folder`, which is made when the first photograph is stored.
    pub fn new(folder: &Path, sizes: Sizes) -> Self {
        let name = format!(
            "v{PREPARATION_VERSION}-{}-{}",
            sizes.input, sizes.high_resolution
        );
        Self {
            entries: Cache::new(folder.join(name)),
            sizes,
        }
    }

    /// The prepared photograph: from the cache, or prepared now and stored.
    ///
    /// # Errors
    /// [`UnusablePhotograph`].
    pub fn prepared(&self, path: &Path) -> Result<PreparedPhotograph, UnusablePhotograph> {
        let name = self.name_of(path)?;
        // Tens of thousands of files in one folder are too many for some.
        let name = format!("{}/{name}", &name[..2]);
        if let Some(known) = self.known(&name) {
            return Ok(known);
        }
        let prepared = prepare(&decode(&fs::read(path)?)?, self.sizes)?;
        self.keep(&name, &prepared)
            .map_err(UnusablePhotograph::NotKept)?;
        Ok(prepared)
    }

    /// A photograph's name in caches: by the file's path, length and time of change.
    ///
    /// # Errors
    /// [`io::Error`], where there is no such file.
    pub fn name_of(&self, path: &Path) -> io::Result<String> {
        let metadata = fs::metadata(path)?;
        let changed = metadata
            .modified()?
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        let identity = [
            fs::canonicalize(path)?.as_os_str().as_encoded_bytes(),
            &metadata.len().to_le_bytes(),
            &changed.as_nanos().to_le_bytes(),
        ]
        .concat();
        Ok(sha256(&identity)[..32].to_owned())
    }

    /// What is kept of a photograph, where all three files are there and whole.
    fn known(&self, name: &str) -> Option<PreparedPhotograph> {
        let sidecar: Sidecar = self.entries.value(name)?;
        let image = |which: &str, side: u32| {
            let content = self.entries.bytes(&format!("{name}.{which}.qoi"))?;
            let image = image::load_from_memory_with_format(&content, ImageFormat::Qoi).ok()?;
            (image.width() == side && image.height() == side).then(|| image.into_rgb8())
        };
        Some(PreparedPhotograph {
            input: image("input", self.sizes.input)?,
            high_resolution: image("high", self.sizes.high_resolution)?,
            geometry: Geometry {
                sizes: self.sizes,
                ..sidecar.geometry
            },
            field_of_view: sidecar.field_of_view,
            notices: sidecar.notices,
        })
    }

    /// The sidecar comes last: without it nothing is looked for.
    fn keep(&self, name: &str, prepared: &PreparedPhotograph) -> io::Result<()> {
        for (which, image) in [
            ("input", &prepared.input),
            ("high", &prepared.high_resolution),
        ] {
            let content = qoi(image)?;
            self.entries
                .keep_bytes(&format!("{name}.{which}.qoi"), &content)?;
        }
        let sidecar = Sidecar {
            geometry: prepared.geometry,
            field_of_view: prepared.field_of_view,
            notices: prepared.notices.clone(),
        };
        self.entries.keep_value(name, &sidecar)
    }
}

fn qoi(image: &RgbImage) -> io::Result<Vec<u8>> {
    let mut content = Cursor::new(Vec::new());
    let written = image.write_to(&mut content, ImageFormat::Qoi);
    written.map_err(io::Error::other)?;
    Ok(content.into_inner())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use zoom_in_net_synthetic::{Settings, SyntheticFundus};

    use super::*;

    /// A photograph in a folder of its own, and a cache beside it.
    fn photograph() -> (tempfile::TempDir, PathBuf, PreparedCache) {
        let place = tempfile::tempdir().expect("there is room");
        let photograph = place.path().join("a.png");
        let drawn = SyntheticFundus::draw(&Settings {
            diameter: 500,
            ..Settings::default()
        });
        drawn.photograph.save(&photograph).expect("there is room");
        let cache = PreparedCache::new(&place.path().join("kept"), Sizes::in_proportion(64));
        (place, photograph, cache)
    }

    /// The three files of the only entry.
    fn kept_files(place: &Path) -> Vec<PathBuf> {
        let mut folder = place.join("kept");
        loop {
            let entries = fs::read_dir(&folder).expect("it was made");
            let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            match &paths[..] {
                [within] if within.is_dir() => folder = within.clone(),
                _ => return paths,
            }
        }
    }

    fn same(one: &PreparedPhotograph, other: &PreparedPhotograph) -> bool {
        one.input == other.input
            && one.high_resolution == other.high_resolution
            && one.geometry == other.geometry
            && one.field_of_view == other.field_of_view
    }

    /// Fails when what a kill or another program left behind is an error, or is believed.
    #[test]
    fn a_damaged_entry_is_made_anew() {
        let (place, photograph, cache) = photograph();
        let prepared = cache.prepared(&photograph).expect("it can be prepared");
        let files = kept_files(place.path());
        assert_eq!(files.len(), 3, "{files:?}");
        for file in &files {
            let whole = fs::read(file).expect("it was kept");
            for left in [whole.len() - 1, whole.len() / 2, 0] {
                fs::write(file, &whole[..left]).expect("it can be written");
                let again = cache.prepared(&photograph).expect("it is made anew");
                assert!(same(&prepared, &again), "{}", file.display());
                assert_eq!(fs::read(file).unwrap(), whole, "{}", file.display());
            }
            fs::remove_file(file).expect("it is there");
            cache.prepared(&photograph).expect("it is made anew");
            assert_eq!(fs::read(file).unwrap(), whole, "{}", file.display());
        }
    }

    /// Fails when an entry is not found again, or is prepared again instead.
    #[test]
    fn a_whole_entry_is_not_prepared_again() {
        let (place, photograph, cache) = photograph();
        cache.prepared(&photograph).expect("it can be prepared");
        let black = RgbImage::new(64, 64);
        let input = kept_files(place.path());
        let input = input
            .iter()
            .find(|file| file.to_string_lossy().ends_with("input.qoi"));
        fs::write(input.expect("it was kept"), qoi(&black).unwrap()).expect("there is room");
        assert_eq!(cache.prepared(&photograph).unwrap().input, black);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_not_the_photographs_fault() {
        let (place, photograph, cache) = photograph();
        fs::write(place.path().join("kept"), "a file").expect("there is room");
        let refusal = cache.prepared(&photograph).unwrap_err();
        assert!(
            matches!(refusal, UnusablePhotograph::NotKept(_)),
            "{refusal}"
        );
    }
}
