/** Endings of the files that photographs come in, in small letters. DICOM files often have none. */
export const EXTENSIONS = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'bmp', 'dcm', 'dicom'] as const;

/** For the attribute `accept` of an input. */
export const ACCEPTED = ['image/*', 'application/dicom', ...EXTENSIONS.map((extension) => `.${extension}`)].join(',');
