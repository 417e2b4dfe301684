//! The formats that photographs come in: how their files are called, and how they begin.

use image::ImageFormat;

use super::dicom::is_dicom;

/// A format that [`decode`](super::decode) reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG, decoded by `zune-jpeg`.
    Jpeg,
    /// PNG, decoded by `png`.
    Png,
    /// TIFF, decoded by `tiff`.
    Tiff,
    /// WebP, decoded by `image-webp`.
    WebP,
    /// BMP, decoded by `image` itself.
    Bmp,
    /// DICOM, its elements read here and its picture decoded by `dicom-pixeldata`.
    Dicom,
}

impl Format {
    /// All that are read.
    pub const ALL: [Self; 6] = [
        Self::Jpeg,
        Self::Png,
        Self::Tiff,
        Self::WebP,
        Self::Bmp,
        Self::Dicom,
    ];

    /// As many first bytes of a file as tell its format.
    pub const HEAD: usize = 132;

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::WebP => "WebP",
            Self::Bmp => "BMP",
            Self::Dicom => "DICOM",
        }
    }

    /// The extensions of its files, in lower case. Files of DICOM often have none, or the last number of an
    /// identifier in its place.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Tiff => &["tif", "tiff"],
            Self::WebP => &["webp"],
            Self::Bmp => &["bmp"],
            Self::Dicom => &["dcm", "dicom"],
        }
    }

    /// The format that a file's name claims by its extension.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|format| {
            let mut known = format.extensions().iter();
            known.any(|known| extension.eq_ignore_ascii_case(known))
        })
    }

    /// The format that a file's content has, by its first [`Format::HEAD`] bytes.
    pub fn of_content(bytes: &[u8]) -> Option<Self> {
        if is_dicom(bytes) {
            return Some(Self::Dicom);
        }
        match image::guess_format(bytes).ok()? {
            ImageFormat::Jpeg => Some(Self::Jpeg),
            ImageFormat::Png => Some(Self::Png),
            ImageFormat::Tiff => Some(Self::Tiff),
            ImageFormat::WebP => Some(Self::WebP),
            ImageFormat::Bmp => Some(Self::Bmp),
            _ => None,
        }
    }
}
