// One rule for the grade, the bars and the referral, and figures as a clinician says them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { photograph, pretendedSite, screenAll, textOf } from './page.harness.mjs';

const site = pretendedSite();

/** The page with one photograph, of which the networks say what is wished. */
async function shown(networks, options = {}) {
  const { page, context } = await site.open({ networks, ...options });
  await screenAll(page, [await photograph('1.jpg')]);
  return { page, context };
}

/** Probabilities that are different each time, and the same in every run. */
function* randomProbabilities(seed) {
  let state = seed;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  for (;;) {
    const weights = [0, 1, 2, 3, 4].map(() => 0.001 + next() ** 4);
    const sum = weights.reduce((all, weight) => all + weight);
    yield weights.map((weight) => weight / sum);
  }
}

const GRADES = ['No apparent', 'Mild', 'Moderate', 'Severe', 'Proliferative'];
const orWorse = (probabilities, grade) => probabilities.slice(grade).reduce((all, one) => all + one, 0);

/** The number in a figure such as `64%`, `under 1%` or `over 99%`. */
const numberIn = (figure) => Number.parseFloat(figure.replace(/[^\d.]/g, ''));

test('the grade is the worst one whose bar reaches one half, whatever the probabilities', { timeout: 120_000 }, async () => {
  const source = randomProbabilities(7);
  const outcomes = Array.from({ length: 24 }, () => source.next().value);
  const { page, context } = await site.open({ networks: { outcomes } });
  await screenAll(page, await Promise.all(outcomes.map((_, index) => photograph(`${String(index).padStart(2, '0')}.jpg`))));
  const seen = new Set();
  for (const [index, probabilities] of outcomes.entries()) {
    const name = `${String(index).padStart(2, '0')}.jpg`;
    await page.locator('.eye', { hasText: name }).click();
    await page.locator('#result-heading', { hasText: name }).waitFor();
    const grade = [4, 3, 2, 1].find((one) => orWorse(probabilities, one) >= 0.5) ?? 0;
    seen.add(grade);
    const context = `${name}: ${probabilities.map((one) => one.toFixed(4))}`;
    assert.ok((await textOf(page, '.grade-words')).startsWith(GRADES[grade]), context);
    const figures = (await page.locator('.bars .figure').allInnerTexts()).map(numberIn);
    assert.equal(figures.length, 4, context);
    assert.equal(figures.filter((figure) => figure >= 50).length, grade, `${context}; shown are ${figures}`);
    assert.equal(await page.locator('.bars [data-reached]').count(), grade, context);
    const widths = await page.locator('.bar').evaluateAll((bars) => bars.map((bar) => bar.firstElementChild.clientWidth / bar.clientWidth));
    for (const [step, width] of widths.entries()) assert.ok(Math.abs(width - orWorse(probabilities, step + 1)) < 0.02, context);
    // The bar of moderate or worse is what the referral is about.
    assert.match(await textOf(page, '.referral'), new RegExp(`Moderate retinopathy or worse: (under |over )?${Math.trunc(figures[1])}`), context);
  }
  assert.equal(seen.size, 5, 'every grade is among them');
  await context.close();
});

test('a bar that falls just short of one half is not said to have reached it', async () => {
  const { page, context } = await shown({ outcomes: [[0.3, 0.203, 0.397, 0.06, 0.04]] });
  assert.deepEqual(await page.locator('.bars .figure').allInnerTexts(), ['70%', '49.7%', '10%', '4%']);
  assert.match(await textOf(page, '.grade'), /Mild/);
  await context.close();
});

test('the grade of the bars is heard too', async () => {
  const { page, context } = await shown({ outcomes: [2] });
  const names = await page.locator('.bars dt').allTextContents();
  assert.deepEqual(names.map((name) => name.trim()), ['Mild or worse', 'Moderate or worse (the grade)', 'Severe or worse', 'Proliferative']);
  assert.match(await textOf(page, '[aria-labelledby=probabilities-heading]'), /the worst one whose bar reaches 50%/);
  await context.close();
});

