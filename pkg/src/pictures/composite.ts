/** A photograph with its map and boxes drawn into it, for exports and print. */

import type { PicturedPhotograph } from '../clinical.js';
import { BOX } from '../colours.js';
import { drawMap, type MapLevel } from './attention.js';
import { contextOf } from './pixels.js';

/** What is drawn over a photograph. */
export interface Overlay {
  level: MapLevel;
  /** Of the map, 0 to 1. */
  opacity: number;
  boxes: boolean;
}

/** What is enough of a photograph to draw it with its map and boxes. */
export type Drawable = Pick<PicturedPhotograph, 'image' | 'width' | 'height' | 'screening'>;

/** At most `side` pixels wide or high; never larger than the photograph. */
export async function composite(
  { image, width: fullWidth, height: fullHeight, screening }: Drawable,
  { level, opacity, boxes }: Overlay,
  side: number,
): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(image);
  const scale = Math.min(1, side / Math.max(fullWidth, fullHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(fullWidth * scale);
  canvas.height = Math.round(fullHeight * scale);
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  if (screening.outcome !== 'graded') return canvas;
  const { min, max } = screening.attention.square_in_photo;
  context.globalAlpha = opacity;
  context.drawImage(drawMap(screening.attention, level).canvas, min[0] * scale, min[1] * scale, (max[0] - min[0]) * scale, (max[1] - min[1]) * scale);
  context.globalAlpha = 1;
  if (!boxes) return canvas;
  const unit = Math.max(canvas.width, canvas.height) / 100;
  for (const { number, box_in_photo: box } of screening.regions) {
    const [x, y] = [box.min[0] * scale, box.min[1] * scale];
    const [width, height] = [(box.max[0] - box.min[0]) * scale, (box.max[1] - box.min[1]) * scale];
    for (const [colour, line] of [[BOX.edge, 0.8], [BOX.line, 0.4]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = unit * line;
      context.strokeRect(x, y, width, height);
    }
    // A box may begin outside of the photograph; its number does not.
    drawNumber(context, number, Math.max(x, 0), Math.max(y, 0), unit * 4);
  }
  return canvas;
}

export function drawNumber(context: CanvasRenderingContext2D, number: number, x: number, y: number, side: number): void {
  context.fillStyle = BOX.edge;
  context.fillRect(x, y, side, side);
  context.fillStyle = BOX.line;
  context.font = `600 ${side * 0.7}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(number), x + side / 2, y + side * 0.54);
  context.textAlign = 'start';
  context.textBaseline = 'alphabetic';
}
