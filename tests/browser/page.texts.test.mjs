// Every language says everything, and the clinical sentences are those of the library.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import typescript from 'typescript';
import { initSync, wording } from '../../pkg/dist/rules/zoom_in_net.js';

const root = new URL('../../', import.meta.url);

/** What the page says: what the package says of a result, and its own. */
async function textsOf(language) {
  return { ...(await exported(`pkg/src/texts/${language}.ts`))[language], ...(await exported(`www/src/i18n/${language}.ts`))[language] };
}

async function exported(path) {
  const source = await readFile(new URL(path, root), 'utf8');
  const { outputText } = typescript.transpileModule(source, { compilerOptions: { module: 'ES2022', target: 'ES2022' } });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
}

/** The path of every text, with what kind of text it is. */
function paths(value, path = '') {
  if (typeof value === 'string') {
    assert.notEqual(value.trim(), '', `${path} says something`);
    return [`${path}: text`];
  }
  if (typeof value === 'function') return [`${path}: text of ${value.length}`];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${path}.${key}`));
}

test('Spanish has the texts that English has', async () => {
  assert.deepEqual(paths(await textsOf('es')).sort(), paths(await textsOf('en')).sort());
});

test('Spanish is not left in English', async () => {
  const [en, es] = [await textsOf('en'), await textsOf('es')];
  for (const part of ['wording', 'grades', 'shortGrades', 'verdicts', 'stages', 'reasons', 'errors', 'ungradable']) {
    for (const key of Object.keys(en[part])) assert.notEqual(es[part][key], en[part][key], `${part}.${key}`);
  }
});

test('the English sentences are those of the library, letter by letter', async () => {
  initSync({ module: await readFile(new URL('pkg/dist/rules/zoom_in_net_bg.wasm', root)) });
  const { disclaimer, referable, not_referable, ungradable, attention, incomplete } = wording();
  const texts = await textsOf('en');
  assert.deepEqual(texts.wording, { disclaimer, referable, notReferable: not_referable, ungradable, attention });
  assert.equal(texts.patient.incomplete, incomplete);
});
