/** The gated maps as colours over a photograph. */

import { RAMP } from '../colours.js';
import type { Attention } from '../types.js';
import { contextOf } from './pixels.js';

export type MapLevel = 'combined' | 1 | 2 | 3 | 4;

export const MAP_LEVELS: readonly MapLevel[] = ['combined', 1, 2, 3, 4];

/** Side of the drawn map; its few positions are interpolated, as the networks do before they choose regions. */
const SIDE = 224;

export interface DrawnMap {
  /** Spans the attention's `square_in_photo`. */
  canvas: HTMLCanvasElement;
  /** The value that has the brightest colour; not above 0 where there is nothing to see. */
  peak: number;
}

/** The values of a level; combined is what speaks for the referable levels, 2 to 4, against 0 and 1, as regions are chosen by it. */
export function valuesOf({ gated_maps: maps, suspicion }: Attention, level: MapLevel): number[] {
  return level === 'combined' ? suspicion : maps[level];
}

export function drawMap(attention: Attention, level: MapLevel): DrawnMap {
  const values = valuesOf(attention, level);
  const peak = values.reduce((greatest, value) => Math.max(greatest, value), 0);
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  if (peak <= 0) return { canvas, peak };
  const pixels = new ImageData(SIDE, SIDE);
  const at = interpolated(values, attention.side);
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const colour = colourOf(at((column + 0.5) / SIDE, (row + 0.5) / SIDE) / peak);
      pixels.data.set(colour, (row * SIDE + column) * 4);
    }
  }
  contextOf(canvas).putImageData(pixels, 0, 0);
  return { canvas, peak };
}

/** Bilinear between the centres of positions; `x` and `y` are shares of the side. */
function interpolated(values: number[], side: number): (x: number, y: number) => number {
  const at = (column: number, row: number) => values[row * side + column] ?? 0;
  const between = (share: number) => {
    const place = Math.min(Math.max(share * side - 0.5, 0), side - 1);
    const low = Math.min(Math.floor(place), side - 1);
    return { low, high: Math.min(low + 1, side - 1), part: place - low };
  };
  return (x, y) => {
    const [h, v] = [between(x), between(y)];
    const top = at(h.low, v.low) * (1 - h.part) + at(h.high, v.low) * h.part;
    const bottom = at(h.low, v.high) * (1 - h.part) + at(h.high, v.high) * h.part;
    return top * (1 - v.part) + bottom * v.part;
  };
}

function colourOf(share: number): [number, number, number, number] {
  const value = Math.min(Math.max(share, 0), 1);
  const above = RAMP.findIndex(([stop]) => stop >= value);
  const high = RAMP[Math.max(above, 1)] ?? [1, 0, 0, 0, 0];
  const low = RAMP[Math.max(above, 1) - 1] ?? high;
  const part = (value - low[0]) / (high[0] - low[0]);
  const mix = (channel: 1 | 2 | 3 | 4) => low[channel] + (high[channel] - low[channel]) * part;
  return [mix(1), mix(2), mix(3), mix(4) * 255];
}
