// What is published, as a portal gets it: packed, installed, built by each bundler, opened under a strict policy.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { subpaths, writeExamples } from './documented.harness.mjs';
import * as harness from './harness.mjs';
import { serve } from '../../www/serve.mjs';
import { SERVED_POLICY as POLICY } from '../../www/policy.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLE = join(root, 'www/samples/synthetic-2_right.jpg');
const BUNDLED = ['vite', 'react', 'webpack', 'rollup', 'esbuild'];
const PACKAGES = { 'zoom-in-net': 'pkg', 'zoom-in-net-weights-lite': 'weights' };
/** Where the plain page expects the packages, each with its version. */
const CDN = /https:\/\/cdn\.jsdelivr\.net\/npm\/([^@]+)@([^/]+)\//g;
/** A page with all of the package. */
const PORTAL = 'portal';
/** What a portal with React and TypeScript has besides. */
const TYPES = ['@types/react', '@types/react-dom'];

let folder;
let browser;
/** What each example says of the sample. */
const said = {};

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoom-in-net-examples-'));
    await install();
    browser = await harness.startBrowser();
  },
  { timeout: 300_000 },
);

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const json = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));

/** Packs both packages and installs the archives for all examples at once, each with the tools that it names. */
async function install() {
  const [packed, versions] = [{}, {}];
  for (const [name, source] of Object.entries(PACKAGES)) {
    const { stdout } = await run('npm', ['pack', join(root, source), '--json', '--pack-destination', folder], { cwd: folder });
    const [archive] = Object.values(JSON.parse(stdout));
    packed[name] = `file:${join(folder, archive.filename)}`;
    versions[name] = archive.version;
  }
  for (const example of [...BUNDLED, 'plain']) await cp(join(root, 'examples', example), join(folder, example), { recursive: true });
  for (const example of BUNDLED) {
    const file = join(folder, example, 'package.json');
    const description = JSON.parse(await readFile(file, 'utf8'));
    // Not yet on the registry: the archive stands for the version that the example names.
    for (const name of Object.keys(PACKAGES)) {
      assert.equal(description.dependencies[name], versions[name], `${example} names the version of ${name}`);
      description.dependencies[name] = packed[name];
    }
    await writeFile(file, JSON.stringify(description));
  }
  const named = [...(await readFile(join(folder, 'plain/main.js'), 'utf8')).matchAll(CDN)];
  assert.deepEqual(Object.fromEntries(named.map(([, name, version]) => [name, version])), versions, 'plain names the versions');
  const { devDependencies } = await json('package.json');
  const types = Object.fromEntries(TYPES.map((name) => [name, devDependencies[name]]));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', workspaces: BUNDLED, dependencies: packed, devDependencies: types }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], { cwd: folder });
}

/** What an example says of the sample, in a browser that has not been there before; that the policy forbids nothing, and nothing else goes wrong. */
async function grade(address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    const isIcon = message.location().url.endsWith('/favicon.ico');
    if (message.type() === 'error' && !isIcon) troubles.push(message.text());
  });
  await page.goto(address);
  const status = page.getByRole('status');
  await status.filter({ hasText: 'Ready' }).waitFor({ timeout: 60_000 }).catch(async () => assert.fail(`${await status.innerText()} ${troubles}`));
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.locator('input').setInputFiles(SAMPLE);
  await status.filter({ hasText: /^(Grade|Not gradable|(?!Ready)\w+:)/ }).waitFor({ timeout: 60_000 });
  const words = await status.innerText();
  await context.close();
  assert.deepEqual(asked, [], 'nothing is asked for after loading');
  assert.deepEqual(troubles, []);
  assert.match(words, /^Grade \d, (do not )?refer/);
  return words.split(' (')[0];
}

for (const example of BUNDLED) {
  test(`${example}: built from the archives, under any path, in a strict policy`, { timeout: 180_000 }, async (context) => {
    await run('npm', ['run', 'build', '--workspace', example], { cwd: folder });
    const server = await serve(folder);
    context.after(() => server.close());
    said[example] = await grade(`${server.address}${example}/dist/`);
    const strays = server.requests.filter((path) => !path.startsWith(`/${example}/dist/`) && path !== '/favicon.ico');
    assert.deepEqual(strays, []);
    // One module, not both, and each network once.
    assert.equal(server.requests.filter((path) => path.endsWith('.wasm')).length, 1);
    assert.equal(server.requests.filter((path) => path.endsWith('.bpk')).length, 3);
  });
}

