// Memory is given back: a hundred screenings take no more than the first few.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as harness from './harness.mjs';

let browser;
let photograph;
let model;

before(async () => {
  browser = await harness.startBrowser();
  model = await harness.smallModel();
  photograph = await readFile(await harness.syntheticPhotograph({ diameter: 640 }));
});

after(() => browser?.close());

/** Keeps the module's memory and counts the bytes of the GPU's buffers. */
const WATCH = `
  self.gpuBytes = 0;
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...given) => {
    const instance = await instantiate.apply(WebAssembly, given);
    self.moduleMemory = (instance.instance ?? instance).exports.memory;
    return instance;
  };
  if (self.GPUDevice) {
    const createBuffer = GPUDevice.prototype.createBuffer;
    GPUDevice.prototype.createBuffer = function (description) {
      const buffer = createBuffer.call(this, description);
      const destroy = buffer.destroy.bind(buffer);
      let there = true;
      self.gpuBytes += description.size;
      buffer.destroy = () => {
        if (there) self.gpuBytes -= description.size;
        there = false;
        destroy();
      };
      return buffer;
    };
  }`;

async function open(context) {
  const server = await harness.servePackage((path) => (path === '/worker.js' ? harness.workerAfter(WATCH) : undefined), { model });
  context.after(() => server.close());
  return harness.openPackage(browser, server.address);
}

/** Screens so many times; returns the bytes in use then. */
async function bytesAfter(page, screenings) {
  await page.evaluate(
    async ([base64, screenings]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      for (let i = 0; i < screenings; i += 1) await window.screener.screen(bytes);
    },
    [photograph.toString('base64'), screenings],
  );
  const [worker] = page.workers();
  return worker.evaluate(() => ({ module: self.moduleMemory.buffer.byteLength, gpu: self.gpuBytes }));
}

test('a hundred screenings on the processor do not grow the memory', { timeout: 900_000 }, async (context) => {
  const { page } = await open(context);
  await harness.load(page, 'cpu');
  const few = await bytesAfter(page, 3);
  const many = await bytesAfter(page, 97);
  assert.ok(few.module > 0);
  assert.deepEqual(many, few);
});

test('screenings on WebGPU do not grow the memory', { timeout: 900_000 }, async (context) => {
  const { page } = await open(context);
  await harness.load(page, 'gpu');
  const few = await bytesAfter(page, 2);
  const many = await bytesAfter(page, 5);
  assert.ok(few.gpu > 0);
  assert.deepEqual(many, few);
});
