// FHIR, report, picture, CSV and JSON as a portal gets them from the package.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { portal } from './package.harness.mjs';

const { Fhir } = createRequire(import.meta.url)('fhir/fhir.js');
const DISCLAIMER = /Not a medical device; not cleared or marked for clinical use/;
const site = portal();

function assertValid(bundle) {
  const { valid, messages } = new Fhir().validate(bundle, { errorOnUnexpected: true });
  assert.ok(valid, JSON.stringify(messages));
  assert.deepEqual(messages.filter(({ severity }) => severity === 'error'), []);
}

test('a worklist is one valid Bundle, in which everything refers to what it is of', async () => {
  const { page, context, troubles } = await site.open({ networks: { outcomes: [3, 'ungradable', 0] } });
  const bundle = await page.evaluate(async () => {
    const { record, fhir } = window.api;
    const first = await record('13', ['13_right.jpg', '13_left.jpg']);
    const second = await record('14 <&> "x"', ['14_left.jpg']);
    const nobody = { ...second, name: '15', photographs: [], result: { ...second.result, eyes: [], worse: null, verdict: 'incomplete', open: 2 } };
    const [right, left] = first.photographs;
    const patients = [
      { ...first, subject: { reference: 'Patient/13' }, imagingStudy: { reference: 'ImagingStudy/s1' }, photographs: [{ ...right, media: { reference: 'Media/m1' } }, left] },
      second,
      nobody,
    ];
    return fhir.fhirBundle(patients, { language: 'en', issued: new Date('2026-03-01T12:00:00Z') });
  });
  assertValid(bundle);
  const entries = (type) => bundle.entry.filter(({ resource }) => resource.resourceType === type);
  const reports = entries('DiagnosticReport').map(({ resource }) => resource);
  const observations = entries('Observation');
  assert.deepEqual([reports.length, observations.length, entries('Device').length], [3, 3, 1]);
  assert.deepEqual(reports.map(({ subject }) => subject), [{ reference: 'Patient/13' }, { display: '14 <&> "x"' }, { display: '15' }]);
  assert.deepEqual(reports[0].imagingStudy, [{ reference: 'ImagingStudy/s1' }]);
  assert.deepEqual(reports[0].media, [{ comment: '13_right.jpg', link: { reference: 'Media/m1' } }]);
  assert.deepEqual(observations[0].resource.derivedFrom, [{ reference: 'Media/m1' }]);
  assert.deepEqual(observations[1].resource.derivedFrom, [{ reference: 'ImagingStudy/s1' }]);
  assert.equal('derivedFrom' in observations[2].resource, false);
  assert.deepEqual(reports.map(({ result }) => (result ?? []).map(({ reference }) => reference)), [
    observations.slice(0, 2).map(({ fullUrl }) => fullUrl),
    [observations[2].fullUrl],
    [],
  ]);
  const names = bundle.entry.map(({ fullUrl }) => fullUrl);
  assert.equal(new Set(names).size, names.length);
  for (const { resource } of observations) assert.equal(resource.device.reference, entries('Device')[0].fullUrl);
  for (const report of reports) assert.match(report.conclusion, DISCLAIMER);
  assert.match(reports[2].conclusion, /Incomplete/);
  assert.equal(bundle.timestamp, '2026-03-01T12:00:00.000Z');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a reference to something else is refused, in a sentence', async () => {
  const { page, context } = await site.open();
  const refused = await page.evaluate(async () => {
    const { record, fhir } = window.api;
    const patient = await record('13', ['13_right.jpg']);
    const sentence = (change) => {
      try {
        fhir.fhirBundle([{ ...patient, ...change }], { language: 'en' });
        return null;
      } catch (error) {
        return `${error.name}: ${error.message}`;
      }
    };
    const [photograph] = patient.photographs;
    return {
      bare: sentence({ subject: { reference: '13' } }),
      other: sentence({ subject: { reference: 'Practitioner/13' } }),
      empty: sentence({ imagingStudy: {} }),
      typed: sentence({ photographs: [{ ...photograph, media: { reference: 'Media/1', type: 'Binary' } }] }),
      absolute: sentence({ subject: { reference: 'https://fhir.example/r4/Patient/13/_history/2' } }),
      urn: sentence({ subject: { reference: 'urn:uuid:0b0a1c9e-8f2c-4a5c-9f60-5e3e1d0f7a11' } }),
      identifier: sentence({ subject: { identifier: { system: 'urn:oid:1.2.3', value: '13' } } }),
    };
  });
  assert.match(refused.bare, /^TypeError: "13" is no reference to a Patient: write Patient\/ID/);
  assert.match(refused.other, /"Practitioner\/13" is no reference to a Patient/);
  assert.match(refused.empty, /a reference to an ImagingStudy says nothing/);
  assert.match(refused.typed, /a reference to a Media was given the type Binary/);
  assert.deepEqual([refused.absolute, refused.urn, refused.identifier], [null, null, null]);
  await context.close();
});

