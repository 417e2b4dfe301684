// Both eyes beside each other, pictures that are opened again, which eye it may be, and the introduction.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PHONE, photograph, pretendedSite, ready, saved, screenAll, settled, textOf, violations } from './page.harness.mjs';

const site = pretendedSite();

/** The page with both eyes of a patient. */
async function pair(options = {}) {
  const opened = await site.open({ networks: { outcomes: [3, 0], threshold: 0.5 }, ...options });
  await screenAll(opened.page, [await photograph('13_left.jpeg', 'synthetic-1_left.jpg'), await photograph('13_right.jpeg')]);
  return opened;
}

const scales = (page) => page.locator('fundus-view').evaluateAll((views) => views.map(({ view }) => [view.x, view.y, view.zoom].map((value) => Math.round(value * 100) / 100)));

test('on a wide screen both eyes are beside each other, the right one first, each with its verdict', async () => {
  const { page, context, troubles } = await pair();
  await page.waitForFunction(() => document.querySelectorAll('fundus-view[data-ready]').length === 2);
  const [right, left] = await page.locator('.eye-pane').allInnerTexts();
  assert.match(right, /^Right eye\s+Not referable\s+No apparent retinopathy/);
  assert.match(left, /^Left eye\s+Referable\s+Severe/);
  assert.match(await textOf(page, '.eye-pane[data-selected]'), /^Left eye/);
  await page.getByRole('button', { name: 'Look at the right eye' }).click();
  assert.match(await textOf(page, '#result-heading'), /^Right eye/);
  assert.match(await textOf(page, '.eye-pane[data-selected]'), /^Right eye/);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('what is zoomed in one eye is zoomed in the other, mirrored, unless nobody wants it', async () => {
  const { page, context } = await pair();
  await page.waitForFunction(() => document.querySelectorAll('fundus-view[data-ready]').length === 2);
  await page.locator('fundus-view').first().locator('[part=frame]').press('1');
  const [right, left] = await scales(page);
  assert.ok(right[2] > 1.2, `${right}`);
  assert.ok(Math.abs(right[0] - 0.5) > 0.05, 'the region is not in the middle');
  assert.deepEqual(left, [Math.round((1 - right[0]) * 100) / 100, right[1], right[2]]);
  await page.locator('fundus-view').last().locator('[part=frame]').press('0');
  assert.deepEqual((await scales(page)).map(([, , zoom]) => zoom), [1, 1]);
  await page.locator('#linked-zoom').uncheck();
  await page.locator('fundus-view').first().locator('[part=frame]').press('+');
  assert.deepEqual((await scales(page)).map(([, , zoom]) => zoom), [1.25, 1]);
  await context.close();
});

test('side by side is a choice, and not made on a telephone', async () => {
  const { page, context } = await pair(PHONE);
  assert.equal(await page.locator('.eye-pane').count(), 0);
  await page.locator('#side-by-side').check();
  assert.equal(await page.locator('.eye-pane').count(), 2);
  await page.locator('#side-by-side').uncheck();
  assert.equal(await page.locator('fundus-view').count(), 1);
  await context.close();
});

test('a photograph of which nothing says the eye is suggested to be one, and is none before it is confirmed', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [2] } });
  await screenAll(page, [await photograph('x.jpg')]);
  assert.match(await textOf(page, '.suggestion'), /By disc and fovea perhaps the right eye\. Suggested: please confirm\./);
  assert.match(await textOf(page, '#result-heading'), /^Eye not stated/);
  assert.equal(JSON.parse((await saved(page, '#export-json')).content).patients[0].photographs[0].eye, null);
  await page.getByRole('button', { name: 'Yes, right eye' }).click();
  assert.match(await textOf(page, '#result-heading'), /^Right eye/);
  assert.equal(await page.locator('.suggestion').count(), 0);
  const [exported] = JSON.parse((await saved(page, '#export-json')).content).patients[0].photographs;
  assert.deepEqual([exported.eye, exported.eye_from], ['right', 'hand']);
  await context.close();
});

test('a name or a DICOM file that says the eye is not doubted', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [2], laterality: 'left' } });
  await screenAll(page, [await photograph('x.dcm'), await photograph('y_OS.jpg')]);
  assert.equal(await page.locator('.suggestion').count(), 0);
  await context.close();
});

