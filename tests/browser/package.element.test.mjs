// `<fundus-screening>` as a portal drops it in.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PHONE, photograph, violations } from './page.harness.mjs';
import { portal } from './package.harness.mjs';

const DISCLAIMER = /Not a medical device; not cleared or marked for clinical use/;
const site = portal();

/** A page with the element, on shared networks; its events are kept in `window.events`. */
async function withElement({ attributes = {}, content = '', ...options } = {}) {
  const opened = await site.open(options);
  await opened.page.evaluate(
    async ([attributes, content]) => {
      const element = document.createElement('fundus-screening');
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      const template = document.createElement('template');
      template.innerHTML = content;
      element.append(template.content);
      element.screener = await window.api.ZoomInNet.load({ weights: '/' });
      window.events = [];
      for (const type of ['progress', 'screened', 'failed']) {
        document.addEventListener(type, ({ detail }) => window.events.push([type, type === 'screened' ? detail.screening.outcome : (detail.stage ?? detail.code)]));
      }
      document.querySelector('main').append(element);
    },
    [attributes, content],
  );
  return { ...opened, element: opened.page.locator('fundus-screening') };
}

const wordsOf = async (element) => (await element.evaluate((one) => one.shadowRoot.textContent)).replace(/\s+/g, ' ');
const events = (page) => page.evaluate(() => window.events);
const choose = async (element, name = '1.jpg') => element.locator('input[type=file]').setInputFiles([await photograph(name)]);

test('a photograph is chosen, screened, and its result shown with the disclaimer', async () => {
  const { page, element, context, troubles } = await withElement();
  assert.match(await wordsOf(element), DISCLAIMER);
  await choose(element);
  await element.locator('.result').waitFor();
  const words = await wordsOf(element);
  assert.match(words, /1\.jpg Referable Signs consistent with referable diabetic retinopathy or macular oedema: refer/);
  assert.match(words, /Moderate non-proliferative retinopathy/);
  assert.match(words, /Moderate retinopathy or worse: 81%; refer from 22%\./);
  assert.match(words, /Regions that influenced the score; not a lesion map\./);
  assert.match(words, DISCLAIMER);
  assert.equal(await element.locator('fundus-view[data-ready] .box:visible').count(), 4);
  assert.equal(await element.locator('.crops canvas').count(), 4);
  assert.match(await element.locator('[role=status]').textContent(), /^Referable\. Moderate/);
  assert.deepEqual(await events(page), [...['decoding', 'preparing', 'grading', 'attending', 'zooming'].map((stage) => ['progress', stage]), ['screened', 'graded']]);
  assert.equal(await element.evaluate(({ result }) => result.screening.grade), 2);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('a photograph is dropped on it', async () => {
  const { page, element, context } = await withElement();
  const base64 = (await photograph('')).buffer.toString('base64');
  await element.locator('.intake').evaluate((intake, base64) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'dropped.jpg', { type: 'image/jpeg' }));
    for (const type of ['dragover', 'drop']) intake.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, base64);
  await element.locator('.result').waitFor();
  assert.match(await wordsOf(element), /dropped\.jpg/);
  assert.equal((await events(page)).at(-1)[0], 'screened');
  await context.close();
});

test('it screens what a script gives it, by property or by method, and puts it away', async () => {
  const { element, context } = await withElement({ networks: { outcomes: [0, 'ungradable'] } });
  const grade = await element.evaluate(async (one) => (await one.screen(await window.api.sample('synthetic-1_right.jpg'))).screening.grade);
  assert.equal(grade, 0);
  await element.locator('.result[data-verdict=not_referable]').waitFor();
  await element.evaluate(async (one) => {
    one.photograph = await window.api.sample('synthetic-2_right.jpg');
  });
  await element.locator('.result[data-verdict=ungradable]').waitFor();
  const words = await wordsOf(element);
  assert.match(words, /Not gradable Photograph not gradable: repeat or refer\./);
  assert.match(words, /The photograph is blurred/);
  assert.doesNotMatch(words, /No apparent retinopathy|ICDR/);
  assert.match(words, DISCLAIMER);
  await element.evaluate((one) => {
    one.photograph = null;
  });
  await element.locator('.intake').waitFor();
  assert.equal(await element.evaluate(({ result }) => result), null);
  await context.close();
});

