// Which eye a photograph is suggested to show, on fields of view drawn by formula.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import typescript from 'typescript';

const source = await readFile(new URL('../../www/src/pictures/which-eye.ts', import.meta.url), 'utf8');
const { outputText } = typescript.transpileModule(source, { compilerOptions: { module: 'ES2022', target: 'ES2022' } });
const { SIDE, sideByLandmarks } = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);

/** A disc at `across` (radii from the centre, right of it above 0), a fovea `degrees` below its height and nearer the other side. */
function field({ across = 0.5, degrees = 8, disc = 90, fovea = 40, distance = 0.72, noise = 3 } = {}) {
  const rgba = new Uint8ClampedArray(SIDE * SIDE * 4);
  const angle = (degrees * Math.PI) / 180;
  const place = { x: across - Math.sign(across) * distance * Math.cos(angle), y: distance * Math.sin(angle) };
  let seed = 7;
  for (let at = 0; at < SIDE * SIDE; at++) {
    const x = ((at % SIDE) + 0.5 - SIDE / 2) / (SIDE / 2);
    const y = (Math.floor(at / SIDE) + 0.5 - SIDE / 2) / (SIDE / 2);
    if (Math.hypot(x, y) > 1) continue;
    const spot = (px, py, size) => Math.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * size ** 2));
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const grain = noise * (seed / 2 ** 30 - 1);
    const value = 90 - 15 * Math.hypot(x, y) + disc * spot(across, 0, 0.09) - fovea * spot(place.x, place.y, 0.1) + grain;
    rgba.set([value * 1.6, value, value * 0.4, 255], at * 4);
  }
  return rgba;
}

/** As a camera that turns the photograph upside down. */
function turned(rgba) {
  const pixels = Array.from({ length: SIDE * SIDE }, (_, at) => [...rgba.subarray(at * 4, at * 4 + 4)]);
  return Uint8ClampedArray.from(pixels.reverse().flat());
}

test('the disc is on the side of the nose', () => {
  assert.equal(sideByLandmarks(field({ across: 0.5 })), 'right');
  assert.equal(sideByLandmarks(field({ across: -0.5 })), 'left');
});

test('a photograph that is upside down shows the same eye', () => {
  assert.equal(sideByLandmarks(turned(field({ across: 0.5 }))), 'right');
  assert.equal(sideByLandmarks(turned(field({ across: -0.5 }))), 'left');
});

test('nothing is suggested where it is not clear', () => {
  assert.equal(sideByLandmarks(field({ degrees: 0 })), null, 'a fovea as high as the disc');
  assert.equal(sideByLandmarks(field({ fovea: 0, noise: 0 })), null, 'no fovea');
  assert.equal(sideByLandmarks(field({ disc: 0, noise: 0 })), null, 'no disc');
  assert.equal(sideByLandmarks(field({ disc: 0, fovea: 0 })), null, 'only noise');
  assert.equal(sideByLandmarks(field({ distance: 0.46 })), null, 'a fovea too near the disc');
  assert.equal(sideByLandmarks(new Uint8ClampedArray(SIDE * SIDE * 4)), null, 'nothing at all');
});
