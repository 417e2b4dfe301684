// The page in each language: which one it opens in, that nothing overflows, and what is mirrored where one writes from right to left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, photograph, pretendedSite, ready, saved, screenAll, violations } from './page.harness.mjs';

/** What a browser may ask for, and the language that it is given. */
const WISHES = { 'en-GB': 'en', 'es-MX': 'es', 'pt-PT': 'pt', 'hi-IN': 'hi', 'ar-EG': 'ar', 'fr-FR': 'en' };
const LANGUAGES = ['en', 'es', 'pt', 'hi', 'ar'];

const site = pretendedSite();

/** A patient with both eyes, of which the left is the worse one. */
async function twoEyes(options) {
  const opened = await site.open({ networks: { outcomes: [3, 1], oedema: 0.4 }, ...options });
  await ready(opened.page);
  await screenAll(opened.page, [await photograph('13_left.jpeg', 'synthetic-1_left.jpg'), await photograph('13_right.jpeg')]);
  await opened.page.locator('.how-read').first().waitFor();
  return opened;
}

const speak = async (page, language) => {
  await page.locator('#language').selectOption(language);
  await page.locator(`html[lang=${language}]`).waitFor();
};

const placeOf = async (page, selector) => {
  const { x, width } = await page.locator(selector).first().boundingBox();
  return { left: x, right: x + width };
};

for (const [locale, language] of Object.entries(WISHES)) {
  test(`a browser that prefers ${locale} opens the page in ${language}`, async () => {
    const { page, context } = await site.open({ locale });
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.equal(await page.locator('html').getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
    assert.equal(await page.locator('#language').inputValue(), language);
    assert.equal(await page.locator('.unreviewed').count(), language === 'en' ? 0 : 1);
    await context.close();
  });
}

test('another language than the preferred one is kept for the next visit', async () => {
  const { page, context } = await site.open({ locale: 'pt-BR' });
  await speak(page, 'ar');
  await page.reload();
  await page.locator('.sample').first().waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'ar');
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await context.close();
});

for (const [size, device] of Object.entries({ wide: { colorScheme: 'light' }, telephone: { colorScheme: 'dark', ...PHONE } })) {
  test(`in every language the result is accessible and nothing is wider than the screen, ${size}`, { timeout: 120_000 }, async () => {
    const { page, context, troubles } = await twoEyes(device);
    for (const details of await page.locator('details').all()) await details.locator('summary').click();
    for (const language of LANGUAGES) {
      await speak(page, language);
      assert.deepEqual(await violations(page), [], language);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${language}: wider by ${overflow} pixels`);
      // What is cut off in its own box, such as a word in a narrow button.
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('.app :is(button, h1, h2, h3, p, li, td, th, dt, dd, label, .chip)')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 && getComputedStyle(one).display !== 'inline')
          .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`),
      );
      assert.deepEqual(cut, [], language);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });
}

test('from right to left: the list, the bars and the scales are mirrored, the photograph and its regions are not', async () => {
  const { page, context } = await twoEyes({});
  const pictures = () =>
    page.evaluate(() => ({
      photograph: document.querySelector('fundus-view').shadowRoot.querySelector('canvas').toDataURL(),
      boxes: [...document.querySelector('fundus-view').shadowRoot.querySelectorAll('.box')].map(({ style }) => style.cssText),
      crops: [...document.querySelectorAll('.crop canvas')].map((canvas) => canvas.toDataURL()),
    }));
  const before = await pictures();
  assert.equal(before.boxes.length, 4);
  assert.ok((await placeOf(page, '.list')).right < (await placeOf(page, 'fundus-view')).left);

  await speak(page, 'ar');
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  assert.deepEqual(await pictures(), before);
  assert.ok((await placeOf(page, '.list')).left > (await placeOf(page, 'fundus-view')).right, 'the list is on the right');
  assert.ok((await placeOf(page, '.verdict')).right < (await placeOf(page, 'fundus-view')).left, 'the verdict is on the left');
  for (const [whole, part] of [['.bars .bar', '.bars .bar span'], ['.threshold-scale', '.threshold-scale .filled'], ['.grade-level .scale', '.grade-level .scale span']]) {
    assert.ok(Math.abs((await placeOf(page, whole)).right - (await placeOf(page, part)).right) < 1, `${part} begins on the right`);
  }
  const [scale, mark] = [await placeOf(page, '.threshold-scale'), await placeOf(page, '.threshold-scale .threshold[data-chosen]')];
  const share = (scale.right - (mark.left + mark.right) / 2) / (scale.right - scale.left);
  const [, threshold] = (await page.locator('.figures').first().innerText()).match(/(\d+)\p{Cf}*%\D*$/u);
  assert.ok(Math.abs(share - threshold / 100) < 0.006, `the mark of ${threshold} % is at ${share} from the right`);
  await context.close();
});