test('vite: as it is in development', { timeout: 180_000 }, async (context) => {
  const vite = spawn('node', [join(folder, 'node_modules/vite/bin/vite.js'), '--port', '0', '--host', 'localhost'], { cwd: join(folder, 'vite') });
  context.after(() => vite.kill());
  const address = await new Promise((found, failed) => {
    let output = '';
    const listen = (chunk) => {
      output += chunk;
      // eslint-disable-next-line no-control-regex
      const [url] = output.replace(/\u001b\[\d+m/g, '').match(/http:\/\/localhost:\d+\//) ?? [];
      if (url) found(url);
    };
    vite.stdout.on('data', listen);
    vite.stderr.on('data', listen);
    vite.on('exit', () => failed(new Error(output)));
  });
  said.development = await grade(address);
});

test('plain: the packages on another origin, in a strict policy', { timeout: 180_000 }, async (context) => {
  const packages = await serve(join(folder, 'node_modules'), { headers: { 'access-control-allow-origin': '*' } });
  context.after(() => packages.close());
  // The same folders at the same places, without the versions that a CDN has in its addresses.
  const script = (await readFile(join(folder, 'plain/main.js'), 'utf8')).replaceAll(CDN, `${packages.address}$1/`);
  const { origin } = new URL(packages.address);
  const policy = POLICY.replace("script-src 'self'", `script-src 'self' ${origin}`)
    .replace("connect-src 'self'", `connect-src 'self' ${origin}`)
    .replace("worker-src 'self'", 'worker-src blob:');
  const server = await serve(join(folder, 'plain'), {
    headers: { 'content-security-policy': policy },
    change: (path) => (path === '/main.js' ? { type: 'text/javascript', body: script } : undefined),
  });
  context.after(() => server.close());
  said.plain = await grade(server.address);
  assert.deepEqual(server.requests.filter((path) => path !== '/favicon.ico'), ['/', '/main.js']);
});

test('all of them say the same', () => {
  assert.deepEqual(Object.keys(said).sort(), [...BUNDLED, 'development', 'plain'].sort());
  assert.equal(new Set(Object.values(said)).size, 1, JSON.stringify(said));
});

for (const [moduleResolution, module] of [['bundler', 'ES2022'], ['node16', 'node16']]) {
  test(`the documents' examples compile with the archives' types, found as by ${moduleResolution}`, { timeout: 120_000 }, async () => {
    const { files } = await writeExamples(join(folder, PORTAL));
    // No types but those that the archives bring or ask for, and these are looked into as well.
    const compilerOptions = { target: 'ES2022', module, moduleResolution, lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: [], jsx: 'react-jsx', strict: true, noEmit: true };
    await writeFile(join(folder, PORTAL, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['given.d.ts', ...files] }));
    await run('node', [join(root, 'node_modules/typescript/bin/tsc'), '--project', join(folder, PORTAL)]).catch(({ stdout }) => assert.fail(stdout));
  });
}

test('every subpath of the archive is there in a page that Vite builds, and on a server', { timeout: 120_000 }, async (context) => {
  const all = await subpaths();
  const portal = join(folder, PORTAL);
  await cp(join(root, 'examples/vite'), portal, { recursive: true });
  await writeFile(join(portal, 'main.js'), `${all.map((subpath, place) => `import * as part${place} from '${subpath}';`).join('\n')}\nwindow.parts = [${all.map((_, place) => `part${place}`)}];`);
  await run('node', [join(folder, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: portal });
  const server = await serve(join(portal, 'dist'));
  context.after(() => server.close());
  const page = await browser.newPage();
  await page.goto(server.address);
  await page.waitForFunction(() => 'parts' in window);
  const found = await page.evaluate(async (place) => {
    const rules = await window.parts[place].loadPatientRules();
    return {
      names: window.parts.map((part) => Object.keys(part).sort()),
      defined: ['fundus-screening', 'fundus-view'].map((name) => Boolean(customElements.get(name))),
      named: rules.readName('13_left.jpg'),
    };
  }, all.indexOf('zoom-in-net/patient'));
  assert.deepEqual(found.defined, [true, true]);
  assert.deepEqual(found.named, { patient: '13', side: 'left' });
  const imported = `console.log(JSON.stringify(await Promise.all(${JSON.stringify(all)}.map(async (path) => Object.keys(await import(path)).sort()))))`;
  const { stdout } = await run('node', ['--input-type=module', '--eval', imported], { cwd: folder });
  assert.deepEqual(JSON.parse(stdout), found.names);
  for (const [place, names] of found.names.entries()) assert.equal(names.length > 0, all[place] !== 'zoom-in-net/react', all[place]);
});

test('both packages are well-formed, and hold what is needed and no more', async () => {
  for (const [name, source] of Object.entries(PACKAGES)) {
    const pkgDir = join(folder, 'node_modules', name);
    const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true });
    assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), [], source);
  }
  const files = async (name) => (await readdir(join(folder, 'node_modules', name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).split(`${name}/`).at(-1));
  const code = await files('zoom-in-net');
  assert.deepEqual(code.filter((file) => /\.(bpk|wasm)$/.test(file)).sort(), ['dist/cpu/zoom_in_net_bg.wasm', 'dist/gpu/zoom_in_net_bg.wasm', 'dist/rules/zoom_in_net_bg.wasm']);
  for (const file of ['README.md', 'dist/CHANGELOG.md', 'dist/SECURITY.md', 'dist/LICENSE-MIT', 'dist/LICENSE-APACHE', 'dist/worker.js']) assert.ok(code.includes(file), file);
  assert.deepEqual((await files('zoom-in-net-weights-lite')).sort(), [
    'MODEL_CARD.md',
    'README.md',
    'a_net.bpk',
    'c_net.bpk',
    'index.d.ts',
    'index.js',
    'm_net.bpk',
    'model.json',
    'package.json',
    'self_test.json',
  ]);
});

test('versions are said once', async () => {
  const worker = await import(new URL('../../pkg/dist/version.js', import.meta.url));
  assert.equal(worker.VERSION, (await json('pkg/package.json')).version, 'pkg/src/version.ts');
  const { model } = await json('weights/package.json');
  assert.equal(model, (await json('weights/model.json')).version, 'other weights: raise `version` in weights/package.json, and say there which `model` it is');
});
