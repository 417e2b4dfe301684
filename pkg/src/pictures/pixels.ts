/** Pixels to canvases and to image files. */

import type { Picture } from '../types.js';

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
