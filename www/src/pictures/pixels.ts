/** Pixels to canvases and to image files. */

import type { Box, Picture } from 'zoom-in-net';

const THUMBNAIL = 160;
/** Above this, JPEG is not told from the original by eye. */
const QUALITY = 0.95;

export function canvasOf(picture: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  contextOf(canvas).putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  return canvas;
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser has no memory left for a picture; close other pages and try again');
  return context;
}

/** The photograph as a file that the browser can show. */
export function compressed(picture: Picture): Promise<Blob> {
  return blobOf(canvasOf(picture), 'image/jpeg', QUALITY);
}

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

export function thumbnail(picture: Picture): Promise<Blob> {
  const whole = canvasOf(picture);
  const scale = Math.min(1, THUMBNAIL / Math.min(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  return blobOf(canvas, 'image/jpeg', 0.85);
}

export function blobOf(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser'))),
      type,
      quality,
    );
  });
}
