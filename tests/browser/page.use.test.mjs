// What a person can do on the page.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AS_VISITED, assign, open, photograph, pretendedSite, ready, requestedSince, screenAll, serveMock, settled, textOf } from './page.harness.mjs';

const site = pretendedSite();

const opened = (networks, options = {}) => site.open({ networks, ...options });

/** Whether the focus is on what `selector` says, in the page or inside one of its elements. */
function isFocused(selector) {
  const within = (root) => [root.activeElement, ...(root.activeElement?.shadowRoot ? within(root.activeElement.shadowRoot) : [])];
  return within(document).some((element) => element?.matches(selector));
}

/** Presses Tab until the focus is where `selector` says. */
async function tabTo(page, selector, limit = 60) {
  for (let presses = 0; presses < limit; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(isFocused, selector)) return;
  }
  assert.fail(`${selector} is not reached by Tab`);
}

test('both eyes of a patient are paired by their names, the worse one is told', async () => {
  const { page, troubles, context } = await opened({ outcomes: [0, 3, 1] });
  await screenAll(page, [await photograph('13_left.jpeg'), await photograph('13_right.jpeg'), await photograph('other OS.jpg')]);
  assert.equal(await page.locator('.patient-item').count(), 2);
  const patient = await textOf(page, '.patient-result');
  assert.match(patient, /Result of the patient 13/);
  assert.match(patient, /Signs consistent with referable diabetic retinopathy or macular oedema: refer/);
  assert.match(patient, /Worse eye: right eye, severe non-proliferative retinopathy/);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('eyes are paired by hand where names say nothing', async () => {
  const { page, context } = await opened({ outcomes: [1, 2] });
  await screenAll(page, [await photograph('a.jpg'), await photograph('b.jpg')]);
  assert.equal(await page.locator('.patient-item').count(), 2);
  await assign(page, 'a.jpg', { eye: 'right' });
  await assign(page, 'b.jpg', { patient: 'a', eye: 'left' });
  assert.equal(await page.locator('.patient-item').count(), 1);
  assert.match(await textOf(page, '.patient-result'), /Worse eye: left eye, moderate/);
  await context.close();
});

test('what is typed as a patient’s name stays while photographs are screened', async () => {
  const { page, context } = await opened({ delay: 50 });
  await screenAll(page, [await photograph('a.jpg'), await photograph('b.jpg')]);
  await page.locator('.eye', { hasText: 'b.jpg' }).click();
  const field = page.getByLabel('Patient of b.jpg');
  await field.fill(' a ');
  await page.locator('input[data-for=files]').setInputFiles([await photograph('c.jpg'), await photograph('d.jpg')]);
  await page.locator('.list .count', { hasText: '4 of 4' }).waitFor();
  assert.equal(await field.inputValue(), ' a ');
  await field.blur();
  assert.equal(await page.locator('.patient-item').count(), 3);
  assert.equal(await field.inputValue(), 'a');
  await context.close();
});

test('the eye that a DICOM file names is taken, and a choice by hand is kept', async () => {
  const { page, context } = await opened({ laterality: 'left' });
  await screenAll(page, [await photograph('export.dcm')]);
  assert.match(await textOf(page, '#result-heading'), /^Left eye export\.dcm/);
  await page.getByLabel('Eye in export.dcm').selectOption('right');
  assert.match(await textOf(page, '#result-heading'), /^Right eye/);
  await context.close();
});

test('an ungradable eye has no grade, and the patient is told', async () => {
  const { page, context } = await opened({ outcomes: ['ungradable', 0] });
  await screenAll(page, [await photograph('7_OD.jpg'), await photograph('7_OS.jpg')]);
  const eye = await textOf(page, '.verdict');
  assert.match(eye, /Not gradable Photograph not gradable: repeat or refer\./);
  assert.match(eye, /The photograph is blurred/);
  assert.doesNotMatch(eye, /No apparent retinopathy|ICDR/);
  assert.equal(await page.locator('.eye-pane[data-selected] .box, .crop, .bars').count(), 0);
  const patient = await textOf(page, '.patient-result');
  assert.match(patient, /Photograph not gradable: repeat or refer\./);
  assert.match(patient, /Not gradable: right eye\./);
  assert.doesNotMatch(patient, /continue routine screening/);
  await context.close();
});

test('what is wrong with one file is said, and the others are screened', async () => {
  const { page, context } = await opened({ outcomes: ['damaged_image', 2] });
  await screenAll(page, [await photograph('1.jpg'), await photograph('2.jpg'), { name: '3.txt', mimeType: 'text/plain', buffer: Buffer.from('no image') }]);
  assert.match(await textOf(page, '.shown .failure'), /The image is damaged or cut short/);
  await page.locator('.eye', { hasText: '2.jpg' }).click();
  assert.match(await textOf(page, '.verdict'), /Moderate/);
  await page.locator('.eye', { hasText: '3.txt' }).click();
  assert.match(await textOf(page, '.shown .failure'), /no image that can be read/);
  await context.close();
});

test('a patient is not cleared while an eye has no result', async () => {
  const { page, context } = await opened({ outcomes: ['damaged_image', 0] });
  await screenAll(page, [await photograph('1_L.jpg'), await photograph('1_R.jpg')]);
  const patient = await textOf(page, '.patient-result');
  assert.match(patient, /Incomplete: not every photograph/);
  assert.doesNotMatch(patient, /continue routine screening/);
  await context.close();
});

test('a screening is cancelled at once and can be done again', async () => {
  const { page, context } = await opened({ delay: 300 });
  await ready(page);
  await page.locator('input[data-for=files]').setInputFiles([await photograph('1.jpg')]);
  await page.locator('.screening .way').click();
  await page.getByText('Cancelled').first().waitFor({ timeout: 250 });
  await page.getByRole('button', { name: 'Screen again' }).click();
  await page.locator('.verdict').waitFor();
  await context.close();
});

test('networks that could not be loaded are loaded again, and the waiting photograph is screened', async () => {
  const { page, context } = await opened({ failsToLoad: 'network' });
  await page.locator('.failure').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  await screenAll(page, [await photograph('1.jpg')]);
  await page.locator('.verdict').waitFor();
  await context.close();
});

test('a folder is opened, what is no image in it is left out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'folder-'));
  await mkdir(join(folder, 'patient 5'));
  for (const side of ['L', 'R']) await writeFile(join(folder, 'patient 5', `eye_${side}.jpg`), (await photograph('')).buffer);
  await writeFile(join(folder, 'patient 5', 'notes.txt'), 'no image');
  const { page, context } = await opened({});
  await page.locator('input[data-for=folder]').setInputFiles(folder);
  await settled(page, 2);
  assert.equal(await page.locator('.eye').count(), 2);
  assert.equal(await page.locator('.patient-item').count(), 1);
  await context.close();
});

for (const way of ['paste', 'drop']) {
  test(`a photograph is taken by ${way}`, async () => {
    const { page, context } = await opened({});
    const base64 = (await photograph('')).buffer.toString('base64');
    await page.evaluate(
      async ([way, base64]) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], 'clipboard.jpg', { type: 'image/jpeg' }));
        const options = { bubbles: true, cancelable: true };
        const event = way === 'paste' ? new ClipboardEvent('paste', { ...options, clipboardData: transfer }) : new DragEvent('drop', { ...options, dataTransfer: transfer });
        document.body.dispatchEvent(event);
      },
      [way, base64],
    );
    await settled(page, 1);
    assert.match(await textOf(page, '#result-heading'), /clipboard\.jpg/);
    await context.close();
  });
}

