// What goes wrong, and what a person sees of it.

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
  photograph = await readFile((await harness.photographs())[0]);
});

after(() => browser?.close());

/** Opens a server for one test. */
async function serving(context, change) {
  const server = await harness.servePackage(change, { model });
  context.after(() => server.close());
  return server;
}

/** The code and message that loading fails with. */
function failureOfLoading(page, device) {
  return page.evaluate(
    (device) =>
      window.api.ZoomInNet.load({ device, weights: '/weights/' }).then(
        () => null,
        ({ name, code, message }) => ({ name, code, message }),
      ),
    device,
  );
}

/** Destroys the GPU of a worker as soon as M-Net has begun; of the first `count` workers. */
const destroying = (count) => `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    const device = await request.apply(this, given);
    const tell = self.postMessage.bind(self);
    self.postMessage = (message, ...more) => {
      tell(message, ...more);
      if (message.type === 'stage' && message.stage === 'grading' && ${count}) device.destroy();
    };
    return device;
  };`;

test('a GPU that is lost in mid-run is opened again, and the photograph screened', { timeout: 600_000 }, async (context) => {
  let workers = 0;
  const server = await serving(context, (path) => {
    if (path === '/worker.js') return harness.workerAfter(destroying(workers++ === 0));
  });
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'gpu');
  const result = await harness.screen(page, photograph);
  assert.equal(workers, 2, 'one new worker');
  assert.deepEqual([result.device.kind, result.device.reason], ['gpu', 'requested']);
  assert.ok(result.screening.outcome);
  assert.equal(result.stages.filter((stage) => stage === 'decoding').length, 2, 'screened twice');
});

test('a GPU that is lost again gives way to the processor, and the page is told', { timeout: 600_000 }, async (context) => {
  const server = await serving(context, (path) => {
    if (path === '/worker.js') return harness.workerAfter(destroying(true));
  });
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'gpu');
  await page.evaluate(() => {
    window.changes = [];
    window.screener.addEventListener('devicechange', () => window.changes.push(window.screener.device.reason));
  });
  const result = await harness.screen(page, photograph);
  assert.deepEqual([result.device.kind, result.device.reason], ['cpu', 'device_lost']);
  assert.deepEqual(await page.evaluate(() => window.changes), ['device_lost']);
  assert.ok(result.screening.outcome);
});

test('a GPU that computes wrongly is not used', { timeout: 600_000 }, async (context) => {
  const text = JSON.parse(await harness.weightsFile('self_test.json', model));
  text.c_net[2] += 0.01 * Math.max(1, Math.abs(text.c_net[2]));
  let asked = 0;
  const server = await serving(context, async (path) => {
    // The first device is compared with another answer, the second with the right one.
    if (path === '/weights/self_test.json' && asked++ === 0) return { type: 'application/json', body: JSON.stringify(text) };
  });
  const { page } = await harness.openPackage(browser, server.address);
  const { kind, reason } = await harness.load(page, 'gpu');
  assert.deepEqual([kind, reason], ['cpu', 'self_test_failed']);
});

test('weights with one byte changed are refused with a clear error', { timeout: 120_000 }, async (context) => {
  const damaged = await harness.weightsFile('a_net.bpk', model);
  damaged[damaged.length >> 1] ^= 1;
  const server = await serving(context, (path) => {
    if (path === '/weights/a_net.bpk') return { type: 'application/octet-stream', body: damaged };
  });
  const { page } = await harness.openPackage(browser, server.address);
  const failure = await failureOfLoading(page, 'cpu');
  assert.equal(failure.code, 'weights_damaged');
  assert.match(failure.message, /a_net\.bpk .* SHA-256/);
});

test('kept weights that were damaged since are fetched again', { timeout: 120_000 }, async (context) => {
  const server = await serving(context);
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  await page.evaluate(async () => {
    const cache = await caches.open('zoom-in-net-weights');
    const { sha256 } = window.screener.manifest.networks.m_net;
    const request = (await cache.keys()).find(({ url }) => url.includes(sha256));
    const content = new Uint8Array(await (await cache.match(request)).arrayBuffer());
    content[1000] ^= 1;
    await cache.put(request, new Response(content));
  });
  await page.reload();
  await page.waitForFunction(() => 'api' in window);
  assert.equal((await harness.load(page, 'cpu')).kind, 'cpu');
  assert.equal(server.requests.filter((path) => path === '/weights/m_net.bpk').length, 2);
});

test('weights that are not there are a network error that names the file', { timeout: 120_000 }, async (context) => {
  const server = await serving(context, (path) => {
    if (path === '/weights/c_net.bpk') return { type: 'text/html', body: '', status: 404 };
  });
  const { page } = await harness.openPackage(browser, server.address);
  const failure = await failureOfLoading(page, 'cpu');
  assert.equal(failure.code, 'network');
  assert.match(failure.message, /c_net\.bpk/);
});

test('a screening is cancelled at once, and the next one works', { timeout: 600_000 }, async (context) => {
  const server = await serving(context);
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'gpu');
  const { code, milliseconds } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const controller = new AbortController();
    let aborted = 0;
    const onStage = (stage) => {
      if (stage !== 'grading') return;
      aborted = performance.now();
      controller.abort();
    };
    const code = await window.screener.screen(bytes, { signal: controller.signal, onStage }).then(() => 'none', (error) => error.code);
    return { code, milliseconds: performance.now() - aborted };
  }, photograph.toString('base64'));
  assert.equal(code, 'cancelled');
  assert.ok(milliseconds < 100, `cancelled after ${milliseconds} ms`);
  const { screening } = await harness.screen(page, photograph);
  assert.ok(screening.outcome);
});

test('without WebGPU the processor is used', { timeout: 120_000 }, async (context) => {
  const plain = await harness.startBrowser(harness.WITHOUT_WEBGPU);
  context.after(() => plain.close());
  const server = await serving(context);
  const { page } = await harness.openPackage(plain, server.address);
  const { kind, reason } = await harness.load(page, 'gpu');
  assert.equal(kind, 'cpu');
  assert.ok(['no_webgpu', 'no_adapter'].includes(reason), reason);
});
