//! Prepared photographs on disk, so that decoding and resampling happen once.

use std::fs;
use std::path::{Path, PathBuf};

use image::{ImageFormat, RgbImage};
use serde::{Deserialize, Serialize};
use zoom_in_net::photograph::{DecodeError, decode};
use zoom_in_net::preparation::field_of_view::FieldOfView;
use zoom_in_net::preparation::geometry::{Geometry, Sizes};
use zoom_in_net::preparation::{Notice, PreparationError, PreparedPhotograph, prepare};
use zoom_in_net::weights::sha256;

/// Part of every key: raise it when the preparation changes, so that old entries are not read.
const PREPARATION_VERSION: u32 = 1;

/// A folder of prepared photographs of one size.
#[derive(Clone, Debug)]
pub struct PreparedCache {
    folder: PathBuf,
    sizes: Sizes,
}

/// Why a photograph cannot be trained or evaluated on.
#[derive(Debug, thiserror::Error)]
pub enum UnusablePhotograph {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// It is no image, or a damaged one.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// It shows no field of view.
    #[error(transparent)]
    Preparation(#[from] PreparationError),
    /// The cache's own file is damaged.
    #[error("its cached copy is damaged ({0}); delete the cache folder")]
    Cache(String),
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
        Self {
            folder: folder.join(format!(
                "v{PREPARATION_VERSION}-{}-{}",
                sizes.input, sizes.high_resolution
            )),
            sizes,
        }
    }

    /// The prepared photograph: from the cache, or prepared now and stored.
    ///
    /// # Errors
    /// [`UnusablePhotograph`].
    pub fn prepared(&self, path: &Path) -> Result<PreparedPhotograph, UnusablePhotograph> {
        let entry = self.entry(path)?;
        if let Ok(sidecar) = fs::read(entry.with_extension("json")) {
            return self.read(&entry, &sidecar);
        }
        let prepared = prepare(&decode(&fs::read(path)?)?, self.sizes)?;
        self.store(&entry, &prepared)?;
        Ok(prepared)
    }

    fn entry(&self, path: &Path) -> Result<PathBuf, UnusablePhotograph> {
        let name = self.name_of(path)?;
        Ok(self.folder.join(&name[..2]).join(name))
    }

    /// A photograph's name in caches: by the file's path, length and time of change.
    ///
    /// # Errors
    /// [`std::io::Error`], where there is no such file.
    pub fn name_of(&self, path: &Path) -> std::io::Result<String> {
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

    fn read(&self, entry: &Path, sidecar: &[u8]) -> Result<PreparedPhotograph, UnusablePhotograph> {
        let sidecar: Sidecar = serde_json::from_slice(sidecar)
            .map_err(|error| UnusablePhotograph::Cache(error.to_string()))?;
        Ok(PreparedPhotograph {
            input: read_image(&entry.with_extension("input.qoi"))?,
            high_resolution: read_image(&entry.with_extension("high.qoi"))?,
            geometry: Geometry {
                sizes: self.sizes,
                ..sidecar.geometry
            },
            field_of_view: sidecar.field_of_view,
            notices: sidecar.notices,
        })
    }

    /// The sidecar comes last: an entry without one is incomplete and is made again.
    fn store(&self, entry: &Path, prepared: &PreparedPhotograph) -> Result<(), UnusablePhotograph> {
        let damaged = |error: image::ImageError| UnusablePhotograph::Cache(error.to_string());
        fs::create_dir_all(entry.parent().expect("an entry lies in a folder"))?;
        let qoi = ImageFormat::Qoi;
        prepared
            .input
            .save_with_format(entry.with_extension("input.qoi"), qoi)
            .map_err(damaged)?;
        prepared
            .high_resolution
            .save_with_format(entry.with_extension("high.qoi"), qoi)
            .map_err(damaged)?;
        let sidecar = serde_json::to_vec(&Sidecar {
            geometry: prepared.geometry,
            field_of_view: prepared.field_of_view,
            notices: prepared.notices.clone(),
        })
        .map_err(|error| UnusablePhotograph::Cache(error.to_string()))?;
        Ok(fs::write(entry.with_extension("json"), sidecar)?)
    }
}

fn read_image(path: &Path) -> Result<RgbImage, UnusablePhotograph> {
    image::open(path)
        .map(image::DynamicImage::into_rgb8)
        .map_err(|error| UnusablePhotograph::Cache(format!("{}: {error}", path.display())))
}
