// A Chromium, a served folder, and what the native command line says of the same photographs.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { serve } from '../../www/serve.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts the Chromium that CHROME names. */
export function startBrowser(flags = FLAGS) {
  const executablePath = process.env.CHROME;
  if (!executablePath) throw new Error('CHROME must name a Chrome or Chromium; `cargo xtask test` sets it');
  return chromium.launch({ executablePath, args: flags });
}

/** The flags without WebGPU, and with nothing drawn by a pretended graphics processor. */
export const WITHOUT_WEBGPU = FLAGS.filter((flag) => !flag.includes('webgpu')).concat('--disable-features=WebGPU', '--disable-gpu');

/** The weights that are tested. */
const weights = resolve(root, process.env.ZOOM_IN_NET_WEIGHTS ?? 'weights');

/** A side of M-Net's input at which a screening takes little time, even on a graphics processor that is none. */
const SMALL_INPUT = 96;

/** The folder of the same weights at a small input: for what goes on around the networks, whatever they compute. */
export async function smallModel() {
  const folder = await mkdtemp(join(tmpdir(), 'zoom-in-net-'));
  await cp(weights, folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const scale = SMALL_INPUT / manifest.sizes.input;
  for (const [name, side] of Object.entries(manifest.sizes)) manifest.sizes[name] = side * scale;
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
  await run(programme('zoom-in-net'), ['weights', 'answer', folder]);
  return folder;
}

/** Serves the npm package as it is built, with a model and an empty page that has its exports in `window.api`. */
export function servePackage(change = () => undefined, { headers = {}, model = weights } = {}) {
  const page = '<!doctype html><title>package</title><script type="module" src="page.js"></script>';
  const script = "import * as api from './index.js'; window.api = api;";
  return serve(join(root, 'pkg/dist'), {
    headers,
    change: async (path) => {
      if (path === '/') return { type: 'text/html', body: page };
      if (path === '/page.js') return { type: 'text/javascript', body: script };
      return (await change(path)) ?? (path.startsWith('/weights/') ? served(model, path) : undefined);
    },
  });
}

/** Where the page is built. */
export const builtPage = join(root, 'www/dist');

/** Serves the page as it is built. */
export function servePage() {
  return serve(builtPage);
}

/** What a request brings along. */
export async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A file of a model, as it is served. */
async function served(model, path) {
  const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  return { type, body: await weightsFile(path.split('/').at(-1), model) };
}

/** A file of a model; of the published one, where no other is named. */
export function weightsFile(name, model = weights) {
  return readFile(join(model, name));
}

/** A built file of the npm package. */
export function packageFile(path) {
  return readFile(join(root, 'pkg/dist', path));
}

/** The worker with a line before it, so that a test can reach what the module opens for itself. */
export async function workerAfter(line) {
  return { type: 'text/javascript', body: `${line}\n${await packageFile('worker.js')}` };
}

/** Opens the package's page and waits for its exports. */
export async function openPackage(browser, address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address);
  await page.waitForFunction(() => 'api' in window);
  return { page, context, errors };
}

/** Loads the networks into `window.screener`; returns the device in use. */
export function load(page, device) {
  return page.evaluate(async (device) => {
    window.progress = [];
    window.screener = await window.api.ZoomInNet.load({ device, weights: '/weights/', onProgress: (one) => window.progress.push(one) });
    return window.screener.device;
  }, device);
}

/** Screens a photograph; pictures come back as their sizes. */
export function screen(page, photograph) {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const stages = [];
    const result = await window.screener.screen(bytes, { onStage: (stage) => stages.push(stage) });
    const size = ({ width, height, data }) => ({ width, height, bytes: data.length });
    return { ...result, photograph: size(result.photograph), crops: result.crops.map(size), stages };
  }, photograph.toString('base64'));
}

/** A photograph drawn by the project's own generator. */
export async function syntheticPhotograph({ grade = 3, seed = 1, diameter = 900 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'zoom-in-net-'));
  const file = join(folder, `synthetic-${grade}-${seed}.jpg`);
  const numbers = ['--grade', grade, '--seed', seed, '--diameter', diameter].map(String);
  await run(programme('zoom-in-net-synthetic'), [...numbers, '--out', file]);
  return file;
}

/** Real photographs where the shared data lies beside the repository, else synthetic ones. */
export async function photographs() {
  const real = [
    'srahim/images/Patient001_L.jpg',
    'eyepacs/images_1024/1002_left.jpeg',
    'eyepacs/images_1024/1008_left.jpeg',
    'eyepacs/images_400/10003_left.jpeg',
  ].map((path) => join(root, '../shared/data', path));
  if (real.every((file) => existsSync(file))) return real;
  console.log('The real photographs do not lie beside the repository (../shared/data): drawn ones take their place.');
  return Promise.all([1, 2, 3, 4].map((grade) => syntheticPhotograph({ grade, seed: grade })));
}

/** What the native command line says of photographs, in their order. */
export async function screenedNatively(files) {
  const folder = await mkdtemp(join(tmpdir(), 'zoom-in-net-'));
  const json = join(folder, 'screenings.json');
  await run(programme('zoom-in-net'), ['screen', ...files, '--weights', weights, '--json', json]);
  const { screenings } = JSON.parse(await readFile(json, 'utf8'));
  // What follows is the screening itself, which the browser has no file name in.
  return screenings.map(({ file, picture, screening, ...flat }) => screening ?? flat);
}

function programme(name) {
  const folder = process.env.ZOOM_IN_NET_PROGRAMS ?? join(root, 'target/debug');
  return join(folder, name);
}
