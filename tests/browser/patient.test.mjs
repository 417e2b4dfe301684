// `zoom-in-net/patient`: the rules for names and patients, held to the cases that the library is held to.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openPackage, packageFile, servePackage, startBrowser } from './harness.mjs';
import { loadPatientRules } from '../../pkg/dist/patient.js';

const rules = await loadPatientRules({ module: await packageFile('rules/zoom_in_net_bg.wasm') });
const read = async (name) => JSON.parse(await readFile(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));

function referral(probability) {
  return {
    probability,
    at_high_sensitivity: probability >= 0.2,
    threshold_at_high_sensitivity: 0.2,
    at_high_specificity: probability >= 0.5,
    threshold_at_high_specificity: 0.5,
  };
}

/** A photograph as a page has it, with more than the rules ask for. */
function photographOf({ side, grade, retinopathy, oedema, ungradable }) {
  const more = { get features() { throw new Error('the rules read what they do not need'); } };
  if (grade !== undefined) {
    const ofOedema = oedema === undefined ? {} : { oedema: referral(oedema) };
    return { side, screening: Object.assign(more, { outcome: 'graded', grade, referable: referral(retinopathy), ...ofOedema }) };
  }
  return { side, screening: ungradable ? { outcome: 'ungradable', reasons: [] } : null };
}

test('patients are told what the library tells', async () => {
  const cases = await read('patients');
  assert.ok(cases.length > 0);
  for (const { name, photographs: described, point, expected } of cases) {
    const photographs = described.map(photographOf);
    const { eyes, worse, someUngradable, ...result } = rules.resultOf(photographs, point);
    const found = {
      ...result,
      some_ungradable: someUngradable,
      eyes: eyes.map((eye) => ({ ...eye, deciding: photographs.indexOf(eye.deciding) })),
      worse: worse && eyes.indexOf(worse),
    };
    assert.deepEqual(found, expected, name);
    for (const { deciding, verdict } of eyes) {
      assert.equal(rules.verdictOf(deciding.screening, point), verdict, name);
      assert.equal(rules.isReferable(deciding.screening, point), verdict === 'referable', name);
    }
    if (worse) assert.equal(rules.worstOf(eyes.map((eye) => eye.deciding), point), worse.deciding, name);
  }
});

test('of photographs without a result none decides', () => {
  assert.equal(rules.worstOf([], 'high_sensitivity'), null);
  assert.equal(rules.worstOf([{ side: 'left', screening: null }], 'high_sensitivity'), null);
});

test('a probability that is not a number never clears', () => {
  const at = { at_high_sensitivity: false, at_high_specificity: false };
  const nan = { ...referral(0), ...at, probability: NaN };
  const whole = { outcome: 'graded', grade: 0, referable: referral(0) };
  for (const screening of [{ ...whole, referable: nan }, { ...whole, oedema: nan }]) {
    assert.equal(rules.verdictOf(screening, 'high_specificity'), 'referable');
  }
});

test('names are read as the library reads them', async () => {
  const names = await read('names');
  assert.ok(names.length > 0);
  for (const { path, ...expected } of names) assert.deepEqual(rules.readName(path), expected, path);
});

test('what is no screening, or no operating point, is refused with a sentence', () => {
  const healthy = { outcome: 'graded', grade: 0, referable: referral(0) };
  for (const [screening, point] of [
    [{ outcome: 'graded', grade: 0 }, 'high_sensitivity'],
    [{ ...healthy, grade: 7 }, 'high_sensitivity'],
    [{ ...healthy, referable: { ...referral(0), probability: null } }, 'high_sensitivity'],
    [undefined, 'high_sensitivity'],
  ]) {
    assert.throws(() => rules.verdictOf(screening, point), /TypeError: this is no screening: /);
    assert.throws(() => rules.resultOf([{ side: 'left', screening: screening ?? 1 }], point), /TypeError: these are no photographs/);
  }
  assert.throws(() => rules.verdictOf(healthy, 'high'), /TypeError: this is no operating point: .*high_sensitivity/);
});

test('a browser finds the module beside the script', async () => {
  const server = await servePackage();
  const browser = await startBrowser();
  try {
    const { page, errors } = await openPackage(browser, server.address);
    const named = await page.evaluate(async () => {
      const { loadPatientRules } = await import('./patient.js');
      return (await loadPatientRules()).readName('13_left.jpg');
    });
    assert.deepEqual(named, { patient: '13', side: 'left' });
    assert.deepEqual(errors, []);
  } finally {
    await browser.close();
    await server.close();
  }
});
