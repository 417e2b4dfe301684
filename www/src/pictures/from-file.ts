/** Pictures of a photograph made anew from its file. */

import type { Box, Picture } from 'zoom-in-net';
import { contextOf } from 'zoom-in-net/pictures';

/** First bytes of JPEG, PNG, GIF, BMP and WebP, which every browser shows upright by itself. */
const SHOWN: readonly (readonly number[])[] = [[0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47], [0x47, 0x49, 0x46], [0x42, 0x4d], [0x52, 0x49, 0x46, 0x46]];

export async function canBeShown(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return SHOWN.some((start) => start.every((byte, at) => bytes[at] === byte));
}

/** Boxes of a photograph, cut out of its file; `null` where the browser does not read it as it was screened. */
export async function cropsOf(file: Blob, { width, height }: { width: number; height: number }, boxes: Box[], side: number): Promise<Picture[] | null> {
  // Colours as they are in the file, as the networks see them.
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image', colorSpaceConversion: 'none' }).catch(() => null);
  if (bitmap?.width !== width || bitmap.height !== height) {
    bitmap?.close();
    return null;
  }
  const crops = boxes.map((box) => cut(bitmap, box, side));
  bitmap.close();
  return crops;
}

/** What lies in a square box, black beyond the picture, `side` pixels wide and high. */
export function cut(picture: CanvasImageSource, { min, max }: Box, side: number): Picture {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = contextOf(canvas);
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, min[0], min[1], max[0] - min[0], max[1] - min[1], 0, 0, side, side);
  return context.getImageData(0, 0, side, side);
}