test('a drawn sample is marked as synthetic', async () => {
  const { page, context } = await opened({});
  await page.locator('.sample').first().click();
  await settled(page, 1);
  assert.match(await textOf(page, '#result-heading'), /Synthetic/);
  await context.close();
});

test('the operating point changes the verdict, and both thresholds are shown', async () => {
  const { page, context } = await opened({ outcomes: [2] });
  await screenAll(page, [await photograph('1.jpg')]);
  const referral = await textOf(page, '.referral');
  assert.match(referral, /High sensitivity retinopathy from 22% or oedema from 20%/);
  assert.match(referral, /High specificity retinopathy from 85% or oedema from 70%/);
  const before = await textOf(page, '.verdict-words');
  await page.getByLabel('High specificity').check();
  assert.match(await textOf(page, '.verdict-words'), /Not referable/);
  assert.equal(before.trim(), 'Referable');
  await context.close();
});

test('a thorough screening is offered where the device is fast, and done for photographs from then on', async () => {
  const slow = await opened({});
  await ready(slow.page);
  assert.equal(await slow.page.locator('#thorough').count(), 0);
  await slow.context.close();
  const { page, context } = await opened({ fast: true });
  await ready(page);
  await screenAll(page, [await photograph('1.jpg')]);
  assert.doesNotMatch(await textOf(page, '.verdict'), /Six views averaged/);
  await page.locator('#thorough').check();
  await screenAll(page, [await photograph('2.jpg')]);
  await page.locator('.eye', { hasText: '2.jpg' }).click();
  assert.match(await textOf(page, '.verdict'), /Six views averaged/);
  await page.locator('.eye', { hasText: '1.jpg' }).click();
  assert.doesNotMatch(await textOf(page, '.verdict'), /Six views averaged/);
  await page.reload();
  await ready(page);
  assert.equal(await page.locator('#thorough').isChecked(), true);
  await context.close();
});