test('each grade by itself is there for those who ask', async () => {
  const { page, context } = await shown({ outcomes: [[0.9995, 0.0003, 0.0001, 0.00006, 0.00004]] });
  assert.equal(await page.locator('.each').isVisible(), false);
  await page.getByText('Probability of each grade alone').click();
  assert.deepEqual(await page.locator('.each td').allInnerTexts(), ['over 99.9%', 'under 0.1%', 'under 0.1%', 'under 0.1%', 'under 0.1%']);
  await context.close();
});

for (const [what, networks, expected] of [
  ['whole per cent', {}, /Moderate retinopathy or worse: 81%; refer from 22%\./],
  ['a threshold near nothing', { threshold: 0.000339 }, /Moderate retinopathy or worse: 81%; refer from under 1%\./],
  ['near certainty', { oedema: 0.99852 }, /Macular oedema: over 99%; refer from 20%\./],
  ['near impossibility', { oedema: 0.00034 }, /Macular oedema: under 1%; refer from 20%\./],
  ['just below the threshold', { oedema: 0.198 }, /Macular oedema: 19\.8%; refer from 20\.0%\./],
  ['a hair below the threshold', { oedema: 0.1997 }, /Macular oedema: 19\.97%; refer from 20\.00%\./],
  ['at the threshold', { oedema: 0.2 }, /Macular oedema: 20%; refer from 20%\./],
]) {
  test(`${what} is said as a clinician says it`, async () => {
    const { page, context } = await shown({ outcomes: [2], ...networks });
    assert.match(await textOf(page, '.referral'), expected);
    await context.close();
  });
}

test('figures are Spanish on a Spanish page', async () => {
  const { page, context } = await shown({ outcomes: [2], oedema: 0.99852, threshold: 0.0003 }, { locale: 'es-ES' });
  const referral = (await textOf(page, '.referral')).replace(/\u00a0/g, ' ');
  assert.match(referral, /Retinopatía moderada o peor: 81 %; derivar desde menos del 1 %\./);
  assert.match(referral, /Edema macular: más del 99 %; derivar desde 20 %\./);
  await context.close();
});

test('macular oedema alone refers an eye', async () => {
  const { page, context } = await shown({ outcomes: [[0.1, 0.8, 0.06, 0.03, 0.01]], oedema: 0.4 });
  assert.match(await textOf(page, '.verdict'), /Referable .*Mild non-proliferative retinopathy/);
  const referral = await textOf(page, '.referral');
  assert.match(referral, /Moderate retinopathy or worse: 10%; refer from 22%\. Macular oedema: 40%; refer from 20%\./);
  assert.match(referral, /The referral is for macular oedema/);
  await page.getByLabel('High specificity').check();
  assert.match(await textOf(page, '.verdict'), /Not referable/);
  await context.close();
});

test('where macular oedema is not assessed, and only there, that is said', async () => {
  const without = await shown({ outcomes: [0], oedema: null });
  const referral = await textOf(without.page, '.referral');
  assert.match(referral, /This model does not assess macular oedema\./);
  assert.doesNotMatch(referral, /Macular oedema:|, oedema from/);
  assert.match(await textOf(without.page, '.verdict'), /Not referable/);
  await without.context.close();
  const { page, context } = await shown({ outcomes: [0] });
  assert.doesNotMatch(await textOf(page, '.referral'), /does not assess/);
  await context.close();
});

test('why a grade and its referral differ is said, and nothing where they do not', async () => {
  const mild = await shown({ outcomes: [[0.42, 0.4, 0.1, 0.05, 0.03]], threshold: 0.12 });
  assert.match(await textOf(mild.page, '.verdict'), /Referable .*Mild/);
  assert.match(await textOf(mild.page, '.apart'), /The grade becomes moderate at 50%, but a referral starts at 12%, so that few diseased eyes are missed\./);
  await mild.context.close();
  const moderate = await shown({ outcomes: [2] });
  assert.equal(await moderate.page.locator('.apart').count(), 0);
  await moderate.page.getByLabel('High specificity').check();
  assert.match(await textOf(moderate.page, '.apart'), /at this operating point a referral starts at 85%, so that few healthy eyes are referred\./);
  await moderate.context.close();
});
