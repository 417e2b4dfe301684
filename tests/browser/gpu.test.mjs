// What WebGPU is asked for, and when the GPU is left for the processor.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as harness from './harness.mjs';

let browser;
let photograph;
let smallModel;

before(async () => {
  browser = await harness.startBrowser();
  smallModel = await harness.smallModel();
  photograph = await readFile(await harness.syntheticPhotograph({ diameter: 640 }));
});

after(() => browser?.close());

/** Counts the calls of WebGPU's objects in a worker. */
const COUNT = `
  self.calls = {};
  const count = (type, ...names) => {
    for (const name of names) {
      const original = type.prototype[name];
      type.prototype[name] = function (...given) {
        self.calls[name] = (self.calls[name] ?? 0) + 1;
        return original.apply(this, given);
      };
    }
  };
  count(GPUDevice, 'createBuffer', 'createBindGroup', 'createBindGroupLayout', 'createComputePipeline');
  count(GPUDevice, 'createComputePipelineAsync', 'createShaderModule', 'createTexture', 'createQuerySet');
  count(GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatchWorkgroupsIndirect');
  count(GPUQueue, 'submit', 'onSubmittedWorkDone');
  count(GPUBuffer, 'mapAsync');`;

async function open(context, line, model) {
  const server = await harness.servePackage((path) => (path === '/worker.js' ? harness.workerAfter(line) : undefined), { model });
  context.after(() => server.close());
  return { server, ...(await harness.openPackage(browser, server.address)) };
}

test('a later screening makes nothing anew and asks the GPU for little', { timeout: 600_000 }, async (context) => {
  const { page } = await open(context, COUNT);
  assert.equal((await harness.load(page, 'gpu')).kind, 'gpu');
  const first = await harness.screen(page, photograph);
  assert.equal(first.device.kind, 'gpu');
  assert.equal(first.screening.regions.length, 4, 'the comparison is of four crops');
  const worker = page.workers()[0];
  await worker.evaluate(() => {
    self.calls = {};
  });
  await harness.screen(page, photograph);
  const calls = await worker.evaluate(() => self.calls);
  context.diagnostic(JSON.stringify(calls));
  const { dispatchWorkgroups, submit, mapAsync = 0, onSubmittedWorkDone = 0, ...made } = calls;
  assert.deepEqual(made, {}, 'buffers, bind groups and pipelines are there already');
  assert.ok(dispatchWorkgroups > 0 && dispatchWorkgroups <= 130, `${dispatchWorkgroups} dispatches`);
  assert.ok(submit <= 3, `${submit} submissions`);
  assert.ok(mapAsync + onSubmittedWorkDone <= 2, `waits for the device ${mapAsync + onSubmittedWorkDone} times`);
});

test('only the default limits and no feature are asked for', { timeout: 300_000 }, async (context) => {
  const { page } = await open(
    context,
    `const request = GPUAdapter.prototype.requestDevice;
     GPUAdapter.prototype.requestDevice = function (description = {}) {
       self.wanted = { features: [...(description.requiredFeatures ?? [])], limits: description.requiredLimits ?? {} };
       return request.call(this, description);
     };`,
    smallModel,
  );
  assert.equal((await harness.load(page, 'gpu')).kind, 'gpu');
  const wanted = await page.workers()[0].evaluate(() => self.wanted);
  assert.deepEqual(wanted.features, []);
  const defaults = {
    maxStorageBufferBindingSize: 128 * 1024 * 1024,
    maxBufferSize: 256 * 1024 * 1024,
    maxStorageBuffersPerShaderStage: 8,
    maxComputeWorkgroupStorageSize: 16_384,
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupsPerDimension: 65_535,
    maxBindGroups: 4,
  };
  for (const [name, most] of Object.entries(defaults)) {
    assert.ok((wanted.limits[name] ?? 0) <= most, `${name}: ${wanted.limits[name]}`);
  }
});

/** Has the page take its software adapter for another one, so that it is not left at once. */
const DISGUISED = () => {
  const info = { vendor: 'pretended', architecture: 'adapter', device: '', description: '', isFallbackAdapter: false };
  Object.defineProperty(GPUAdapter.prototype, 'info', { get: () => info });
};

test('the kernels for real GPUs give the known answer too', { timeout: 600_000 }, async (context) => {
  // In the worker too the software adapter passes for another one: convolutions run by tiles in workgroup memory.
  const { page } = await open(context, `(${DISGUISED})();`);
  const { kind, reason } = await harness.load(page, 'gpu');
  assert.deepEqual({ kind, reason }, { kind: 'gpu', reason: 'requested' });
});

/** Says of the first engine that it was so quick. */
const saying = (milliseconds) => `
  const post = self.postMessage.bind(self);
  self.postMessage = (message, ...more) =>
    post(message.type === 'loaded' ? { ...message, selfTestMilliseconds: ${milliseconds} } : message, ...more);`;

test('a GPU that is slower than the processor is left for it, and the page is told', { timeout: 300_000 }, async (context) => {
  const { page } = await open(context, '', smallModel);
  await page.addInitScript(DISGUISED);
  await page.reload();
  await page.waitForFunction(() => 'api' in window);
  const { kind, reason } = await harness.load(page, 'auto');
  assert.deepEqual({ kind, reason }, { kind: 'cpu', reason: 'slower_than_processor' });
  if (page.workers().length > 1) await page.workers()[0].waitForEvent('close');
  assert.equal(page.workers().length, 1, 'the other worker is gone');
});

test('a quick GPU is kept, and the module for the processor is not fetched', { timeout: 300_000 }, async (context) => {
  const { page, server } = await open(context, saying(6), smallModel);
  await page.addInitScript(DISGUISED);
  await page.reload();
  await page.waitForFunction(() => 'api' in window);
  const { kind, reason } = await harness.load(page, 'auto');
  assert.deepEqual({ kind, reason }, { kind: 'gpu', reason: 'adapter_suitable' });
  assert.deepEqual(server.requests.filter((path) => path.startsWith('/cpu/')), []);
});
