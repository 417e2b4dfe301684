// Every state of the page, light and dark, wide and on a telephone, has no accessibility violation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PHONE, photograph, pretendedSite, ready, screenAll, violations } from './page.harness.mjs';

const site = pretendedSite();

/** Patients of every kind. */
const day = async () => Promise.all(['a_OD.jpg', 'a_OS.jpg', 'b_OD.jpg', 'c_OD.jpg', 'x.jpg'].map((name) => photograph(name)));
const OF_EVERY_KIND = { outcomes: [2, 0, 'ungradable', 'damaged_image', 1], fellow: 'other_model' };

const pair = async () => [await photograph('13_left.jpeg', 'synthetic-1_left.jpg'), await photograph('13_right.jpeg')];

/** Each state, and how the page gets there. */
const STATES = {
  'first page': { reach: ready },
  'loading': { networks: { delay: 60_000 }, reach: (page) => page.locator('.loading').waitFor() },
  'networks that cannot be loaded': {
    networks: { failsToLoad: 'network' },
    reach: (page) => page.locator('.failure').waitFor(),
  },
  'screening': {
    networks: { delay: 400 },
    reach: async (page) => {
      await ready(page);
      await page.locator('input[data-for=files]').setInputFiles(await pair());
      await page.locator('.screening').waitFor();
    },
  },
  'one eye': { reach: async (page) => screenAll(page, [await photograph('1.jpg')]) },
  'two eyes': {
    networks: { outcomes: [3, 0] },
    reach: async (page) => {
      await screenAll(page, await pair());
      await page.locator('.how-read').waitFor();
      for (const details of await page.locator('details').all()) await details.locator('summary').click();
    },
  },
  'an eye that is referred for oedema, on a fast device': {
    networks: { outcomes: [1], oedema: 0.4, threshold: 0.5, fast: true },
    reach: async (page) => {
      await page.locator('#thorough').check();
      await screenAll(page, [await photograph('1.jpg')]);
    },
  },
  'an eye whose oedema is not assessed': {
    networks: { outcomes: [2], oedema: null },
    reach: async (page) => screenAll(page, [await photograph('1.jpg')]),
  },
  'an ungradable eye': {
    networks: { outcomes: ['ungradable', 1] },
    reach: async (page) => screenAll(page, await pair()),
  },
  'a worklist, and eyes that cannot be read together': {
    networks: OF_EVERY_KIND,
    reach: async (page) => {
      await screenAll(page, await day());
      await page.locator('.exports-of-all summary').click();
      await page.locator('.fellow-failure').waitFor();
    },
  },
  'a worklist in Spanish, and an eye that is suggested': {
    networks: OF_EVERY_KIND,
    locale: 'es-ES',
    reach: async (page) => {
      await screenAll(page, await day());
      await page.locator('.eye', { hasText: 'x.jpg' }).click();
      await page.locator('.suggestion').waitFor();
    },
  },
  'the introduction in Spanish': {
    locale: 'es-ES',
    reach: async (page) => {
      await page.locator('#tour').click();
      await page.locator('.verdict').waitFor();
    },
  },
  'a file with an error': {
    networks: { outcomes: ['damaged_image', 1] },
    reach: async (page) => screenAll(page, await pair()),
  },
};

for (const [state, { networks, reach, locale = 'en-GB' }] of Object.entries(STATES)) {
  for (const [size, device] of Object.entries({ wide: {}, telephone: PHONE })) {
    test(`${state}, ${size}`, { timeout: 60_000 }, async () => {
      const { page, context, troubles } = await site.open({ networks, locale, ...device });
      await reach(page);
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], colorScheme);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `nothing is wider than the screen, not by ${overflow} pixels, ${colorScheme}`);
      }
      assert.deepEqual(troubles, []);
      await context.close();
    });
  }
}