test('from right to left: a file name is read as it is written', async () => {
  const { page, context } = await site.open({ locale: 'ar' });
  await ready(page);
  await screenAll(page, [await photograph('(7) OD.jpg')]);
  // The ends of a name in brackets change places where it takes the direction of the words around it.
  const places = await page.locator('.eye-words .file').evaluate((file) => {
    const placeOfLetter = (at) => {
      const range = document.createRange();
      range.setStart(file.querySelector('bdi')?.firstChild ?? [...file.childNodes].find(({ nodeType }) => nodeType === 3), at);
      range.setEnd(range.startContainer, at + 1);
      return range.getBoundingClientRect().left;
    };
    return [...'(7) OD.jpg'].map((_, at) => placeOfLetter(at));
  });
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  await context.close();
});

test('from right to left: in the exported picture the photograph stands on the right, and is the same', async () => {
  const { page, context } = await twoEyes({});
  const pictureIn = async (language) => {
    await speak(page, language);
    return (await saved(page, '#export-picture')).content.toString('base64');
  };
  const found = await page.evaluate(
    async ([english, arabic]) => {
      const [MARGIN, PHOTO, SIDE] = [60, 1160, 1000];
      const pixels = async (base64, left) => {
        const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(left, 250, PHOTO, SIDE);
        return { width: bitmap.width, data };
      };
      const one = await pixels(english, MARGIN);
      const other = await pixels(arabic, one.width - MARGIN - PHOTO);
      let apart = 0;
      for (const [at, value] of one.data.entries()) apart = Math.max(apart, Math.abs(value - other.data[at]));
      // Resampled at another place, a pixel may be rounded to its neighbour.
      return { isSame: apart <= 2, isDark: one.data.filter((value, at) => at % 4 === 0 && value < 40).length > 1000 };
    },
    [await pictureIn('en'), await pictureIn('ar')],
  );
  assert.deepEqual(found, { isSame: true, isDark: true });
  await context.close();
});

test('from right to left: the printed report is mirrored, but the right eye stays on the left', async () => {
  const { page, context } = await twoEyes({ locale: 'ar' });
  await page.locator('.report-eyes > section + section').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  const sections = await page.locator('.report-eyes > section').evaluateAll((all) =>
    all.map((one) => ({ left: one.getBoundingClientRect().left, heading: one.querySelector('h2').textContent, direction: getComputedStyle(one).direction })),
  );
  const [right, left] = ['اليمنى', 'اليسرى'].map((side) => sections.find(({ heading }) => heading.includes(side)));
  assert.ok(right.left < left.left);
  assert.deepEqual([right.direction, left.direction], ['rtl', 'rtl']);
  assert.ok((await placeOf(page, '.report-brand')).right < (await placeOf(page, '.report h1')).left + 1);
  await context.close();
});

test('JSON and FHIR say in which language and direction their words are', async () => {
  const { page, context } = await twoEyes({ locale: 'ar' });
  const json = JSON.parse((await saved(page, '#export-json')).content);
  assert.equal(json.language, 'ar');
  assert.match(json.disclaimer, /\p{Script=Arabic}/u);
  const { entry } = JSON.parse((await saved(page, '#export-fhir')).content);
  const report = entry.map(({ resource }) => resource).find(({ resourceType }) => resourceType === 'DiagnosticReport');
  assert.equal(report.language, 'ar');
  assert.match(report.text.div, /^<div [^>]*lang="ar" xml:lang="ar" dir="rtl">/);
  await context.close();
});
