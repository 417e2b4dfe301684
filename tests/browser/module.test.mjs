// The modules compute what the command line computes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { dicomOf } from './dicom.mjs';
import * as harness from './harness.mjs';

let browser;
let server;

before(async () => {
  browser = await harness.startBrowser();
  server = await harness.servePackage();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** Asserts that two screenings agree: probabilities to `tolerance`, everything whole exactly. */
function assertAgree(browsers, natives, tolerance) {
  assert.equal(browsers.outcome, natives.outcome);
  if (natives.outcome !== 'graded') return assert.deepEqual(browsers, natives);
  const near = (name, found, expected) =>
    found.forEach((value, grade) => {
      const difference = Math.abs(value - expected[grade]);
      assert.ok(difference <= tolerance, `${name}[${grade}]: ${value} and ${expected[grade]} differ by ${difference}`);
    });
  near('probabilities', browsers.probabilities, natives.probabilities);
  for (const stage of ['m_net_probabilities', 'm_a_net_probabilities']) {
    near(stage, browsers.votes[stage], natives.votes[stage]);
  }
  assert.equal(browsers.grade, natives.grade);
  const boxes = ({ regions }) => regions.map(({ number, box_in_photo }) => ({ number, box_in_photo }));
  assert.deepEqual(boxes(browsers), boxes(natives));
  assert.deepEqual(browsers.notices, natives.notices);
}

test('the CPU module agrees with the command line to 1e-5, box by box', { timeout: 600_000 }, async () => {
  const files = await harness.photographs();
  const natives = await harness.screenedNatively(files);
  assert.ok(natives.some(({ outcome }) => outcome === 'graded'), 'at least one photograph is graded');
  const { page, errors } = await harness.openPackage(browser, server.address);
  assert.deepEqual(await harness.load(page, 'cpu'), { kind: 'cpu', name: '', reason: 'requested' });
  for (const [index, file] of files.entries()) {
    const result = await harness.screen(page, await readFile(file));
    assertAgree(result.screening, natives[index], 1e-5);
    if (result.screening.outcome === 'graded') {
      assert.deepEqual(result.stages, ['decoding', 'preparing', 'grading', 'attending', 'zooming']);
      assert.equal(result.crops.length, result.screening.regions.length);
    }
  }
  assert.deepEqual(errors, []);
});

test('WebGPU agrees with the command line to 1e-3, box by box', { timeout: 900_000 }, async () => {
  const files = (await harness.photographs()).slice(0, 2);
  const natives = await harness.screenedNatively(files);
  const { page, errors } = await harness.openPackage(browser, server.address);
  const device = await harness.load(page, 'gpu');
  assert.equal(device.kind, 'gpu', `WebGPU is used, not the processor because of ${device.reason}`);
  for (const [index, file] of files.entries()) {
    const result = await harness.screen(page, await readFile(file));
    assert.equal(result.device.kind, 'gpu');
    assertAgree(result.screening, natives[index], 1e-3);
  }
  assert.deepEqual(errors, []);
});

test('an eye is read with the other one, and averaged over views; what another model found is refused', { timeout: 300_000 }, async () => {
  const { page, errors } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const sample = async (name) => (await readFile(new URL(`../../www/samples/${name}`, import.meta.url))).toString('base64');
  const samples = await Promise.all([sample('synthetic-1_left.jpg'), sample('synthetic-1_right.jpg')]);
  const found = await page.evaluate(async ([left, right]) => {
    const { screener } = window;
    const screened = async (base64, options) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return (await screener.screen(bytes, options)).screening;
    };
    const [one, other] = [await screened(left), await screened(right)];
    const together = await screener.withFellow(one, other);
    const anew = await screener.withFellow(together, other);
    const refused = await screener.withFellow({ ...one, features: [1] }, other).then(() => 'none', ({ code }) => code);
    const thorough = await screened(left, { thorough: true });
    return { one, together, anew, refused, thorough, readsBoth: Boolean(screener.manifest.decisions.both_eyes) };
  }, samples);
  const { one, together, anew, refused, thorough, readsBoth } = found;
  assert.deepEqual([one.both_eyes, one.thorough], [false, false]);
  assert.equal(together.both_eyes, readsBoth);
  assert.deepEqual(together.regions, one.regions);
  assert.deepEqual(anew, together, 'it does not matter whether it was read with the other eye before');
  if (readsBoth) assert.notDeepEqual(together.votes.m_net_logits, one.votes.m_net_logits);
  assert.equal(refused, 'other_model');
  assert.deepEqual([thorough.both_eyes, thorough.thorough], [false, true]);
  assert.deepEqual(errors, []);
});

test('a DICOM file is screened as its pixels are, and says which eye it is', { timeout: 120_000 }, async () => {
  const { page, errors } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const sample = await readFile(new URL('../../www/samples/synthetic-2_right.jpg', import.meta.url));
  const { rgb, ...ofPixels } = await page.evaluate(async (base64) => {
    const photograph = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]));
    const { width, height } = photograph;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(photograph, 0, 0);
    const pixels = context.getImageData(0, 0, width, height);
    const { screening, laterality } = await window.screener.screen(pixels);
    const rgb = pixels.data.filter((_, place) => place % 4 < 3);
    let bytes = '';
    for (const value of rgb) bytes += String.fromCharCode(value);
    return { width, height, rgb: btoa(bytes), screening, laterality };
  }, sample.toString('base64'));
  assert.deepEqual([ofPixels.screening.outcome, ofPixels.laterality], ['graded', null]);
  for (const [laterality, eye] of [['R', 'right'], ['L', 'left']]) {
    const ofFile = await harness.screen(page, dicomOf({ ...ofPixels, rgb: Buffer.from(rgb, 'base64'), laterality }));
    assert.deepEqual(ofFile.screening, ofPixels.screening);
    assert.equal(ofFile.laterality, eye);
  }
  assert.deepEqual(errors, []);
});

