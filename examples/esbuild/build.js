// esbuild takes no files along that a module only names: they are copied.

import { cp } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folderOf = (module) => dirname(fileURLToPath(import.meta.resolve(module)));

await build({ entryPoints: ['main.js'], bundle: true, minify: true, format: 'esm', outdir: 'dist' });
await cp(folderOf('zoom-in-net'), 'dist/zoom-in-net', { recursive: true });
await cp(folderOf('zoom-in-net-weights-lite'), 'dist/weights', { recursive: true });
await cp('index.html', 'dist/index.html');
