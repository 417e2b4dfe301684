// Many patients: what is found at the top, the order, the ways through the list, and all of it as files.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { photograph, pretendedSite, saved, screenAll, textOf } from './page.harness.mjs';

const { Fhir } = createRequire(import.meta.url)('fhir/fhir.js');

const site = pretendedSite();

/** Six patients: mild, ungradable, severe, failed, none, proliferative; the letters l, r, d and i would be eyes. */
const NAMES = ['a', 'b', 'c', 'e', 'f', 'g'].map((name) => `${name}_OD.jpg`);
const OUTCOMES = [1, 'ungradable', 3, 'damaged_image', 0, 4];

async function worklist(networks = {}, options = {}) {
  const opened = await site.open({ networks: { outcomes: OUTCOMES, threshold: 0.5, ...networks }, ...options });
  await screenAll(opened.page, await Promise.all(NAMES.map((name) => photograph(name))));
  return opened;
}

/** Not the rendered texts, which a patient has that was not drawn yet none of. */
const names = (page) => page.locator('.eye .file').allTextContents();
const inOrder = async (page) => (await names(page)).map((name) => name[0]).join('');

/** Drops so many small photographs at once, two of each patient. */
async function dropMany(page, count) {
  await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 96;
    canvas.height = 96;
    canvas.getContext('2d').fillRect(0, 0, 96, 96);
    canvas.toBlob((file) => {
      window.small = file;
    });
  });
  await page.waitForFunction(() => 'small' in window);
  await page.evaluate((count) => {
    const file = window.small;
    const transfer = new DataTransfer();
    for (let at = 0; at < count; at++) transfer.items.add(new File([file], `p${at >> 1}_${at % 2 ? 'left' : 'right'}.png`, { type: 'image/png' }));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, count);
}

test('what was found is summed up, the most urgent first', async () => {
  const { page, context, troubles } = await worklist();
  assert.equal(await textOf(page, '.summary'), 'photographs 6 patients 6 referable 2 not gradable 1 incomplete 1 failed 1');
  assert.equal(await inOrder(page), 'gcbeaf');
  await page.locator('#list-order').selectOption('name');
  assert.equal(await inOrder(page), 'abcefg');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('the list is filtered and searched', async () => {
  const { page, context } = await worklist();
  const filtered = async (filter) => {
    await page.locator('#list-filter').selectOption(filter);
    return inOrder(page);
  };
  assert.equal(await filtered('referable'), 'gc');
  assert.equal(await filtered('ungradable'), 'b');
  assert.equal(await filtered('open'), 'e');
  assert.equal(await filtered('all'), 'gcbeaf');
  await page.getByLabel('Search for a patient').fill('F_o');
  assert.equal(await inOrder(page), 'f');
  await page.getByLabel('Search for a patient').fill('nobody');
  assert.match(await textOf(page, '.list'), /No patient is like that/);
  await context.close();
});

test('the list is gone through by keyboard, with one stop for Tab', async () => {
  const { page, context } = await worklist();
  assert.equal(await page.locator('.eye[tabindex="0"]').count(), 1);
  await page.locator('.eye[tabindex="0"]').focus();
  const current = () => page.evaluate(() => document.activeElement.matches('.eye[aria-current=true]') && document.activeElement.querySelector('.file').textContent);
  const press = async (key, file) => {
    await page.keyboard.press(key);
    await page.locator('.eye[aria-current=true]:focus', { hasText: file }).waitFor();
    assert.equal(await current(), file);
    assert.equal(await page.locator('.eye[tabindex="0"]').count(), 1);
  };
  await press('Home', 'g_OD.jpg');
  await press('ArrowDown', 'c_OD.jpg');
  await press('j', 'b_OD.jpg');
  await press('k', 'c_OD.jpg');
  await press('End', 'f_OD.jpg');
  await press('ArrowUp', 'a_OD.jpg');
  assert.match(await textOf(page, '#result-heading'), /a_OD\.jpg/);
  // Letters elsewhere are letters.
  await page.getByLabel('Search for a patient').fill('');
  await page.getByLabel('Search for a patient').press('j');
  assert.match(await textOf(page, '#result-heading'), /a_OD\.jpg/);
  await context.close();
});

test('whatever failed is screened again, and all can be cancelled', async () => {
  const { page, context } = await worklist();
  await page.locator('#retry-all', { hasText: 'Screen 1 photograph again' }).click();
  await page.waitForFunction(() => !document.querySelector('#retry-all'));
  assert.match(await textOf(page, '.summary'), /incomplete 0 failed 0/);
  await page.evaluate(() => {
    window.mockNetworks.delay = 5000;
  });
  await dropMany(page, 4);
  await page.getByRole('button', { name: 'Cancel all' }).click();
  await page.locator('#retry-all', { hasText: 'Screen 4 photographs again' }).waitFor();
  await context.close();
});

test('all patients are saved as CSV, JSON and a FHIR Bundle', async () => {
  const { page, context } = await worklist();
  await page.locator('.exports-of-all summary').click();
  const csv = await saved(page, '#export-all-csv');
  assert.equal(csv.name, 'zoom-in-net-worklist.csv');
  const [head, ...lines] = csv.content.toString().replace('\ufeff', '').trim().split('\r\n');
  const columns = head.split(',');
  // No cell of these has a comma but the last, the disclaimer.
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [columns[index], cell])));
  assert.deepEqual(rows.map(({ patient }) => patient), ['a', 'b', 'c', 'e', 'f', 'g']);
  const { patient_verdict: ofPatient, file, eye, verdict, grade, referable } = rows[2];
  assert.deepEqual({ ofPatient, file, eye, verdict, grade }, { ofPatient: 'referable', file: 'c_OD.jpg', eye: 'right', verdict: 'referable', grade: '3' });
  assert.ok(Number(referable) > 0.5, referable);
  // What could not be read is not lost from the list.
  assert.deepEqual([rows[3].patient_verdict, rows[3].photographs_without_result, rows[3].verdict], ['incomplete', '1', '']);
  const json = JSON.parse((await saved(page, '#export-all-json')).content);
  assert.deepEqual(json.patients.map(({ verdict }) => verdict), ['not_referable', 'ungradable', 'referable', 'incomplete', 'not_referable', 'referable']);
  assert.match(json.disclaimer, /Not a medical device/);
  const bundle = JSON.parse((await saved(page, '#export-all-bundle')).content);
  const { valid, messages } = new Fhir().validate(bundle, { errorOnUnexpected: true });
  assert.ok(valid, JSON.stringify(messages));
  const count = (type) => bundle.entry.filter(({ resource }) => resource.resourceType === type).length;
  assert.deepEqual([count('DiagnosticReport'), count('Observation')], [6, 5]);
  assert.equal(new Set(bundle.entry.map(({ fullUrl }) => fullUrl)).size, bundle.entry.length);
  await context.close();
});

