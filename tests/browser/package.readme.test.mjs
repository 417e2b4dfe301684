// The examples of the documents, as they stand there: they compile, and they run under the strict policy.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import typescript from 'typescript';
import webpack from 'webpack';
import { at, blocks, subpaths, writeExamples } from './documented.harness.mjs';
import { startBrowser } from './harness.mjs';
import { serve } from '../../www/serve.mjs';

const FOLDER = at('target/readme');

/** What the examples are given, on networks that only pretend. */
const given = (modules) => `import { ZoomInNet } from '../../tests/browser/mock/networks.js';

const response = await fetch('/samples/synthetic-1_right.jpg');
const file = new File([await response.blob()], '13_right.jpg', { type: 'image/jpeg' });
const screener = await ZoomInNet.load({ weights: '/' });
const { screening } = await screener.screen(file);
const given = { screener, controller: new AbortController(), file, other: file, screening, left: screening, right: screening };
Object.assign(window, given, { examples: [${modules}] });
`;

let examples;
let files;
let browser;
let server;

before(async () => {
  ({ examples, files } = await writeExamples(FOLDER));
  await writeFile(`${FOLDER}/entry.ts`, given(files.map((file) => `() => import('./${file}')`)));
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test('every subpath has an example', async () => {
  for (const subpath of await subpaths()) assert.ok(examples.some(({ code }) => code.includes(`'${subpath}'`)), subpath);
});

test('every subpath is in the table', async () => {
  const readme = await readFile(at('pkg/README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `(zoom-in-net\/[^`]+)` \|/gm)].map(([, subpath]) => subpath);
  assert.deepEqual(['zoom-in-net', ...rows].sort(), (await subpaths()).sort());
});

test('the examples compile', { timeout: 120_000 }, () => {
  const { config } = typescript.readConfigFile(at('www/tsconfig.json'), typescript.sys.readFile);
  const { options } = typescript.parseJsonConfigFileContent(config, typescript.sys, at('www'));
  const own = { jsx: typescript.JsxEmit.ReactJSX, noUnusedLocals: false, paths: { 'zoom-in-net-weights-lite': [at('weights/index.d.ts')] } };
  const found = typescript.getPreEmitDiagnostics(typescript.createProgram(['given.d.ts', ...files].map((file) => `${FOLDER}/${file}`), { ...options, ...own }));
  assert.deepEqual(
    found.map(({ file, messageText }) => `${file?.fileName}: ${typescript.flattenDiagnosticMessageText(messageText, '\n')}`),
    [],
  );
});

test('the examples run', { timeout: 240_000 }, async () => {
  await new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'development',
        context: FOLDER,
        entry: './entry.ts',
        output: { path: `${FOLDER}/site`, filename: 'page.js', publicPath: '/', module: true },
        experiments: { outputModule: true },
        devtool: false,
        resolve: {
          extensions: ['.tsx', '.ts', '.js'],
          extensionAlias: { '.js': ['.ts', '.js'] },
          alias: { 'zoom-in-net$': at('tests/browser/mock/networks.ts'), 'zoom-in-net-weights-lite': at('weights') },
        },
        module: {
          rules: [
            {
              test: /\.tsx?$/,
              loader: 'ts-loader',
              options: { configFile: at('www/tsconfig.json'), transpileOnly: true, compilerOptions: { jsx: 'react-jsx' } },
            },
          ],
        },
      },
      (error, stats) => (error || stats?.hasErrors() ? reject(error ?? new Error(stats.toString('errors-only'))) : resolve()),
    );
  });
  const [{ code: element }] = await blocks('html');
  const html = `<!doctype html><html lang="en"><title>README</title><link rel="icon" href="/samples/synthetic-1_right.jpg" />${element}<fundus-view></fundus-view><fundus-view></fundus-view><div id="root"></div><script type="module" src="page.js"></script></html>`;
  server = await serve(`${FOLDER}/site`, {
    change: async (path) => {
      if (path === '/') return { type: 'text/html', body: html };
      if (path.startsWith('/samples/')) return { type: 'image/jpeg', body: await readFile(at(`www${path}`)) };
    },
  });
  const page = await browser.newPage();
  const [troubles, said] = [[], []];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) troubles.push(message.text());
    else said.push(message.text());
  });
  await page.goto(server.address);
  await page.waitForFunction(() => 'examples' in window);
  for (const [index, { document, code }] of examples.entries()) {
    const failed = await page.evaluate((index) => window.examples[index]().then(() => null, (error) => String(error)), index);
    assert.equal(failed, null, `${document}: ${code}`);
  }
  assert.equal(await page.locator('body > fundus-screening .result').count(), 1);
  assert.equal(await page.getByRole('button', { name: 'Add to the record' }).isVisible(), true);
  assert.equal(await page.locator('.zoom-in-net-report canvas').count(), 5);
  assert.deepEqual(await page.locator('body > fundus-view').evaluateAll(([right, left]) => [right.view.zoom, left.view]), [3, { x: 0.5, y: 0.5, zoom: 1 }]);
  assert.equal(await page.locator('#root > fundus-screening').getByRole('button', { name: 'Escolher' }).isVisible(), true);
  for (const one of ['13 left', /^Research software\. .* null$/, /^This file is no image/]) assert.ok(said.some((text) => text.match(one)), `${one} of ${said.join('\n')}`);
  assert.deepEqual(troubles, []);
});
