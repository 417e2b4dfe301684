// A clinic's day at flat memory: of each photograph that was screened only what is small stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pretendedSite, ready } from './page.harness.mjs';

/** Bytes that may stay of a photograph of 3 megapixels, as the pretended networks' 15 kB of maps and figures and a thumbnail. */
const MAX_BYTES = 64_000;
const FIRST = 50;
const ALL = 150;

const site = pretendedSite();

/** Knows of every image file that the page makes: those in use, and those that an address keeps. */
function watchBlobs() {
  const known = new Set();
  const addressed = new Map();
  const toBlob = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (then, ...how) {
    return toBlob.call(
      this,
      (blob) => {
        known.add(new WeakRef(blob));
        then(blob);
      },
      ...how,
    );
  };
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const address = createObjectURL.call(URL, blob);
    addressed.set(address, blob.size);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    addressed.delete(address);
    revokeObjectURL.call(URL, address);
  };
  window.bytesOfBlobs = () => {
    const sizes = [...addressed.values(), ...[...known].map((one) => one.deref()?.size ?? 0)];
    return sizes.reduce((sum, size) => sum + size, 0);
  };
}

/** Draws a photograph of 3 megapixels into `window.drawn`. */
async function draw(page) {
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 2048;
    canvas.height = 1536;
    const context = canvas.getContext('2d');
    for (let x = 0; x < 2048; x += 8) {
      for (let y = 0; y < 1536; y += 8) {
        context.fillStyle = `hsl(${15 + ((x * 7 + y * 13) % 20)} 70% ${30 + ((x * y) % 23)}%)`;
        context.fillRect(x, y, 8, 8);
      }
    }
    canvas.toBlob((file) => (window.drawn = file), 'image/jpeg', 0.9);
  });
  await page.waitForFunction(() => 'drawn' in window);
}

/** Drops photographs of one drawn file under many names. */
async function drop(page, from, to) {
  await page.evaluate(
    ([from, to]) => {
      const transfer = new DataTransfer();
      for (let at = from; at < to; at++) transfer.items.add(new File([window.drawn], `${at}_OD.jpg`, { type: 'image/jpeg' }));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
    },
    [from, to],
  );
  await page.waitForFunction((to) => document.querySelector('.list .count')?.textContent.startsWith(`${to} of ${to} `), to, { timeout: 800_000, polling: 500 });
}

/** Of script, of pixels, and of image files. */
async function bytes(page, session) {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0, embedderHeapUsedSize = 0 } = await session.send('Runtime.getHeapUsage');
  const blobs = await page.evaluate(() => window.bytesOfBlobs());
  return { script: usedSize, pixels: backingStorageSize, page: embedderHeapUsedSize, blobs, all: usedSize + backingStorageSize + embedderHeapUsedSize + blobs };
}

test('of a hundred and fifty photographs little more stays than their figures', { timeout: 1_200_000 }, async () => {
  const { page, context, troubles } = await site.open({ networks: { delay: 0, outcomes: [2, 0, 1] } });
  await draw(page);
  await page.evaluate(watchBlobs);
  await ready(page);
  const session = await context.newCDPSession(page);
  await drop(page, 0, FIRST);
  const few = await bytes(page, session);
  await drop(page, FIRST, ALL);
  const many = await bytes(page, session);
  const each = Object.fromEntries(Object.keys(many).map((kind) => [kind, Math.round((many[kind] - few[kind]) / (ALL - FIRST))]));
  console.log(`bytes that stay of a photograph: ${JSON.stringify(each)}`);
  assert.ok(few.all > 0 && each.blobs > 0, 'what is counted is there');
  assert.ok(each.all < MAX_BYTES, `${each.all} bytes stay of a photograph`);
  assert.deepEqual(troubles, []);
  await context.close();
});
