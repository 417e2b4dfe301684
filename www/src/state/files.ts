/** Files from wherever they come, with their paths, in the order of their names. */

import { EXTENSIONS } from 'zoom-in-net/pictures';

export interface FoundFile {
  file: File;
  /** With folders, where it came from one. */
  path: string;
}

const IMAGE = new RegExp(`\\.(${EXTENSIONS.join('|')})$`, 'i');

/** From a chooser of files or of a folder. */
export function fromInput(files: FileList): FoundFile[] {
  return sorted([...files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
}

/** From a drop or a paste; folders are walked through. Must be called while the event is handled. */
export async function fromTransfer(transfer: DataTransfer): Promise<FoundFile[]> {
  const entries = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    entries.map(({ entry, file }) => {
      if (entry?.isDirectory) return walk(entry as FileSystemDirectoryEntry);
      return file ? [{ file, path: file.name }] : [];
    }),
  );
  return sorted(found.flat());
}

/**
 * Leaves out what a folder holds beside images. A file that was given by itself is kept whatever it is:
 * whoever gave it is told what is wrong with it. DICOM files often have no ending.
 */
export function images(found: FoundFile[]): FoundFile[] {
  return found.filter(({ file, path }) => {
    const name = path.split('/').at(-1) ?? '';
    if (name.startsWith('.')) return false;
    return !path.includes('/') || IMAGE.test(name) || file.type.startsWith('image/') || !name.includes('.');
  });
}

async function walk(folder: FileSystemDirectoryEntry): Promise<FoundFile[]> {
  const entries = await all(folder.createReader());
  const found = entries.map(async (entry) => {
    if (entry.isDirectory) return walk(entry as FileSystemDirectoryEntry);
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  });
  return (await Promise.all(found)).flat();
}

/** A reader hands out a hundred entries at a time, and none at the end. */
async function all(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (more.length === 0) return entries;
    entries.push(...more);
  }
}

function sorted(found: FoundFile[]): FoundFile[] {
  return found.toSorted((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}
