// The page that measures the visitor's device, on the modules as they are built.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as harness from './harness.mjs';
import { serve } from '../../www/serve.mjs';

let browser;

before(async () => {
  browser = await harness.startBrowser();
});

after(() => browser?.close());

test('screenings and every kernel are timed, shown and posted where asked for', { timeout: 900_000 }, async (context) => {
  const posted = [];
  const server = await serve(harness.builtPage, {
    change: (path, request) => {
      if (path !== '/log' && path !== '/done') return undefined;
      return harness.bodyOf(request).then((body) => {
        posted.push({ path, body: JSON.parse(body) });
        return { type: 'text/plain', body: '' };
      });
    },
  });
  context.after(() => server.close());
  const page = await (await browser.newContext()).newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(`${server.address}bench.html?run=1&used`);
  await page.waitForFunction(() => document.querySelectorAll('table').length === 2 && !document.querySelector('button.primary').disabled, null, {
    timeout: 800_000,
  });
  assert.deepEqual(troubles, []);
  assert.equal(await page.locator('[role=alert]').count(), 0);
  const rows = await page.locator('table').first().locator('tbody tr').allInnerTexts();
  assert.equal(rows.length, 2, 'the GPU and the processor');
  const kernels = await page.locator('table').last().locator('tbody tr').count();
  assert.equal(kernels, 111, 'what a screening dispatches');
  const figures = await page.locator('table').last().locator('tbody td:nth-child(7)').allInnerTexts();
  assert.ok(figures.every((milliseconds) => Number(milliseconds) > 0), 'every kernel has a time');
  assert.equal(posted.at(-1).path, '/done');
  assert.equal(posted.flatMap(({ body }) => (Array.isArray(body) ? body : [])).length, kernels);
});