test('what a spreadsheet would compute is kept from it', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [0] } });
  await screenAll(page, [await photograph('=1+1, "x"_OD.jpg'), await photograph('b_OD.jpg')]);
  await page.locator('.exports-of-all summary').click();
  const csv = (await saved(page, '#export-all-csv')).content.toString();
  assert.ok(csv.includes('"\'=1+1, ""x""_OD.jpg"'), csv);
  await context.close();
});

test('of one photograph nothing is summed up', async () => {
  const { page, context } = await site.open();
  await screenAll(page, [await photograph('1_OS.jpg')]);
  assert.equal(await page.locator('.summary, .list-tools, .exports-of-all, #retry-all, .pages').count(), 0);
  await context.close();
});

test('of 110 photographs a page is drawn, and the keyboard turns it', { timeout: 300_000 }, async () => {
  const { page, context, troubles } = await site.open({ networks: { outcomes: [0], delay: 0 } });
  await dropMany(page, 110);
  await page.waitForFunction(() => document.querySelector('.list .count')?.textContent.startsWith('110 of 110'), null, { timeout: 280_000 });
  assert.equal(await page.locator('.patient-item').count(), 50);
  assert.equal(await textOf(page, '.pages [role=status]'), 'Page 1 of 2');
  await page.locator('#list-order').selectOption('name');
  await page.locator('.eye').last().focus();
  await page.locator('.eye').last().click();
  await page.keyboard.press('ArrowDown');
  await page.locator('.eye[aria-current=true]:focus', { hasText: 'p50_right.png' }).waitFor();
  assert.equal(await textOf(page, '.pages [role=status]'), 'Page 2 of 2');
  await page.getByRole('button', { name: 'Page before' }).click();
  assert.equal(await textOf(page, '.pages [role=status]'), 'Page 1 of 2');
  await page.getByLabel('Search for a patient').fill('p54');
  assert.deepEqual(await names(page), ['p54_right.png', 'p54_left.png']);
  assert.deepEqual(troubles, []);
  await context.close();
});