test('what goes wrong is said in a sentence, and done again', async () => {
  const { page, element, context } = await withElement({ networks: { outcomes: ['damaged_image', 2] } });
  await choose(element);
  await element.locator('[role=alert]').waitFor();
  assert.match(await wordsOf(element), /Could not be screened The image is damaged or cut short\. Copy or export it again\./);
  assert.deepEqual((await events(page)).at(-1), ['failed', 'damaged_image']);
  await element.getByRole('button', { name: 'Try again' }).click();
  await element.locator('.result').waitFor();
  await context.close();
});

test('it is cancelled, and another photograph takes the place of one that is being screened', async () => {
  const { page, element, context, troubles } = await withElement({ networks: { delay: 200, outcomes: [0, 3, 1] } });
  await choose(element);
  await element.getByRole('button', { name: 'Cancel' }).click();
  await element.getByText('Cancelled.').waitFor();
  const outcomes = await element.evaluate(async (one) => {
    const file = await window.api.sample('synthetic-1_right.jpg');
    const [first, second] = [one.screen(file), one.screen(file)];
    return Promise.all([first.catch(({ code }) => code), second.then(({ screening }) => screening.outcome)]);
  });
  assert.deepEqual(outcomes, ['cancelled', 'graded']);
  assert.deepEqual((await events(page)).filter(([type]) => type !== 'progress'), [['screened', 'graded']]);
  await element.locator('.result').waitFor();
  assert.deepEqual(troubles, []);
  await context.close();
});

test('attributes decide on language, operating point and thoroughness', async () => {
  const { element, context } = await withElement({
    attributes: { lang: 'es', 'operating-point': 'high_specificity', thorough: '' },
    networks: { outcomes: [2], fast: true },
  });
  await choose(element);
  await element.locator('.result[data-verdict=not_referable]').waitFor();
  const words = await wordsOf(element);
  assert.match(words, /No derivable/);
  assert.match(words, /Promedio de seis vistas\./);
  assert.match(words, /No es un producto sanitario/);
  await element.evaluate((one) => one.setAttribute('operating-point', 'high_sensitivity'));
  await element.locator('.result[data-verdict=referable]').waitFor();
  await context.close();
});

test('the language is that of the page around it', async () => {
  const { page, element, context } = await withElement();
  await page.evaluate(() => {
    document.documentElement.lang = 'es-MX';
    document.querySelector('fundus-screening').requestUpdate();
  });
  await element.getByText('Suelte aquí una fotografía').waitFor();
  await context.close();
});

test('without networks of the page’s it loads its own, and says that they cannot be had', async () => {
  const { page, element, context } = await withElement({ attributes: { weights: '/nowhere/', device: 'cpu' } });
  await element.evaluate((one) => {
    one.screener = null;
  });
  await choose(element);
  await element.locator('[role=alert]').waitFor({ timeout: 20_000 });
  assert.equal((await events(page)).at(-1)[0], 'failed');
  await context.close();
});

test('slots, parts and custom properties are the page’s to fill', async () => {
  const { page, element, context } = await withElement({ content: '<p slot="intake">Ihr Bild</p><button slot="actions">Keep it</button>' });
  assert.equal(await page.getByText('Ihr Bild').isVisible(), true);
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('fundus-screening { --zoom-in-net-referable: rgb(1, 2, 3); } fundus-screening::part(verdict) { text-transform: uppercase; }');
    document.adoptedStyleSheets.push(sheet);
  });
  await choose(element);
  await element.locator('.result').waitFor();
  const { color, textTransform } = await element.locator('.verdict').evaluate((verdict) => {
    const { color, textTransform } = getComputedStyle(verdict);
    return { color, textTransform };
  });
  assert.deepEqual([color, textTransform], ['rgb(1, 2, 3)', 'uppercase']);
  assert.equal(await page.getByRole('button', { name: 'Keep it' }).isVisible(), true);
  await context.close();
});

