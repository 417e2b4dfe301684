// What a portal does with the package: photographs of every kind, several instances, an order, other origins, policies.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as harness from './harness.mjs';
import { serve } from '../../www/serve.mjs';
import { SERVED_POLICY as POLICY } from '../../www/policy.mjs';

const PACKAGE = fileURLToPath(new URL('../../pkg/dist/', import.meta.url));
const WEIGHTS = fileURLToPath(new URL('../../weights/', import.meta.url));
const SAMPLE = await readFile(new URL('../../www/samples/synthetic-2_right.jpg', import.meta.url));

let browser;
let server;

before(async () => {
  browser = await harness.startBrowser();
  server = await harness.servePackage((path) => (path === '/sample.jpg' ? { type: 'image/jpeg', body: SAMPLE } : undefined));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test('a photograph is the same as a file, as its bytes, by its address and as pixels of every kind', { timeout: 300_000 }, async () => {
  const { page, errors } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const found = await page.evaluate(async () => {
    const { screener } = window;
    const file = await (await fetch('/sample.jpg')).blob();
    const bitmap = await createImageBitmap(file);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
    offscreen.getContext('2d').drawImage(bitmap, 0, 0);
    const image = new Image();
    image.src = '/sample.jpg';
    await image.decode();
    const bytes = new Uint8Array(await file.arrayBuffer());
    const longer = new Uint8Array(bytes.length + 7);
    longer.set(bytes, 7);
    const kinds = {
      Blob: file,
      ArrayBuffer: bytes.buffer,
      Uint8Array: longer.subarray(7),
      string: 'sample.jpg',
      URL: new URL('/sample.jpg', location.href),
      PNG: await offscreen.convertToBlob(),
      ImageData: context.getImageData(0, 0, bitmap.width, bitmap.height),
      ImageBitmap: bitmap,
      HTMLCanvasElement: canvas,
      OffscreenCanvas: offscreen,
      HTMLImageElement: image,
    };
    // All at once: what is drawn on a canvas afterwards is not what was given.
    const asked = Object.entries(kinds).map(async ([kind, one]) => [kind, await screener.screen(one)]);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const results = await Promise.all(asked);
    const { name, version } = screener.manifest;
    const saysWho = results.every(([, { model, packageVersion }]) => model.name === name && model.version === version && packageVersion === window.api.VERSION);
    return { screenings: Object.fromEntries(results.map(([kind, { screening }]) => [kind, screening])), saysWho };
  });
  const { Blob: file, PNG: png, ...others } = found.screenings;
  assert.equal(png.outcome, 'graded');
  for (const kind of ['ArrayBuffer', 'Uint8Array', 'string', 'URL']) assert.deepEqual(others[kind], file, kind);
  // Pixels are what the browser made of the file; without loss they are what a PNG of them is.
  for (const kind of ['ImageData', 'ImageBitmap', 'HTMLCanvasElement', 'OffscreenCanvas', 'HTMLImageElement']) assert.deepEqual(others[kind], png, kind);
  assert.equal(png.grade, file.grade);
  assert.ok(found.saysWho, 'a result says which model and which package made it');
  assert.deepEqual(errors, []);
});

test('what cannot be screened is refused with a sentence that says why', { timeout: 120_000 }, async (context) => {
  const elsewhere = await serve(PACKAGE, { change: (path) => (path === '/sample.jpg' ? { type: 'image/jpeg', body: SAMPLE } : undefined) });
  context.after(() => elsewhere.close());
  // A page that shows pictures of another origin, as many do.
  const open = await harness.servePackage(undefined, { headers: { 'content-security-policy': POLICY.replace('img-src', 'img-src http:') } });
  context.after(() => open.close());
  const { page } = await harness.openPackage(browser, open.address);
  await harness.load(page, 'cpu');
  const failures = await page.evaluate(async (other) => {
    const tainted = new Image();
    tainted.src = other;
    await tainted.decode();
    const closed = await createImageBitmap(new ImageData(8, 8));
    closed.close();
    const kinds = { elsewhere: other, missing: 'no-such.jpg', tainted, loading: new Image(), closed, number: 5 };
    const failure = (one) => window.screener.screen(one).then(() => null, ({ name, code, message }) => ({ name, code, message }));
    return Object.fromEntries(await Promise.all(Object.entries(kinds).map(async ([kind, one]) => [kind, await failure(one)])));
  }, `${elsewhere.address}sample.jpg`);
  const expected = {
    elsewhere: ['other_origin', /sample\.jpg is no address of this page's origin.* as a Blob/],
    missing: ['network', /no-such\.jpg could not be fetched: the server answered 404/],
    tainted: ['other_origin', /image of another origin/],
    loading: ['unsupported_image', /HTMLImageElement has no pixels/],
    closed: ['unsupported_image', /ImageBitmap has no pixels/],
    number: [undefined, /^5 cannot be screened; give a file as a Blob/],
  };
  for (const [kind, [code, message]] of Object.entries(expected)) {
    assert.equal(failures[kind]?.code, code, kind);
    assert.match(failures[kind].message, message);
  }
});

test('two instances screen at once; one of them ends what runs and what waits, the other goes on', { timeout: 120_000 }, async () => {
  const { page, errors } = await harness.openPackage(browser, server.address);
  const found = await page.evaluate(async () => {
    const load = () => window.api.ZoomInNet.load({ weights: '/weights/', device: 'cpu' });
    const [one, other] = await Promise.all([load(), load()]);
    const codeOf = (promise) => promise.then(({ screening }) => screening.outcome, ({ code }) => code);
    let begun;
    const running = new Promise((resolve) => (begun = resolve));
    const results = [one.screen('sample.jpg', { onStage: begun }), one.screen('sample.jpg'), other.screen('sample.jpg')].map(codeOf);
    await running;
    one.dispose();
    results.push(codeOf(one.screen('sample.jpg')));
    return Promise.all(results);
  });
  assert.deepEqual(found, ['disposed', 'disposed', 'graded', 'disposed']);
  assert.deepEqual(errors, []);
});

test('the urgent one first, the aborted one never, and loading ends when it is told to', { timeout: 120_000 }, async () => {
  const { page } = await harness.openPackage(browser, server.address);
  await harness.load(page, 'cpu');
  const { order, aborted, loading, unstarted } = await page.evaluate(async () => {
    const order = [];
    const controller = new AbortController();
    const screen = (name, options) => window.screener.screen('sample.jpg', options).then(() => order.push(name));
    const all = [screen('first'), screen('second'), screen('urgent', { priority: 1 })];
    const aborted = screen('aborted', { signal: controller.signal }).catch(({ code }) => [code, order.length]);
    controller.abort();
    await Promise.all(all);
    const codeOf = (promise) => promise.then(() => 'loaded', ({ code }) => code);
    const late = new AbortController();
    const onProgress = () => late.abort();
    const load = (signal) => window.api.ZoomInNet.load({ weights: '/weights/', device: 'cpu', onProgress, signal });
    return { order, aborted: await aborted, loading: await codeOf(load(late.signal)), unstarted: await codeOf(load(AbortSignal.abort())) };
  });
  assert.deepEqual(order, ['first', 'urgent', 'second']);
  assert.deepEqual(aborted, ['cancelled', 0], 'before any was screened');
  assert.deepEqual([loading, unstarted], ['cancelled', 'cancelled']);
});

/** The weights once more, in another folder. */
async function movedWeights(path) {
  const [, name] = path.match(/^\/moved\/(.*)/) ?? [];
  return name && { type: 'application/octet-stream', body: await harness.weightsFile(name) };
}

/** A page on an origin of its own, with the package and the weights on another one; the code of what loading fails with, and the message. */
async function loadedFromElsewhere(context, policy) {
  const headers = { 'access-control-allow-origin': '*' };
  const code = await serve(PACKAGE, { headers });
  const weights = await serve(WEIGHTS, { headers, change: movedWeights });
  context.after(() => Promise.all([code.close(), weights.close()]));
  const page = await serve(PACKAGE, {
    headers: { 'content-security-policy': policy(new URL(code.address).origin, new URL(weights.address).origin) },
    change: (path) => {
      if (path === '/') return { type: 'text/html', body: '<!doctype html><title>portal</title><script type="module" src="page.js"></script>' };
      if (path === '/page.js') return { type: 'text/javascript', body: `import * as api from '${code.address}index.js'; window.api = api;` };
      if (path === '/sample.jpg') return { type: 'image/jpeg', body: SAMPLE };
      return undefined;
    },
  });
  context.after(() => page.close());
  const opened = await harness.openPackage(browser, page.address);
  const load = (address = weights.address) =>
    opened.page.evaluate(
      (weights) =>
        window.api.ZoomInNet.load({ weights, device: 'cpu' }).then(
          (screener) => {
            window.screener = screener;
            return { code: 'loaded' };
          },
          ({ code, message }) => ({ code, message }),
        ),
      address,
    );
  return { ...opened, load, code, weights };
}

const allowing = ({ worker = 'blob:', connect = true } = {}) => (code, weights) =>
  POLICY.replace("script-src 'self'", `script-src 'self' ${code}`)
    .replace("worker-src 'self'", `worker-src 'self' ${worker}`)
    .replace("connect-src 'self'", `connect-src 'self'${connect ? ` ${code} ${weights}` : ''}`);

test('code on one origin, weights on another, the page on a third; kept weights are those of any address', { timeout: 120_000 }, async (context) => {
  const { page, load, weights, errors } = await loadedFromElsewhere(context, allowing());
  assert.deepEqual(await load(), { code: 'loaded' });
  const bpk = () => weights.requests.filter((path) => path.endsWith('.bpk')).length;
  assert.equal(bpk(), 3);
  assert.equal(await page.evaluate(async () => (await window.screener.screen('sample.jpg')).screening.outcome), 'graded');
  // The same weights elsewhere, as another version of the weights or of the code would ask for them.
  assert.deepEqual(await load(`${weights.address}moved/`), { code: 'loaded' });
  assert.ok(weights.requests.includes('/moved/model.json'));
  assert.equal(bpk(), 3, 'nothing was fetched again');
  assert.deepEqual(errors, []);
});

test('where the policy forbids the worker, the error says what to allow', { timeout: 120_000 }, async (context) => {
  const { load } = await loadedFromElsewhere(context, allowing({ worker: '' }));
  const failure = await load();
  assert.equal(failure.code, 'blocked_by_policy');
  assert.match(failure.message, /add blob: to worker-src/);
});

test('where the policy forbids WebAssembly, the error says what to allow', { timeout: 120_000 }, async (context) => {
  const policy = (...origins) => allowing()(...origins).replace(" 'wasm-unsafe-eval'", '');
  const { load } = await loadedFromElsewhere(context, policy);
  const failure = await load();
  assert.equal(failure.code, 'blocked_by_policy');
  assert.match(failure.message, /add 'wasm-unsafe-eval' to script-src/);
});

test('what may not be fetched from another origin is a network error that names policy and CORS', { timeout: 120_000 }, async (context) => {
  const { load } = await loadedFromElsewhere(context, allowing({ connect: false }));
  const failure = await load();
  assert.equal(failure.code, 'network');
  assert.match(failure.message, /could not be fetched: there is no answer; .* by CORS, .* name http:\/\/localhost:\d+ in connect-src/);
});

test('a server that answers everything with its page is told from weights and from the module', { timeout: 120_000 }, async (context) => {
  const answering = async (what, options) => {
    const server = await harness.servePackage((path) => (what.test(path) ? { type: 'text/html', body: '<!doctype html>' } : undefined));
    context.after(() => server.close());
    const { page } = await harness.openPackage(browser, server.address);
    return page.evaluate((options) => window.api.ZoomInNet.load(options).then(() => null, ({ name, code, message }) => ({ name, code, message })), options);
  };
  const weights = await answering(/model\.json/, { weights: '/weights', device: 'cpu' });
  assert.equal(weights.code, 'weights_do_not_fit');
  assert.match(weights.message, /weights\/model\.json is no model\.json; check `weights`/);
  const module = await answering(/\.wasm/, { weights: '/weights', device: 'cpu' });
  assert.equal(module.code, 'network');
  assert.match(module.message, /cpu\/zoom_in_net_bg\.wasm is no module .* check `assets`/);
  const none = await answering(/none/, {});
  assert.equal(none.name, 'TypeError');
  assert.match(none.message, /needs `weights`/);
  const other = await answering(/none/, { weights: { default: {} } });
  assert.equal(other.name, 'TypeError');
  assert.match(other.message, /`weights` has no `model`/);
});

test('weights of another model are refused with a sentence', { timeout: 120_000 }, async (context) => {
  const manifest = JSON.parse(await harness.weightsFile('model.json'));
  manifest.architecture = 'paper';
  const other = await harness.servePackage((path) => (path === '/weights/model.json' ? { type: 'application/json', body: JSON.stringify(manifest) } : undefined));
  context.after(() => other.close());
  const { page } = await harness.openPackage(browser, other.address);
  const failure = await page.evaluate(() => window.api.ZoomInNet.load({ weights: '/weights/', device: 'cpu' }).then(() => null, ({ code, message }) => ({ code, message })));
  assert.equal(failure.code, 'weights_do_not_fit');
  assert.ok(failure.message.length > 20, failure.message);
});