/** Reads CSV as RFC 4180 says. */
function parsed(csv) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

test('CSV has a row for each photograph, and no patient is lost', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [3, 'ungradable'] } });
  const csv = await page.evaluate(async () => {
    const { record, report } = window.api;
    const patient = await record('Müller, "A"', ['13_right.jpg', '13_left.jpg']);
    return report.asCsv([patient, { ...patient, name: 'nobody', photographs: [], result: { ...patient.result, verdict: 'incomplete', open: 1 } }], { language: 'en' });
  });
  const [head, ...rows] = parsed(csv);
  assert.equal(rows.length, 3);
  for (const row of rows) assert.equal(row.length, head.length);
  const of = (row, column) => row[head.indexOf(column)];
  const column = (name) => rows.map((row) => of(row, name));
  assert.deepEqual(column('patient'), ['Müller, "A"', 'Müller, "A"', 'nobody']);
  assert.deepEqual(column('patient_verdict'), ['referable', 'referable', 'incomplete']);
  assert.deepEqual(column('verdict'), ['referable', 'ungradable', '']);
  assert.deepEqual(column('grade'), ['3', '', '']);
  assert.deepEqual(column('reasons'), ['', 'blurred', '']);
  assert.deepEqual(column('eye'), ['right', 'left', '']);
  assert.equal(of(rows[0], 'oedema'), '0.07');
  assert.equal(of(rows[0], 'referable_threshold_at_high_sensitivity'), '0.22');
  assert.equal(of(rows[0], 'probability_3'), '0.62');
  assert.equal(of(rows[2], 'photographs_without_result'), '1');
  for (const words of column('disclaimer')) assert.match(words, DISCLAIMER);
  await context.close();
});

test('what a spreadsheet would take for a formula is text', async () => {
  const { page, context } = await site.open();
  const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=cmd|\' /C calc\'!A0', '=HYPERLINK("http://x","y")', '＝1', 'plain', 'a=1', 'two\r\nlines', "'quoted"];
  const csv = await page.evaluate(async (names) => {
    const { record, report } = window.api;
    const patient = await record('x', ['1.jpg']);
    return report.asCsv(names.map((name) => ({ ...patient, name })), { language: 'en' });
  }, names);
  const cells = parsed(csv).slice(1).map(([patient]) => patient);
  const guarded = names.map((name) => (/^[=+\-@\t\r＝]/.test(name) ? `'${name}` : name));
  assert.deepEqual(cells, guarded);
  assert.equal(guarded.filter((name, index) => name !== names[index]).length, 9);
  await context.close();
});

test('JSON of many patients holds every result whole', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [3, 0] } });
  const { json, screening } = await page.evaluate(async () => {
    const { record, report } = window.api;
    const patients = [await record('13', ['13_right.jpg']), await record('14', ['14_left.jpg'], 'high_specificity')];
    return { json: JSON.parse(JSON.stringify(report.asJson(patients, { language: 'es' }))), screening: patients[0].photographs[0].screening };
  });
  assert.equal(json.format, 'zoom-in-net-screening');
  assert.equal(json.format_version, 3);
  assert.match(json.disclaimer, /No es un producto sanitario/);
  assert.deepEqual(json.patients.map(({ name, operating_point: point, verdict }) => [name, point, verdict]), [
    ['13', 'high_sensitivity', 'referable'],
    ['14', 'high_specificity', 'not_referable'],
  ]);
  assert.deepEqual(json.patients[0].photographs[0].screening, screening);
  await context.close();
});