const FILLED = {
  'nothing in it': { reach: async () => undefined },
  'a screening': {
    reach: async (element, page) => {
      await page.evaluate(() => {
        window.mockNetworks.delay = 60_000;
      });
      await choose(element);
      await element.locator('.progress').waitFor();
    },
  },
  'a result': { reach: (element) => choose(element).then(() => element.locator('fundus-view[data-ready]').waitFor()) },
  'an ungradable photograph': { networks: { outcomes: ['ungradable'] }, reach: (element) => choose(element).then(() => element.locator('fundus-view[data-ready]').waitFor()) },
  'an error': { networks: { outcomes: ['not_an_image'] }, reach: (element) => choose(element).then(() => element.locator('.failure').waitFor()) },
};

for (const [state, { networks, reach }] of Object.entries(FILLED)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing wrong with ${state}, ${colorScheme}, wide and on a telephone`, { timeout: 60_000 }, async () => {
      for (const size of [{}, PHONE]) {
        const { page, element, context, troubles } = await withElement({ networks, colorScheme, ...size });
        await reach(element, page);
        assert.deepEqual(await violations(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `nothing is wider than the screen, not by ${overflow} pixels`);
        assert.deepEqual(troubles, []);
        await context.close();
      }
    });
  }
}

test('an element that is known already is left as it is', async () => {
  const { page, context, troubles } = await site.open();
  const isSame = await page.evaluate(() => customElements.get('fundus-screening') === window.api.element.FundusScreening);
  assert.equal(isSame, true);
  // The same module once more, as a second copy of the package would bring it.
  await page.evaluate(async () => {
    const [script] = [...document.scripts].filter(({ src }) => src.includes('package'));
    await import(`${script.src}?again`);
  });
  assert.deepEqual(troubles, []);
  await context.close();
});

test('to import it on a server does nothing, and does not fail', async () => {
  for (const subpath of ['element', 'fundus-view', 'report', 'fhir', 'words', 'pictures']) {
    const { exports } = JSON.parse(await readFile(new URL('../../pkg/package.json', import.meta.url), 'utf8'));
    assert.ok(exports[`./${subpath}`], subpath);
    await import(`zoom-in-net/${subpath}`);
  }
});

for (const framework of ['inReact', 'inVue']) {
  test(`${framework.slice(2)} uses it without a wrapper: attributes, properties and events`, async () => {
    const { page, context, troubles } = await site.open({ networks: { outcomes: [0] } });
    await page.evaluate((framework) => {
      window.shown = (async () => {
        const { ZoomInNet, sample, frameworks } = window.api;
        const root = document.querySelector('main');
        const photograph = await sample('synthetic-1_right.jpg');
        const screener = await ZoomInNet.load({ weights: '/' });
        const onScreened = ({ detail }) => {
          window.grade = detail.screening.grade;
        };
        // The photograph first: what is set after it counts too.
        window.leave = (await frameworks())[framework](root, { photograph, lang: 'es', 'operating-point': 'high_specificity', screener, onScreened });
      })();
    }, framework);
    await page.locator('fundus-screening .result').waitFor();
    assert.equal(await page.evaluate(() => window.grade), 0);
    assert.match(await wordsOf(page.locator('fundus-screening')), /Punto de operación: Alta especificidad/);
    await page.evaluate(() => window.leave());
    assert.equal(await page.locator('fundus-screening').count(), 0);
    assert.deepEqual(troubles, []);
    await context.close();
  });
}
