// The page as it is served, on the real networks.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as harness from './harness.mjs';
import { AS_VISITED, open, requestedSince, saved, screenAll, settled, violations } from './page.harness.mjs';

let browser;
let server;

before(async () => {
  browser = await harness.startBrowser();
  server = await harness.servePage();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test('a drawn sample is screened on the processor, with nothing asked for after loading', { timeout: 180_000 }, async () => {
  const { page, context, troubles } = await open(browser, server.address, AS_VISITED);
  await page.locator('#device').waitFor({ timeout: 120_000 });
  const before = server.requests.length;
  const asked = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) asked.push(request.url());
  });
  await page.locator('.sample').nth(2).click();
  await settled(page, 1);
  assert.deepEqual(asked, []);
  assert.deepEqual(await requestedSince(server, before), []);
  assert.deepEqual(troubles, []);
  assert.deepEqual(await violations(page), []);
  assert.match(await page.locator('.computed').innerText(), /the processor/);
  await context.close();
});

/** As the page says a probability of one grade. */
function spoken(probability) {
  const percent = (share) => new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share);
  if (probability < 0.001) return `under ${percent(0.001)}`;
  return probability > 0.999 ? `over ${percent(0.999)}` : percent(probability);
}

test('the page says what the command line says', { timeout: 180_000 }, async () => {
  const files = (await harness.photographs()).slice(0, 2);
  const natives = await harness.screenedNatively(files);
  const { page, context } = await open(browser, server.address, AS_VISITED);
  await page.locator('#device').waitFor({ timeout: 120_000 });
  await screenAll(page, files);
  for (const [index, file] of files.entries()) {
    const name = file.split('/').at(-1);
    await page.locator('.eye', { hasText: name }).click();
    await page.locator('#result-heading', { hasText: name }).waitFor();
    const json = JSON.parse((await saved(page, '#export-json')).content);
    const { screening } = json.patients[0].photographs.find((photograph) => photograph.file === name);
    assert.equal(screening.outcome, natives[index].outcome);
    if (screening.outcome === 'ungradable') continue;
    assert.equal(screening.grade, natives[index].grade);
    assert.equal(await page.locator('.bars > div').count(), 4);
    assert.equal(await page.locator('.box').count(), natives[index].regions.length);
    assert.deepEqual(await page.locator('.each td').allTextContents(), natives[index].probabilities.map(spoken));
    assert.equal(screening.refer, natives[index].refer);
    assert.equal('oedema' in screening, 'oedema' in natives[index]);
    if (screening.oedema) assert.ok(Math.abs(screening.oedema.probability - natives[index].oedema.probability) < 1e-3);
  }
  await context.close();
});

test('a second visit works without a network, to the end of a screening', { timeout: 180_000 }, async () => {
  const { page, context, troubles } = await open(browser, server.address, AS_VISITED);
  await page.locator('#device').waitFor({ timeout: 120_000 });
  await context.setOffline(true);
  await page.reload();
  await page.locator('#device').waitFor({ timeout: 60_000 });
  await page.locator('.sample').first().click();
  await settled(page, 1);
  await page.locator('.verdict').waitFor();
  await context.setOffline(false);
  // Offline, asking for the newest manifest fails and the kept one is taken: the browser itself tells of that.
  assert.deepEqual(troubles.filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED')), []);
  await context.close();
});

test('the manifest makes the page installable', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../www/dist/manifest.webmanifest', import.meta.url), 'utf8'));
  assert.equal(manifest.display, 'standalone');
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await readFile(new URL(`../../www/dist/${src}`, import.meta.url));
    if (type !== 'image/png') continue;
    assert.equal(`${icon.readUInt32BE(16)}x${icon.readUInt32BE(20)}`, sizes);
  }
});