test('the report is placed anywhere, fits on one page and has the disclaimer', async () => {
  const { page, context, troubles } = await site.open({ networks: { outcomes: [3, 'ungradable'] } });
  await page.evaluate(async () => {
    const { record, report } = window.api;
    document.adoptedStyleSheets.push(report.reportSheet());
    const overlay = { level: 'combined', opacity: 0.6, boxes: true };
    document.body.replaceChildren(await report.reportOf(await record('13', ['13_right.jpg', '13_left.jpg']), { language: 'en', overlay }));
  });
  const words = await page.locator('.zoom-in-net-report').textContent();
  assert.match(words, DISCLAIMER);
  assert.match(words, /Severe non-proliferative retinopathy/);
  assert.match(words, /Photograph not gradable: repeat or refer\./);
  assert.match(words, /Synthetic picture/);
  assert.equal(await page.locator('.zoom-in-net-report canvas').count(), 6);
  const widths = await page.locator('.report-bar').evaluateAll((bars) => bars.map((bar) => bar.firstElementChild.clientWidth / bar.clientWidth));
  assert.ok(Math.abs(widths[0] - 0.98) < 0.03 && widths.every((width, index) => index === 0 || width <= widths[index - 1]), String(widths));
  for (const format of ['A4', 'Letter']) {
    const pdf = (await page.pdf({ format })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, format);
  }
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a report in a language that nobody has reviewed says so, on the same one page', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [3, 'ungradable'] } });
  await page.evaluate(() => document.adoptedStyleSheets.push(window.api.report.reportSheet()));
  for (const [language, notes] of Object.entries({ en: 0, es: 1, hi: 1, ar: 1 })) {
    await page.evaluate(async (language) => {
      const { record, report } = window.api;
      const overlay = { level: 'combined', opacity: 0.6, boxes: true };
      document.body.replaceChildren(await report.reportOf(await record('13', ['13_right.jpg', '13_left.jpg']), { language, overlay }));
    }, language);
    assert.equal(await page.locator('.report-unreviewed').count(), notes, language);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, language);
  }
  await context.close();
});

test('of more than two eyes the worse one is printed, or the one that is asked for', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [1, 4, 0] } });
  const files = await page.evaluate(async () => {
    const { record, report } = window.api;
    const patient = await record('13', ['a.jpg', 'b.jpg', 'c.jpg']);
    const options = { language: 'en', overlay: { level: 4, opacity: 0, boxes: false } };
    const filesIn = (article) => [...article.querySelectorAll('.report-eyes > section')].map((section) => section.querySelector('.report-file').textContent);
    return [
      filesIn(await report.reportOf(patient, options)),
      filesIn(await report.reportOf(patient, { ...options, shown: patient.photographs[2] })),
      filesIn(await report.reportOf({ ...patient, photographs: [], result: { ...patient.result, eyes: [], worse: null, verdict: 'incomplete', open: 3 } }, options)),
    ];
  });
  assert.deepEqual(files, [['File: b.jpg'], ['File: c.jpg'], []]);
  await context.close();
});

test('the picture is a PNG of the language and the operating point that were asked for', async () => {
  const { page, context, troubles } = await site.open();
  const pictures = await page.evaluate(async () => {
    const { record, report } = window.api;
    const [photograph] = (await record('13', ['13_right.jpg'])).photographs;
    const options = { operatingPoint: 'high_sensitivity', overlay: { level: 'combined', opacity: 0.6, boxes: true } };
    const blobs = [await report.pictureOf(photograph, { ...options, language: 'en' }), await report.pictureOf(photograph, { ...options, language: 'es' })];
    return Promise.all(blobs.map(async (blob) => ({ type: blob.type, bytes: blob.size, width: (await createImageBitmap(blob)).width })));
  });
  assert.deepEqual(pictures.map(({ type, width }) => [type, width]), [['image/png', 2000], ['image/png', 2000]]);
  assert.notEqual(pictures[0].bytes, pictures[1].bytes);
  assert.deepEqual(troubles, []);
  await context.close();
});
