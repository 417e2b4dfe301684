// Compares the modules with ONNX Runtime Web and TensorFlow.js in one Chromium, on the same graph and weights, and writes
// the table of the docs: `node run.mjs --graphs DIR --weights DIR --photograph PNG --site DIR [--runs N] [--gpu-runs N]`. The graphs are
// what tools/export_onnx.py wrote; the page that measures goes to `--site`. With `--write-only` nothing is measured here:
// the page is for a machine with a real GPU.

import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bodyOf, startBrowser } from '../../tests/browser/harness.mjs';
import { serve } from '../../www/serve.mjs';
import { CONTENDERS, ON_REAL_GPU, isOnGpu } from './contenders.js';
import { codeOf, writeSite } from './site.mjs';
import { table } from './table.js';

const PAGE = fileURLToPath(new URL('../../docs/browser-benchmarks.md', import.meta.url));
/** What stands between these lines is written anew; the rest of the page is people's. */
const [BEGIN, END] = ['<!-- software: begin -->', '<!-- software: end -->'];
/** A software GPU takes minutes. */
const SECONDS = 3600;

const { values: given } = parseArgs({
  options: {
    graphs: { type: 'string' },
    weights: { type: 'string' },
    photograph: { type: 'string' },
    site: { type: 'string' },
    'write-only': { type: 'boolean', default: false },
    runs: { type: 'string', default: '15' },
    'gpu-runs': { type: 'string', default: '3' },
  },
});

const contenders = given['write-only'] ? ON_REAL_GPU : CONTENDERS;
await writeSite(given.site, { ...given, contenders });
if (given['write-only']) console.error(`${given.site} is ready: serve it, and open peers.html`);
else await measureAll();

async function measureAll() {
  const browser = await startBrowser();
  const rows = [];
  for (const contender of contenders) {
    console.error(`${contender.name}, ${contender.on}`);
    rows.push(await measure(browser, contender));
    console.error(rows.at(-1));
  }
  const [{ model }] = cpus();
  const conditions =
    `One run in one Chromium (${browser.version()}, headless) on ${model.trim()}, ${cpus().length} cores.\n` +
    "WebGPU is Chromium's software adapter (SwiftShader) here.";
  await writeTable(`${conditions}\n\n${table(rows)}`);
  await browser.close();
}

/** The page measures; what it fetched of code meanwhile is the download. */
async function measure(browser, contender) {
  const posted = [];
  let finish;
  const finished = new Promise((resolve, reject) => (finish = { resolve, reject }));
  const server = await serve(given.site, {
    change: async (path, request) => {
      if (path !== '/log' && path !== '/done') return undefined;
      posted.push(JSON.parse(await bodyOf(request)));
      if (path === '/done') finish.resolve();
      return { type: 'text/plain', body: '' };
    },
  });
  const page = await (await browser.newContext()).newPage();
  try {
    page.on('crash', () => finish.reject(new Error('the page crashed')));
    page.on('pageerror', (error) => finish.reject(error));
    const runs = isOnGpu(contender) ? given['gpu-runs'] : given.runs;
    const query = `run=${contender.id}&runs=${runs}&seconds=${SECONDS}`;
    await Promise.all([page.goto(`${server.address}peers.html?${query}`), finished]);
    const code = await Promise.all([...new Set(server.requests)].map((path) => codeOf(given.site, path)));
    const download = code.filter(Boolean).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    return { ...posted.find(({ id }) => id === contender.id), download };
  } catch (error) {
    return { ...contender, error: error.message.split('\n')[0] };
  } finally {
    await page.close();
    await server.close();
  }
}

async function writeTable(measured) {
  const old = await readFile(PAGE, 'utf8');
  const [begin, end] = [old.indexOf(BEGIN), old.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} must have the lines ${BEGIN} and ${END}`);
  await writeFile(PAGE, `${old.slice(0, begin + BEGIN.length)}\n${measured}\n${old.slice(end)}`);
}
