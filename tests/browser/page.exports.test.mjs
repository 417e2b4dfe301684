// What leaves the page leaves it as files on this device, with the disclaimer in each of them.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { photograph, pretendedSite, saved, screenAll } from './page.harness.mjs';

const { Fhir } = createRequire(import.meta.url)('fhir/fhir.js');
const DISCLAIMER = /Not a medical device; not cleared or marked for clinical use/;
const ASSESSED = /It assesses diabetic retinopathy and signs of macular oedema/;

const site = pretendedSite();

const SEVERE_AND_UNGRADABLE = ['ungradable', 3];

/** The page with both eyes of a patient, the left one ungradable, the right one severe. */
async function pair(outcomes = SEVERE_AND_UNGRADABLE, { wishes = {}, ...options } = {}) {
  const { page, context } = await site.open({ networks: { outcomes, ...wishes }, ...options });
  await screenAll(page, [await photograph('13_left.jpeg'), await photograph('13_right.jpeg')]);
  await page.locator('.eye', { hasText: '13_right' }).click();
  await page.locator('fundus-view[data-selected][data-ready]').waitFor();
  return { page, context };
}

test('JSON holds the whole result', async () => {
  const { page, context } = await pair();
  const { name, content } = await saved(page, '#export-json');
  assert.equal(name, 'zoom-in-net-13.json');
  const json = JSON.parse(content);
  assert.match(json.disclaimer, DISCLAIMER);
  assert.match(json.disclaimer, ASSESSED);
  const [patient] = json.patients;
  assert.equal(patient.verdict, 'referable');
  assert.equal(patient.some_eye_ungradable, true);
  assert.deepEqual(patient.worse_eye, { side: 'right', file: '13_right.jpeg' });
  const [right, left] = patient.photographs;
  assert.equal(right.screening.grade, 3);
  assert.equal(right.screening.refer, true);
  assert.equal(right.screening.oedema.probability, 0.07);
  assert.equal(right.screening.both_eyes, false);
  assert.equal(right.not_assessed, null);
  assert.equal(right.screening.regions.length, 4);
  assert.equal(right.device.kind, 'gpu');
  assert.equal(left.screening.outcome, 'ungradable');
  assert.equal(left.verdict, 'ungradable');
  assert.equal('grade' in left.screening, false);
  await context.close();
});

test('an averaged view is exported so, and what is not assessed is said', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [1], fast: true, oedema: null } });
  await page.locator('#thorough').check();
  await screenAll(page, [await photograph('1_OS.jpg')]);
  const [patient] = JSON.parse((await saved(page, '#export-json')).content).patients;
  const [{ screening, not_assessed: notAssessed }] = patient.photographs;
  assert.equal(screening.thorough, true);
  assert.equal('oedema' in screening, false);
  assert.match(notAssessed, /does not assess macular oedema/);
  const bundle = JSON.parse((await saved(page, '#export-fhir')).content);
  const observation = bundle.entry.map(({ resource }) => resource).find(({ resourceType }) => resourceType === 'Observation');
  const notes = observation.note.map(({ text }) => text);
  assert.ok(notes.includes('Six views averaged.'));
  assert.ok(notes.includes('This model does not assess macular oedema.'));
  assert.ok(!observation.component.some(({ code }) => code.text.startsWith('Macular oedema')));
  const report = await page.locator('.report').textContent();
  assert.match(report, /Six views averaged\./);
  assert.match(report, /This model does not assess macular oedema\./);
  await context.close();
});

