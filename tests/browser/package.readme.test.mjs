// The examples of the package's README, as they stand there: they compile, and they run under the strict policy.

import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';
import webpack from 'webpack';
import { startBrowser } from './harness.mjs';
import { serve } from '../../www/serve.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FOLDER = at('target/readme');

const readme = await readFile(at('pkg/README.md'), 'utf8');
const [, clinical] = readme.split('\n## Clinical parts\n');
const section = clinical.split('\n## ')[0];
const blocks = (language) => [...section.matchAll(new RegExp('```' + language + '\\n([^]*?)```', 'g'))].map(([, code]) => code);
const examples = blocks('ts');

/** What an example is given. */
const GIVEN = `import type { ZoomInNet } from 'zoom-in-net';
declare global {
  const screener: ZoomInNet;
  const file: File;
}
`;

const ENTRY = `import { ZoomInNet } from '../../tests/browser/mock/networks.js';

const response = await fetch('/samples/synthetic-1_right.jpg');
const file = new File([await response.blob()], '13_right.jpg', { type: 'image/jpeg' });
Object.assign(window, { file, screener: await ZoomInNet.load({ weights: '/' }), examples: [${examples.map((_, index) => `() => import('./example-${index}.js')`)}] });
`;

let browser;
let server;

before(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}/given.d.ts`, `${GIVEN}\nexport {};\n`);
  await writeFile(`${FOLDER}/entry.ts`, ENTRY);
  for (const [index, code] of examples.entries()) await writeFile(`${FOLDER}/example-${index}.ts`, code);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test('every subpath has an example', async () => {
  const { exports } = JSON.parse(await readFile(at('pkg/package.json'), 'utf8'));
  const parts = ['element', 'fundus-view', 'report', 'fhir', 'patient', 'words', 'pictures'];
  for (const part of parts) {
    assert.ok(`./${part}` in exports, part);
    assert.ok(examples.some((code) => code.includes(`'zoom-in-net/${part}'`)), part);
  }
});

test('the examples compile', { timeout: 120_000 }, () => {
  const { config } = typescript.readConfigFile(at('www/tsconfig.json'), typescript.sys.readFile);
  const { options } = typescript.parseJsonConfigFileContent(config, typescript.sys, at('www'));
  const files = [`${FOLDER}/given.d.ts`, ...examples.map((_, index) => `${FOLDER}/example-${index}.ts`)];
  const found = typescript.getPreEmitDiagnostics(typescript.createProgram(files, { ...options, noUnusedLocals: false }));
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
        resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] }, alias: { 'zoom-in-net$': at('tests/browser/mock/networks.ts') } },
        module: { rules: [{ test: /\.ts$/, loader: 'ts-loader', options: { configFile: at('www/tsconfig.json'), transpileOnly: true } }] },
      },
      (error, stats) => (error || stats?.hasErrors() ? reject(error ?? new Error(stats.toString('errors-only'))) : resolve()),
    );
  });
  const [element] = blocks('html');
  const html = `<!doctype html><html lang="en"><title>README</title><link rel="icon" href="/samples/synthetic-1_right.jpg" />${element}<fundus-view></fundus-view><fundus-view></fundus-view><script type="module" src="page.js"></script></html>`;
  server = await serve(`${FOLDER}/site`, {
    change: async (path) => {
      if (path === '/') return { type: 'text/html', body: html };
      if (path.startsWith('/samples/')) return { type: 'image/jpeg', body: await readFile(at(`www${path}`)) };
    },
  });
  const page = await browser.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) troubles.push(message.text());
  });
  await page.goto(server.address);
  await page.waitForFunction(() => 'examples' in window);
  for (const [index] of examples.entries()) {
    await page.evaluate((index) => {
      window.done = window.examples[index]();
    }, index);
    await page.evaluate(() => window.done);
  }
  assert.equal(await page.locator('fundus-screening .result').count(), 1);
  assert.equal(await page.getByRole('button', { name: 'Add to the record' }).isVisible(), true);
  assert.equal(await page.locator('.zoom-in-net-report canvas').count(), 5);
  assert.deepEqual(await page.locator('body > fundus-view').evaluateAll(([right, left]) => [right.view.zoom, left.view]), [3, { x: 0.5, y: 0.5, zoom: 1 }]);
  assert.deepEqual(troubles, []);
});
