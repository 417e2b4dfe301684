// Where both eyes of a patient are known, each is read with the other; the pretended networks then go a little towards its grade.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assign, photograph, pretendedSite, saved, screenAll, textOf } from './page.harness.mjs';

const TOGETHER = 'Read with the patient’s other eye.';

const site = pretendedSite();

/** The page with photographs of these names. */
async function screened(names, networks) {
  const { page, context, troubles } = await site.open({ networks });
  await screenAll(page, await Promise.all(names.map((name) => photograph(name))));
  return { page, context, troubles };
}

async function select(page, name) {
  await page.locator('.eye', { hasText: name }).click();
  await page.locator('#result-heading', { hasText: name }).waitFor();
}

/** Whether the photograph that is shown comes to be read with another one, or alone. */
const together = (page) => page.locator('.how-read', { hasText: TOGETHER }).waitFor();
const alone = (page) => page.waitForFunction((words) => !document.querySelector('.verdict')?.textContent.includes(words), TOGETHER);

/** The probability of moderate or worse of the photograph that is shown. */
const referable = async (page) => (await textOf(page, '.referral')).match(/Moderate retinopathy or worse: (\d+%)/)?.[1];

test('both eyes of a patient are read together, and alone again when one is gone', async () => {
  const { page, context, troubles } = await screened(['13_left.jpeg', '13_right.jpeg', '14_left.jpeg'], { outcomes: [2, 0, 2] });
  await select(page, '13_left');
  await together(page);
  assert.equal(await referable(page), '69%');
  await select(page, '13_right');
  await together(page);
  await select(page, '14_left');
  await alone(page);
  assert.equal(await referable(page), '81%');
  await select(page, '13_left');
  await page.getByRole('button', { name: 'Remove: 13_right.jpeg' }).click();
  await alone(page);
  assert.equal(await referable(page), '81%');
  assert.deepEqual(troubles, []);
  await context.close();
});

test('an eye that becomes another patient’s, or the same eye, is read anew', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right.jpeg', '14_left.jpeg'], { outcomes: [2, 0, 4] });
  await select(page, '13_left');
  await together(page);
  await assign(page, '13_right.jpeg', { patient: '14' });
  await select(page, '13_left');
  await alone(page);
  assert.equal(await referable(page), '81%');
  await select(page, '14_left');
  await together(page);
  await assign(page, '13_right.jpeg', { eye: 'left' });
  await select(page, '14_left');
  await alone(page);
  await assign(page, '13_right.jpeg', { patient: '13', eye: 'right' });
  await select(page, '13_left');
  await together(page);
  assert.equal(await referable(page), '69%');
  await context.close();
});

test('of several photographs of the other eye the worst is taken', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right_a.jpeg', '13_right_b.jpeg'], { outcomes: [2, 0, 3] });
  for (const name of ['13_right_a', '13_right_b']) {
    await assign(page, `${name}.jpeg`, { patient: '13', eye: 'right' });
  }
  await select(page, '13_left');
  await together(page);
  await page.waitForFunction(() => document.querySelector('.referral').textContent.includes('84%'));
  // Each photograph of an eye is read with the other eye, so that they can be compared.
  for (const name of ['13_right_a', '13_right_b']) {
    await select(page, name);
    await together(page);
  }
  await page.getByRole('button', { name: 'Remove: 13_right_b.jpeg' }).click();
  await select(page, '13_left');
  await page.waitForFunction(() => document.querySelector('.referral').textContent.includes('69%'));
  await together(page);
  await context.close();
});

test('an eye that is not gradable, or not named, is nobody’s other eye', async () => {
  const { page, context } = await screened(['1_left.jpg', '1_right.jpg', 'x.jpg'], { outcomes: [2, 'ungradable', 3] });
  await assign(page, 'x.jpg', { patient: '1' });
  await page.waitForTimeout(200);
  for (const name of ['1_left', 'x.jpg']) {
    await select(page, name);
    await alone(page);
  }
  await context.close();
});

test('what comes too late is dropped', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right.jpeg'], { outcomes: [2, 0], fellow: 600 });
  await select(page, '13_left');
  await page.getByRole('button', { name: 'Remove: 13_right.jpeg' }).click();
  await page.waitForTimeout(1000);
  assert.equal(await referable(page), '81%');
  await alone(page);
  await context.close();
});

test('of two answers the one for the present other eye is shown, whichever comes last', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right.jpeg', '14_right.jpeg'], { outcomes: [2, 0, 3], fellow: 500 });
  await select(page, '13_left');
  await assign(page, '13_right.jpeg', { patient: '14' });
  await assign(page, '14_right.jpeg', { patient: '13' });
  await select(page, '13_left');
  await together(page);
  assert.equal(await referable(page), '84%');
  await page.waitForTimeout(800);
  assert.equal(await referable(page), '84%');
  await context.close();
});

test('what cannot be read with the other eye stays as it was, and is read again when someone wants it', async () => {
  const { page, context, troubles } = await screened(['13_left.jpeg', '13_right.jpeg'], { outcomes: [2, 0], fellow: 'other_model' });
  await select(page, '13_left');
  await page.waitForTimeout(300);
  await alone(page);
  assert.equal(await referable(page), '81%');
  assert.match(await textOf(page, '.fellow-failure'), /could not be read with the patient’s other eye.*another version of the networks/);
  await page.evaluate(() => {
    window.mockNetworks.fellow = 5;
  });
  await page.getByRole('button', { name: 'Read both eyes again' }).last().click();
  await together(page);
  assert.equal(await referable(page), '69%');
  assert.equal(await page.locator('.fellow-failure').count(), 0);
  // The other eye failed too; it is offered with all that may be tried again.
  await page.locator('#retry-all').click();
  await select(page, '13_right');
  await together(page);
  assert.equal(await page.locator('#retry-all').count(), 0);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a grade that becomes another by the other eye is told to those who listen', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right.jpeg'], { outcomes: [[0.1, 0.36, 0.54 - 0.03, 0.02, 0.01], 0] });
  await select(page, '13_left');
  await together(page);
  assert.match(await textOf(page, '.verdict'), /Mild/);
  assert.match(await page.locator('[role=status]').textContent(), /13_left\.jpeg\. Mild .*Read with the patient’s other eye/);
  await context.close();
});

test('what was read with the other eye is exported so', async () => {
  const { page, context } = await screened(['13_left.jpeg', '13_right.jpeg'], { outcomes: [2, 0] });
  await select(page, '13_left');
  await together(page);
  const json = JSON.parse((await saved(page, '#export-json')).content);
  assert.deepEqual(json.patients[0].photographs.map(({ screening }) => screening.both_eyes), [true, true]);
  assert.ok(Math.abs(json.patients[0].photographs[1].screening.referable.probability - 0.6885) < 1e-3);
  const bundle = JSON.parse((await saved(page, '#export-fhir')).content);
  const notes = bundle.entry.flatMap(({ resource }) => resource.note ?? []).map(({ text }) => text);
  assert.equal(notes.filter((text) => text === TOGETHER).length, 2);
  assert.equal((await page.locator('.report').textContent()).split(TOGETHER).length - 1, 2);
  await page.getByRole('button', { name: 'Remove: 13_right.jpeg' }).click();
  await alone(page);
  const after = JSON.parse((await saved(page, '#export-json')).content);
  assert.deepEqual(after.patients[0].photographs.map(({ screening }) => screening.both_eyes), [false]);
  await context.close();
});