test('pictures that were let go are made again from the file, and a file that is gone is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'day-'));
  const files = [];
  for (let at = 0; at < 9; at++) {
    files.push(join(folder, `p${at}.jpg`));
    await writeFile(files[at], (await photograph('')).buffer);
  }
  const { page, context } = await site.open({ networks: { outcomes: [2] } });
  await screenAll(page, files);
  const look = (name) => page.locator('.eye', { hasText: name }).click();
  for (let at = 1; at < 9; at++) {
    await look(`p${at}.jpg`);
    await page.locator(`fundus-view[data-ready] [aria-label*="p${at}.jpg"]`).waitFor();
  }
  const crops = () => page.locator('.crop canvas').evaluateAll((all) => all.map((canvas) => [canvas.width, Math.max(...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((_, at) => at % 4 !== 3)) > 30]));
  assert.deepEqual(await crops(), Array(4).fill([200, true]));
  await rm(files[0]);
  await look('p0.jpg');
  await page.locator('.opening.failure').waitFor();
  assert.match(await textOf(page, '.opening.failure'), /can no longer be read: its file was moved, changed or removed\. The result stays/);
  assert.match(await textOf(page, '.verdict'), /Moderate/);
  assert.ok(await page.locator('#export-picture').isDisabled());
  await context.close();
});

test('what only the module reads is asked of it again', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [2] } });
  // To the page a TIFF by its first bytes; the pretended networks read what follows them.
  const { buffer } = await photograph('');
  const tiffs = ['a', 'b'].map((name) => ({ name: `${name}.tif`, mimeType: 'image/tiff', buffer: Buffer.concat([Buffer.from('II*\0'), buffer]) }));
  await screenAll(page, tiffs);
  await page.locator('.eye', { hasText: 'b.tif' }).click();
  await page.locator('fundus-view[data-ready] [aria-label*="b.tif"]').waitFor();
  assert.equal(await page.locator('.crop').count(), 4);
  await context.close();
});

test('the first drawn photograph is explained in three steps, by keyboard, and not again', async () => {
  const { page, context, troubles } = await site.open({ networks: { outcomes: [3] } });
  await ready(page);
  await page.locator('#tour').press('Enter');
  await settled(page, 1);
  assert.match(await textOf(page, '.tour'), /How to read a result · Step 1 of 3 The grade/);
  assert.equal(await page.locator('[data-explained]').getAttribute('data-tour'), 'grade');
  await page.getByRole('button', { name: 'Next', exact: true }).press('Enter');
  assert.match(await textOf(page, '.tour'), /Step 2 of 3 The map .*no map of lesions/);
  await page.locator('#tour-heading:focus').waitFor();
  assert.equal(await page.locator('[data-explained]').getAttribute('data-tour'), 'map');
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Next', exact: true }).press('Enter');
  assert.match(await textOf(page, '.tour'), /Step 3 of 3 The regions/);
  await page.getByRole('button', { name: 'Done' }).press('Enter');
  assert.equal(await page.locator('.tour').count(), 0);
  await page.reload();
  await page.locator('.sample').first().click();
  await settled(page, 1);
  assert.equal(await page.locator('.tour').count(), 0);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('the introduction is skipped at once, and does not come with a photograph of one’s own', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [3] } });
  await screenAll(page, [await photograph('1.jpg')]);
  assert.equal(await page.locator('.tour').count(), 0);
  await page.getByRole('button', { name: 'Remove all' }).click();
  await page.locator('.sample').first().click();
  await settled(page, 1);
  await page.getByRole('button', { name: 'Skip the introduction' }).press('Escape');
  assert.equal(await page.locator('.tour').count(), 0);
  await context.close();
});

test('the map says what it is where it is', async () => {
  const { page, context } = await site.open({ networks: { outcomes: [3] } });
  await screenAll(page, [await photograph('1.jpg')]);
  await page.getByText('What is this map?').click();
  assert.match(await textOf(page, '.map-tools'), /Regions that influenced the score; not a lesion map\..*strongest of this photograph.*no map of lesions/);
  await context.close();
});
