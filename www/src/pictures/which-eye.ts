/**
 * Which eye a photograph may show, by where disc and fovea lie. The disc is on the side of the nose, the fovea a little lower than
 * the disc. A fovea above the disc says that the camera turned the photograph upside down, which changes the sides too.
 * `docs/browser.md` says how often that is right.
 */

import type { Side } from 'zoom-in-net';

/** Side of the square that the field of view is looked at in, in pixels. */
export const SIDE = 80;
/** All lengths are in radii of the field. Beyond the first the rim disturbs; disc and fovea are looked for nearer. */
const SEEN = 0.93;
const DISC = { maxRadius: 0.85, minAcross: 0.15, maxDown: 0.42, apart: 0.2 };
const FOVEA = { maxRadius: 0.8, maxSlope: 0.45, minDistance: 0.45, maxDistance: 0.95 };
/** What is believed: distance of the fovea, its angle in degrees, its darkness, and how much better than on the other side. */
const BELIEVED = { minDistance: 0.55, maxDistance: 0.85, minAngle: 3, maxAngle: 20, minFovea: 1, minLead: 2.5 };
/** Weight of the fovea's darkness beside the disc's brightness. */
const FOVEA_WEIGHT = 0.7;

interface Pair {
  score: number;
  fovea: number;
  distance: number;
  angle: number;
}

/** Of a field of view that fills the square, as RGBA; `null` where it is not clear. */
export function sideByLandmarks(rgba: Uint8ClampedArray): Side | null {
  const size = SIDE * SIDE;
  const green = new Float32Array(size);
  const mask = new Float32Array(size);
  for (let at = 0; at < size; at++) {
    const [red = 0, middle = 0, blue = 0] = rgba.subarray(at * 4, at * 4 + 3);
    const isSeen = Math.hypot(across(at), down(at)) < SEEN && Math.max(red, middle, blue) > 20;
    mask[at] = isSeen ? 1 : 0;
    green[at] = isSeen ? middle : 0;
  }
  const bright = contrast(green, mask, 2, 7);
  const dark = contrast(green, mask, 2.5, 8).map((value) => -value);
  const [left, right] = [bestOn(-1, bright, dark, mask), bestOn(1, bright, dark, mask)];
  const [better, other] = left.score > right.score ? [left, right] : [right, left];
  const { minDistance, maxDistance, minAngle, maxAngle, minFovea, minLead } = BELIEVED;
  const isClear =
    better.score - other.score > minLead &&
    better.fovea > minFovea &&
    better.distance > minDistance &&
    better.distance < maxDistance &&
    Math.abs(better.angle) > minAngle &&
    Math.abs(better.angle) < maxAngle;
  if (!isClear) return null;
  const isUpright = better.angle > 0;
  return (better === right) === isUpright ? 'right' : 'left';
}

/** The best disc on one side, -1 for the left one, with the best fovea for it. */
function bestOn(side: -1 | 1, bright: Float32Array, dark: Float32Array, mask: Float32Array): Pair {
  let best: Pair = { score: 0, fovea: 0, distance: 0, angle: 0 };
  const isFree = (at: number) =>
    mask[at] === 1 && Math.hypot(across(at), down(at)) < DISC.maxRadius && across(at) * side > DISC.minAcross && Math.abs(down(at)) < DISC.maxDown;
  const candidates = bright.map((value, at) => (isFree(at) ? value : -Infinity));
  // The brightest place may be a lesion or a reflection: the second one is considered too.
  for (let turn = 0; turn < 2; turn++) {
    const disc = greatest(candidates);
    const brightness = candidates[disc] ?? -Infinity;
    if (brightness < 0) break;
    const fovea = foveaOf(disc, side, dark, mask);
    const score = brightness + FOVEA_WEIGHT * Math.max(fovea.fovea, 0);
    if (score > best.score) best = { ...fovea, score };
    candidates.forEach((_, at) => {
      if (Math.hypot(across(at) - across(disc), down(at) - down(disc)) < DISC.apart) candidates[at] = -Infinity;
    });
  }
  return best;
}

/** The darkest place where the fovea of a disc can be; an angle above 0 is below the disc. */
function foveaOf(disc: number, side: -1 | 1, dark: Float32Array, mask: Float32Array): Omit<Pair, 'score'> {
  const ahead = (at: number) => (across(disc) - across(at)) * side;
  const below = (at: number) => down(at) - down(disc);
  const distance = (at: number) => Math.hypot(ahead(at), below(at));
  const place = greatest(
    dark.map((value, at) => {
      const isThere =
        mask[at] === 1 &&
        Math.hypot(across(at), down(at)) < FOVEA.maxRadius &&
        distance(at) > FOVEA.minDistance &&
        distance(at) < FOVEA.maxDistance &&
        Math.abs(below(at)) < FOVEA.maxSlope * ahead(at);
      return isThere ? value : -Infinity;
    }),
  );
  const fovea = dark[place] ?? 0;
  return { fovea, distance: distance(place), angle: (Math.atan2(below(place), ahead(place)) * 180) / Math.PI };
}

/** How far a place is brighter than its surroundings, in units of its root mean square over the field. */
function contrast(values: Float32Array, mask: Float32Array, near: number, far: number): Float32Array {
  const [inner, outer, ground] = [mean(values, mask, near), mean(values, mask, far), mean(values, mask, 11)];
  const raw = inner.map((value, at) => (mask[at] ? (value - (outer[at] ?? 0)) / Math.max(ground[at] ?? 0, 10) : 0));
  const seen = mask.reduce((sum, one) => sum + one, 0);
  const spread = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0) / Math.max(seen, 1)) + 1e-9;
  return raw.map((value) => value / spread);
}

/** The mean around each place that is in the mask, weighted as a Gaussian. */
function mean(values: Float32Array, mask: Float32Array, sigma: number): Float32Array {
  const [sums, weights] = [blurred(values, sigma), blurred(mask, sigma)];
  return sums.map((sum, at) => sum / Math.max(weights[at] ?? 0, 1e-3));
}

function blurred(values: Float32Array, sigma: number): Float32Array {
  const radius = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-0.5 * ((at - radius) / sigma) ** 2));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const along = (source: Float32Array, step: number, line: number) => {
    const target = new Float32Array(source.length);
    for (let row = 0; row < SIDE; row++) {
      for (let place = 0; place < SIDE; place++) {
        let sum = 0;
        const [from, to] = [Math.max(place - radius, 0), Math.min(place + radius, SIDE - 1)];
        for (let at = from; at <= to; at++) sum += (source[row * line + at * step] ?? 0) * (kernel[at - place + radius] ?? 0);
        target[row * line + place * step] = sum / total;
      }
    }
    return target;
  };
  return along(along(values, 1, SIDE), SIDE, 1);
}

function greatest(values: Float32Array): number {
  return values.reduce((best, value, at) => (value > (values[best] ?? -Infinity) ? at : best), 0);
}

/** From -1 at the left to 1 at the right. */
function across(at: number): number {
  return ((at % SIDE) - (SIDE - 1) / 2) / ((SIDE - 1) / 2);
}

/** From -1 at the top to 1 at the bottom. */
function down(at: number): number {
  return (Math.floor(at / SIDE) - (SIDE - 1) / 2) / ((SIDE - 1) / 2);
}