test('a slow device is not asked for a thorough screening, though one was chosen before', async () => {
  const { page, context } = await opened({});
  await page.evaluate(() => localStorage.setItem('zoom-in-net-settings', JSON.stringify({ thorough: true })));
  await page.reload();
  await ready(page);
  await screenAll(page, [await photograph('1.jpg')]);
  assert.doesNotMatch(await textOf(page, '.verdict'), /Six views averaged/);
  await context.close();
});

test('boxes and crops are linked by pointer and focus', async () => {
  const { page, context } = await opened({});
  await screenAll(page, [await photograph('1.jpg')]);
  assert.equal(await page.locator('.box').count(), 4);
  await page.locator('.crop[data-region="2"]').hover();
  await page.locator('.box[data-region="2"][data-active]').waitFor();
  await page.locator('.box[data-region="3"]').focus();
  await page.locator('.crop[data-region="3"][data-active]').waitFor();
  assert.equal(await page.locator('.crop[data-active]').count(), 1);
  await context.close();
});

test('the photograph is zoomed by wheel, buttons and pinch, and panned by drag', async () => {
  const { page, context } = await opened({});
  await screenAll(page, [await photograph('1.jpg')]);
  const view = page.locator('fundus-view');
  const scale = async () => Number(await view.getAttribute('data-scale'));
  const fitted = await scale();
  const { x, y, width, height } = await view.boundingBox();
  await page.mouse.move(x + width / 4, y + height / 4);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction((fitted) => Number(document.querySelector('fundus-view').dataset.scale) > fitted, fitted);
  const place = () => page.locator('.box[data-region="1"]').evaluate((box) => Number.parseFloat(box.style.left));
  const before = await place();
  await page.mouse.down();
  await page.mouse.move(x + width / 4 - 20, y + height / 4, { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction((before) => Number.parseFloat(document.querySelector('fundus-view').shadowRoot.querySelector('.box').style.left) < before - 10, before);
  await page.getByRole('button', { name: 'Show all' }).click();
  assert.equal(await scale(), fitted);
  const touch = (type, id, clientX) =>
    view.locator('.frame').evaluate((element, init) => element.dispatchEvent(new PointerEvent(init.type, init)), { type, pointerId: id, clientX, clientY: y + height / 2, button: 0, pointerType: 'touch' });
  await touch('pointerdown', 11, x + width / 2 - 30);
  await touch('pointerdown', 12, x + width / 2 + 30);
  await touch('pointermove', 12, x + width / 2 + 120);
  assert.ok((await scale()) > 2 * fitted, 'fingers that go apart zoom in');
  await context.close();
});

test('everything is done by keyboard alone', { timeout: 60_000 }, async () => {
  const { page, context, troubles } = await opened({ outcomes: [2] });
  // Long before Enter: the browser takes a moment to be told that a test answers its chooser.
  const chooser = page.waitForEvent('filechooser');
  await ready(page);
  await tabTo(page, '#files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([await photograph('1_left.jpg'), await photograph('1_right.jpg')]);
  await settled(page, 2);
  await tabTo(page, '.eye');
  await page.keyboard.press('ArrowUp');
  await page.locator('.eye[aria-current=true]:focus', { hasText: '1_right.jpg' }).waitFor();
  await tabTo(page, 'fundus-view[data-selected]');
  const scale = async () => Number(await page.locator('fundus-view[data-selected]').getAttribute('data-scale'));
  await page.locator('fundus-view[data-selected][data-ready]').waitFor();
  const fitted = await scale();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  assert.ok((await scale()) > 1.5 * fitted);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('-');
  await page.keyboard.press('0');
  assert.equal(await scale(), fitted);
  await page.keyboard.press('1');
  assert.ok((await scale()) > fitted, 'a number comes close to its region');
  await tabTo(page, '.box[data-region="1"]');
  await page.locator('.crop[data-region="1"][data-active]').waitFor();
  await tabTo(page, '.opacity input');
  await page.keyboard.press('Home');
  assert.equal(await page.locator('.opacity input').inputValue(), '0');
  await tabTo(page, '.level select');
  await tabTo(page, '.crop[data-region="4"]');
  await page.keyboard.press('Enter');
  await tabTo(page, 'input[name=operating-point]');
  await page.keyboard.press('ArrowDown');
  assert.ok(await page.getByLabel('High specificity').isChecked());
  await tabTo(page, '#export-json');
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  await download;
  assert.deepEqual(troubles, []);
  await context.close();
});

test('the language and the appearance are chosen, and kept for the next visit', async () => {
  const { page, context } = await opened({});
  await page.locator('#language').selectOption('es');
  await page.locator('#theme').selectOption('dark');
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  await page.reload();
  await page.getByText('Suelte aquí fotografías').waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await context.close();
});

test('the device in use is named with the reason, and can be changed', async () => {
  const { page, context } = await opened({ device: { kind: 'cpu', name: '', reason: 'software_adapter' } });
  await ready(page);
  assert.equal(await page.locator('#device').inputValue(), 'cpu');
  assert.match(await textOf(page, '.why'), /imitated by software/);
  await page.locator('#device').selectOption('gpu');
  await page.getByText('pretended adapter; as you chose').waitFor();
  await context.close();
});

test('no request is made after loading', async () => {
  const { page, context } = await opened({}, AS_VISITED);
  await ready(page);
  const before = site.server.requests.length;
  const asked = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) asked.push(request.url());
  });
  await screenAll(page, [await photograph('1_left.jpg'), await photograph('1_right.jpg')]);
  await page.locator('.eye').first().click();
  await page.locator('.sample').count();
  assert.deepEqual(asked, []);
  assert.deepEqual(await requestedSince(site.server, before), []);
  await context.close();
});

test('a newer version of the page is found on the next visit, though its script is kept for a day', async () => {
  const script = await readFile(new URL('../../target/www-mock/service-worker.js', import.meta.url), 'utf8');
  let version = 1;
  const changing = await serveMock((path) => {
    if (path === '/service-worker.js') return { type: 'text/javascript', body: `${script}\n// ${version}` };
  });
  const { page, context } = await open(site.browser, changing.address, AS_VISITED);
  await ready(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  version = 2;
  await page.reload();
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting);
  await context.close();
  await changing.close();
});
