// Compares the modules with ONNX Runtime Web and TensorFlow.js in one Chromium, on the same graph and
// weights: `node run.mjs --graphs DIR --photograph PNG [--runs N] [--gpu-runs N] [--out FILE]`. The folder holds what
// tools/export_onnx.py wrote.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { startBrowser } from '../../tests/browser/harness.mjs';
import { serve } from '../../tests/browser/serve.mjs';
import { converted } from './graph.js';
import { table } from './table.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '../../pkg/dist');
const { version } = createRequire(import.meta.url)('./node_modules/onnxruntime-web/package.json');
const { version: tfjs } = createRequire(import.meta.url)('./node_modules/@tensorflow/tfjs-core/package.json');

const { values: given } = parseArgs({
  options: {
    graphs: { type: 'string' },
    photograph: { type: 'string' },
    runs: { type: 'string', default: '10' },
    'gpu-runs': { type: 'string', default: '10' },
    out: { type: 'string', default: join(here, '../../docs/browser-benchmarks.md') },
  },
});

const WEBGPU = 'WebGPU';
const PROCESSOR = 'processor, one thread';
const CONTENDERS = [
  { name: 'Zoom-in-Net', on: PROCESSOR, script: 'ours.js', device: 'cpu' },
  { name: `ONNX Runtime Web ${version}`, on: PROCESSOR, script: 'onnxruntime.js', device: 'wasm', build: 'onnxruntime-web/wasm' },
  { name: `TensorFlow.js ${tfjs}`, on: PROCESSOR, script: 'tensorflow.js', device: 'wasm' },
  { name: 'Zoom-in-Net', on: WEBGPU, script: 'ours.js', device: 'gpu' },
  { name: `ONNX Runtime Web ${version}`, on: WEBGPU, script: 'onnxruntime.js', device: 'webgpu', build: 'onnxruntime-web/webgpu' },
  { name: `TensorFlow.js ${tfjs}`, on: WEBGPU, script: 'tensorflow.js', device: 'webgpu' },
];

const { sizes } = JSON.parse(await readFile(join(dist, 'weights/model.json'), 'utf8'));
const known = JSON.parse(await readFile(join(dist, 'weights/self_test.json'), 'utf8'));
const browser = await startBrowser();
const rows = [];
for (const contender of CONTENDERS) {
  console.error(`${contender.name}, ${contender.on}`);
  const row = await measure(contender).catch((error) => ({ ...contender, error: error.message.split('\n')[0] }));
  console.error(row);
  rows.push(row);
}
await writeFile(
  given.out,
  table(rows, { sizes, browser: browser.version(), processor: cpus()[0].model, cores: cpus().length, runs: given.runs, gpuRuns: given['gpu-runs'] }),
);
await browser.close();

async function measure(contender) {
  const sent = new Map();
  const script = await bundled(contender);
  const server = await serve(here, {
    change: async (path) => {
      const file = await fileOf(path, script);
      if (file) sent.set(path, file.body);
      return file;
    },
  });
  try {
    const runs = Number(contender.on === WEBGPU ? given['gpu-runs'] : given.runs);
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.address);
    const result = await page.evaluate(
      async ([sizes, device, runs]) => {
        const started = performance.now();
        const { load } = await import('./contender.js');
        const run = await load('./graphs/', sizes, device);
        const ready = performance.now() - started;
        const times = [];
        let last;
        for (let index = 0; index <= runs; index += 1) {
          const began = performance.now();
          last = await run();
          times.push(last.milliseconds ?? performance.now() - began);
        }
        const following = times.slice(1).sort((a, b) => a - b);
        return { ready, first: times[0], median: following[following.length >> 1], logits: last.milliseconds ? null : last };
      },
      [sizes, contender.device, runs],
    );
    if (result.logits) assertSameNetworks(result.logits);
    const code = [...sent].filter(([path]) => /\.(m?js|wasm)$/.test(path));
    const download = code.reduce((sum, [, body]) => sum + gzipSync(body, { level: 9 }).length, 0);
    return { ...contender, ...result, download };
  } finally {
    await server.close();
  }
}

/** The contenders draw the picture of the self-test: its known answer must be theirs too. */
function assertSameNetworks(logits) {
  for (const [index, network] of ['m_net', 'a_net', 'c_net'].entries()) {
    for (const [grade, expected] of known[network].entries()) {
      const found = logits[index][grade];
      if (!(Math.abs(found - expected) <= 1e-3 * Math.max(1, Math.abs(expected)))) {
        throw new Error(`${network} gives ${found} for grade ${grade} where ${expected} is right: another network`);
      }
    }
  }
}

async function bundled({ script, build: variant }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, script)],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    alias: { 'onnxruntime-web-build': variant ?? 'onnxruntime-web' },
    external: ['./package/*'],
    nodePaths: [join(here, 'node_modules')],
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

async function fileOf(path, script) {
  const name = path.split('/').at(-1);
  if (path === '/') return { type: 'text/html', body: '<!doctype html><title>benchmark</title>' };
  if (path === '/contender.js') return { type: 'text/javascript', body: Buffer.from(script) };
  if (path === '/photograph.png') return { type: 'image/png', body: await readFile(given.photograph) };
  if (path.startsWith('/package/')) return typed(name, join(dist, path.slice('/package/'.length)));
  if (path.startsWith('/graphs/') && name.endsWith('.onnx')) return typed(name, join(given.graphs, name));
  if (path.startsWith('/graphs/')) {
    const { json, buffer } = converted(await readFile(join(given.graphs, name.replace(/\.\w+$/, '.onnx'))));
    return { type: 'application/octet-stream', body: name.endsWith('.json') ? Buffer.from(json) : buffer };
  }
  if (name.startsWith('ort-')) return typed(name, join(here, 'node_modules/onnxruntime-web/dist', name));
  if (name.startsWith('tfjs-')) return typed(name, join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name));
  return undefined;
}

async function typed(name, file) {
  const types = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm', json: 'application/json' };
  return { type: types[name.split('.').at(-1)] ?? 'application/octet-stream', body: await readFile(file) };
}
