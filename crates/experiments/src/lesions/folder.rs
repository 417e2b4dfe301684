//! A folder of photographs with masks: `images/NAME.jpg` and `masks/KIND/NAME_KIND.png`, as IDRiD's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::kinds::LesionKind;

/// A photograph with the files of its masks. A kind without a file is taken not to occur in it.
#[derive(Clone, Debug)]
pub struct MaskedPhotograph {
    /// Its file's name without the extension.
    pub name: String,
    /// Its file.
    pub photo: PathBuf,
    /// Its masks; at least one.
    pub masks: BTreeMap<LesionKind, PathBuf>,
}

/// Everything that the folder holds.
#[derive(Clone, Debug)]
pub struct LesionFolder {
    /// In the order of their names.
    pub photographs: Vec<MaskedPhotograph>,
    /// What cannot be used.
    pub skipped: Vec<Skipped>,
    /// Folders of masks of something that is no lesion, such as the optic disc.
    pub other_masks: Vec<String>,
}

/// A photograph, or a mask, that is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why.
    #[serde(flatten)]
    pub reason: SkipReason,
}

/// Why a photograph, or a mask, is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum SkipReason {
    /// Nobody has drawn its lesions, so it cannot be told what was missed.
    #[error("it has no mask of any kind of lesion")]
    NoMask,
    /// Its masks are empty.
    #[error("no pixel of its masks is set")]
    NoLesion,
    /// A mask drawn on another photograph, or on a copy of another size.
    #[error("its mask {code} is {} × {} pixels, but the photograph {} × {}", mask[0], mask[1], photo[0], photo[1])]
    MaskOfAnotherSize {
        /// Which mask.
        code: String,
        /// Columns and rows of the mask.
        mask: [u32; 2],
        /// Columns and rows of the photograph.
        photo: [u32; 2],
    },
    /// A mask is no image, or a damaged one.
    #[error("its mask {code} cannot be read: {message}")]
    UnreadableMask {
        /// Which mask.
        code: String,
        /// What the decoder said.
        message: String,
    },
    /// The photograph cannot be read or prepared.
    #[error("it cannot be used: {message}")]
    UnusablePhotograph {
        /// What the decoder or the preparation said.
        message: String,
    },
    /// A mask whose photograph is not there.
    #[error("there is no photograph for this mask")]
    NoPhotograph,
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// One of the two folders in it is not there.
    #[error("{}: there is no folder `{missing}` in it; give the folder that holds `images` and `masks`", folder.display())]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// What should be in it.
        missing: &'static str,
    },
    /// A folder cannot be listed.
    #[error("{}: {source}", folder.display())]
    Unreadable {
        /// The folder.
        folder: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// There is not one photograph with a mask.
    #[error("{}: not one photograph in `images` has a mask `masks/KIND/NAME_KIND`, KIND one of MA, HE, EX, SE", .0.display())]
    Empty(PathBuf),
}

impl LesionFolder {
    /// Lists what is in `folder`; no image is read yet.
    ///
    /// # Errors
    /// [`FolderError`], where a folder is missing, or no photograph has a mask.
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        let [images, masks] = ["images", "masks"].map(|missing| {
            let inside = folder.join(missing);
            let error = FolderError::Missing {
                folder: folder.to_owned(),
                missing,
            };
            if inside.is_dir() {
                Ok(inside)
            } else {
                Err(error)
            }
        });
        let (images, masks) = (images?, masks?);
        let mut by_name: BTreeMap<String, MaskedPhotograph> = files_by_stem(&images)?
            .into_iter()
            .map(|(name, photo)| {
                let photograph = MaskedPhotograph {
                    name: name.clone(),
                    photo,
                    masks: BTreeMap::new(),
                };
                (name, photograph)
            })
            .collect();
        let mut skipped = Vec::new();
        for kind in LesionKind::ALL {
            let of_kind = masks.join(kind.code());
            if !of_kind.is_dir() {
                continue;
            }
            for (stem, mask) in files_by_stem(&of_kind)? {
                let name = stem.strip_suffix(&format!("_{}", kind.code()));
                match name.and_then(|name| by_name.get_mut(name)) {
                    Some(photograph) => {
                        photograph.masks.insert(kind, mask);
                    }
                    None => skipped.push(Skipped {
                        name: stem,
                        reason: SkipReason::NoPhotograph,
                    }),
                }
            }
        }
        let (photographs, without): (Vec<_>, Vec<_>) = by_name
            .into_values()
            .partition(|photograph| !photograph.masks.is_empty());
        if photographs.is_empty() {
            return Err(FolderError::Empty(folder.to_owned()));
        }
        skipped.extend(without.into_iter().map(|photograph| Skipped {
            name: photograph.name,
            reason: SkipReason::NoMask,
        }));
        Ok(Self {
            photographs,
            skipped,
            other_masks: other_masks(&masks)?,
        })
    }
}

/// Folders beside those of the lesions.
fn other_masks(masks: &Path) -> Result<Vec<String>, FolderError> {
    let lesions: BTreeSet<&str> = LesionKind::ALL.map(LesionKind::code).into();
    let mut names: Vec<String> = entries(masks)?
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|name| !lesions.contains(name.as_str()))
        .collect();
    names.sort();
    Ok(names)
}

fn files_by_stem(folder: &Path) -> Result<BTreeMap<String, PathBuf>, FolderError> {
    let files = entries(folder)?.into_iter().filter(|path| path.is_file());
    Ok(files
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .filter(|(stem, _)| !stem.starts_with('.'))
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let unreadable = |source| FolderError::Unreadable {
        folder: folder.to_owned(),
        source,
    };
    fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(unreadable))
        .collect()
}