test('FHIR is valid R4, with the codes of the eye and the grade', async () => {
  const { page, context } = await pair();
  const { name, content } = await saved(page, '#export-fhir');
  assert.equal(name, 'zoom-in-net-13.fhir.json');
  const bundle = JSON.parse(content);
  const validator = new Fhir();
  const { valid, messages } = validator.validate(bundle, { errorOnUnexpected: true });
  assert.ok(valid, JSON.stringify(messages));
  assert.deepEqual(messages.filter(({ severity }) => severity === 'error'), []);
  const resources = (type) => bundle.entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);
  const [report] = resources('DiagnosticReport');
  assert.equal(report.status, 'preliminary');
  assert.match(report.conclusion, DISCLAIMER);
  assert.match(report.conclusion, ASSESSED);
  assert.match(report.conclusion, /Not gradable: left eye/);
  const observations = resources('Observation');
  assert.deepEqual(
    report.result.map(({ reference }) => reference),
    bundle.entry.filter(({ resource }) => resource.resourceType === 'Observation').map(({ fullUrl }) => fullUrl),
  );
  const [right, left] = observations;
  assert.deepEqual(observations.map(({ status }) => status), ['preliminary', 'preliminary']);
  assert.deepEqual(right.code.coding, [{ system: 'http://loinc.org', code: '71491-5' }]);
  assert.equal(right.valueCodeableConcept.coding[0].code, 'LA18646-2');
  const components = right.component.map(({ code }) => code.text);
  assert.equal(components.length, 12);
  assert.equal(components.filter((text) => /^(Probability: m|M)acular oedema/.test(text)).length, 3);
  const refer = right.component.find(({ code }) => code.text.startsWith('Refer,'));
  assert.equal(refer.valueBoolean, true);
  assert.deepEqual(left.code.coding, [{ system: 'http://loinc.org', code: '71490-7' }]);
  assert.equal(left.dataAbsentReason.coding[0].code, 'not-performed');
  assert.equal('valueCodeableConcept' in left, false);
  await context.close();
});

test('the validator of FHIR refuses what is wrong', () => {
  const { valid } = new Fhir().validate({ resourceType: 'Observation', status: 'finished', code: { text: 'x' } }, { errorOnUnexpected: true });
  assert.equal(valid, false);
});

test('each grade has its LOINC answer', { timeout: 60_000 }, async () => {
  const answers = [];
  for (const grade of [0, 1, 2, 3, 4]) {
    const { page, context } = await site.open({ networks: { outcomes: [grade] } });
    await screenAll(page, [await photograph('1_OS.jpg')]);
    const bundle = JSON.parse((await saved(page, '#export-fhir')).content);
    answers.push(bundle.entry[1].resource.valueCodeableConcept.coding[0].code);
    await context.close();
  }
  assert.deepEqual(answers, ['LA18643-9', 'LA18644-7', 'LA18645-4', 'LA18646-2', 'LA18648-8']);
});

test('the picture is a PNG with something in every part of it', async () => {
  const { page, context } = await pair();
  const { name, content } = await saved(page, '#export-picture');
  assert.equal(name, 'zoom-in-net-13-right.png');
  assert.equal(content.toString('latin1', 1, 4), 'PNG');
  const [width, height] = [content.readUInt32BE(16), content.readUInt32BE(20)];
  assert.equal(width, 2000);
  assert.ok(height > 1200 && height < 2600, `${height} pixels high`);
  const inks = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const share = (x, y, width, height) => {
      const { data } = context.getImageData(x, y, width, height);
      let inked = 0;
      for (let at = 0; at < data.length; at += 4) inked += Number(data[at] + data[at + 1] + data[at + 2] < 600);
      return inked / (data.length / 4);
    };
    const { width, height } = bitmap;
    return { head: share(0, 0, width, 200), photograph: share(60, 300, 1160, 800), words: share(1270, 200, 670, 800), foot: share(0, height - 200, width, 200) };
  }, content.toString('base64'));
  assert.ok(inks.photograph > 0.8, JSON.stringify(inks));
  for (const part of ['head', 'words', 'foot']) assert.ok(inks[part] > 0.01, `${part}: ${JSON.stringify(inks)}`);
  await context.close();
});

for (const [what, outcomes, options] of [
  ['two graded eyes', [3, 0], {}],
  ['an ungradable eye', SEVERE_AND_UNGRADABLE, {}],
  ['two graded eyes in Spanish', [2, 4], { locale: 'es-ES' }],
  ['mild eyes that are referred', [[0.42, 0.36, 0.12, 0.06, 0.04], 1], { wishes: { threshold: 0.12, oedema: null } }],
]) {
  test(`the report of ${what} is one page, of A4 and of Letter`, async () => {
    const { page, context } = await pair(outcomes, options);
    await page.waitForFunction(() => document.querySelectorAll('.report-eyes > section').length === 2);
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format, preferCSSPageSize: false })).toString('latin1');
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, format);
    }
    const words = await page.locator('.report').textContent();
    assert.match(words, options.locale ? /No es un producto sanitario/ : DISCLAIMER);
    assert.match(words, options.locale ? /Evalúa la retinopatía diabética y los signos de edema macular/ : ASSESSED);
    await context.close();
  });
}