test('a software GPU is left for the processor unless it is asked for', { timeout: 120_000 }, async () => {
  const { page } = await harness.openPackage(browser, server.address);
  const { kind, reason } = await harness.load(page, 'auto');
  assert.deepEqual({ kind, reason }, { kind: 'cpu', reason: 'software_adapter' });
});

test('progress of the weights counts up to their size; a second visit fetches none of them', { timeout: 120_000 }, async () => {
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const { networks } = await page.evaluate(() => window.screener.manifest);
  const first = await page.evaluate(() => window.progress);
  for (const [part, { bytes }] of Object.entries(networks)) {
    const steps = first.filter((one) => one.part === part);
    assert.ok(steps.length > 0 && steps.every(({ total, fromCache }) => total === bytes && !fromCache));
    assert.equal(steps.at(-1).received, bytes);
  }
  const before = server.requests.length;
  await page.reload();
  await page.waitForFunction(() => 'api' in window);
  await harness.load(page, 'cpu');
  const again = await page.evaluate(() => window.progress);
  assert.ok(again.filter(({ part }) => part !== 'module').every(({ fromCache }) => fromCache));
  assert.deepEqual(server.requests.slice(before).filter((path) => path.endsWith('.bpk')), []);
});

test('what is no photograph is refused with a code, and the next one is screened', { timeout: 120_000 }, async () => {
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const codeOf = (bytes) =>
    page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return window.screener.screen(bytes).then(() => 'none', (error) => error.code);
    }, bytes.toString('base64'));
  const photograph = await readFile((await harness.photographs())[0]);
  assert.equal(await codeOf(Buffer.from('no image at all')), 'not_an_image');
  assert.equal(await codeOf(photograph.subarray(0, 300)), 'damaged_image');
  const { screening } = await harness.screen(page, photograph);
  assert.ok(['graded', 'ungradable'].includes(screening.outcome));
});

/** The code that loading fails with, and what that error comes from. */
function causeOfFailure(page, options) {
  return page.evaluate(
    (options) =>
      window.api.ZoomInNet.load({ device: 'cpu', ...options }).then(
        () => null,
        ({ code, cause }) => ({ code, isError: cause instanceof Error, name: cause?.name, message: cause?.message }),
      ),
    options,
  );
}

test('an error that comes from another one has it as its cause', { timeout: 120_000 }, async (context) => {
  const noJson = await harness.servePackage((path) => (path.startsWith('/no-model/') ? { type: 'text/html', body: '<!doctype html>' } : undefined));
  context.after(() => noJson.close());
  const { page } = await harness.openPackage(browser, noJson.address);
  const notJson = await causeOfFailure(page, { weights: '/no-model/' });
  assert.deepEqual([notJson.code, notJson.isError, notJson.name], ['weights_do_not_fit', true, 'SyntaxError']);
  assert.match(notJson.message, /JSON/);
  // The policy forbids it, so that there is no answer.
  const unanswered = await causeOfFailure(page, { weights: 'http://127.0.0.1:1/' });
  assert.deepEqual([unanswered.code, unanswered.isError, unanswered.name], ['network', true, 'TypeError']);
  assert.match(unanswered.message, /fetch/);
  const refused = await causeOfFailure(page, { weights: '/nowhere/' });
  assert.deepEqual([refused.code, refused.isError], ['network', false], 'an answer is no error');
  const noWorker = await causeOfFailure(page, { weights: '/weights/', assets: '/nowhere/' });
  assert.deepEqual([noWorker.code, noWorker.isError], ['device_failed', true]);
  const photograph = await page.evaluate(async () => {
    const screener = await window.api.ZoomInNet.load({ device: 'cpu', weights: '/weights/' });
    window.fetch = () => Promise.reject(new TypeError('no network'));
    return screener.screen('sample.jpg').catch(({ code, cause }) => [code, cause.message]);
  });
  assert.deepEqual(photograph, ['network', 'no network']);
});

test('where there is no room to keep the weights, the networks are loaded all the same', { timeout: 120_000 }, async (context) => {
  const noRoom = "Cache.prototype.put = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));";
  const full = await harness.servePackage((path) => (path === '/worker.js' ? harness.workerAfter(noRoom) : undefined));
  context.after(() => full.close());
  const { page, errors } = await harness.openPackage(browser, full.address);
  assert.equal((await harness.load(page, 'cpu')).kind, 'cpu');
  assert.equal(await page.evaluate(async () => (await (await caches.open('zoom-in-net-weights')).keys()).length), 0);
  assert.deepEqual(errors, []);
});
