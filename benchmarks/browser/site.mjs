// Writes the comparison as a folder of files, which a browser opens wherever it is served.

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { converted } from './graph.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, '../../pkg/dist');
const NETWORKS = ['m_net', 'a_net', 'c_net'];
const PAGE = ['peers.html', 'peers.js', 'table.js'];

/** `graphs` is what tools/export_onnx.py wrote, `weights` the folder of their weights, `photograph` what this project's own modules screen. */
export async function writeSite(folder, { contenders, graphs, photograph, weights }) {
  await mkdir(join(folder, 'graphs'), { recursive: true });
  for (const file of PAGE) await cp(join(here, file), join(folder, file));
  await cp(dist, join(folder, 'package'), { recursive: true, filter: (file) => !/\.(ts|md)$/.test(file) });
  await mkdir(join(folder, 'weights'), { recursive: true });
  for (const file of ['model.json', 'self_test.json', ...NETWORKS.map((network) => `${network}.bpk`)]) {
    await cp(join(weights, file), join(folder, 'weights', file));
  }
  await cp(photograph, join(folder, 'photograph.png'));
  for (const network of NETWORKS) {
    const graph = await readFile(join(graphs, `${network}.onnx`));
    await writeFile(join(folder, 'graphs', `${network}.onnx`), graph);
    await writeFile(join(folder, 'graphs', `${network}.json`), JSON.stringify(converted(graph)));
  }
  for (const contender of contenders) {
    await writeFile(join(folder, contender.script), await bundled(contender));
    for (const file of contender.files) await cp(join(here, 'node_modules', file), join(folder, basename(file)));
  }
  const told = contenders.map(({ id, name, on, device, script }) => ({ id, name, on, device, script }));
  await writeFile(join(folder, 'contenders.json'), JSON.stringify(told));
}

async function bundled({ source, build: variant }) {
  const { outputFiles } = await build({
    entryPoints: [join(here, source)],
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

/** A file of the served folder that is code, or nothing. */
export function codeOf(folder, path) {
  const isCode = /\.(m?js|wasm)$/.test(path) && !PAGE.includes(path.slice(1));
  return isCode ? readFile(join(folder, path)) : undefined;
}
