// The page on networks that only pretend (`webpack --env mock`), so that its tests take no time.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../www/serve.mjs';
import { startBrowser, WITHOUT_WEBGPU } from './harness.mjs';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** As a visitor's browser is, where a test is of what it keeps, or of all at once. */
export const AS_VISITED = { serviceWorkers: 'allow', reducedMotion: 'no-preference' };

/** How long anything may take, in milliseconds: no test is of speed, and a machine may do much beside. */
const PATIENCE = 240_000;

/** Chromium looks for a newer service worker about a second after the last answer of the one in use. */
const LOOKED_WITHIN = 4000;

/** Serves the page with pretended networks; `change` as in `serve`. */
export function serveMock(change) {
  const folder = at('target/www-mock');
  if (!existsSync(`${folder}/index.html`)) throw new Error('build the page first: npx webpack --env mock');
  return serve(folder, { change });
}

/** A browser, and what is built on pretended networks, for all tests of a file; `open` opens the page, or what `openAt` opens. */
export function pretendedSite(openAt = open) {
  const site = { open: (options) => openAt(site.browser, site.server.address, options) };
  before(async () => {
    site.browser = await startBrowser(WITHOUT_WEBGPU);
    site.server = await serveMock();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.close();
  });
  return site;
}

/** A drawn picture under another name. */
export async function photograph(name, sample = 'synthetic-1_right.jpg') {
  return { name, mimeType: 'image/jpeg', buffer: await readFile(at(`www/samples/${sample}`)) };
}

/** Opens the page and waits for what it offers first. */
export async function open(browser, address, options) {
  const opened = await visit(browser, address, options);
  await opened.page.locator('.sample').first().waitFor();
  return opened;
}

/**
 * Goes to an address; `troubles` collects errors and violations of the content-security policy, `networks` is what the pretended ones are told.
 * Without a service worker, which would keep the whole page anew for every test, and without motion, unless it is `AS_VISITED`.
 */
export async function visit(browser, address, { networks = {}, ...context } = {}) {
  const opened = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    ...context,
  });
  opened.setDefaultTimeout(PATIENCE);
  const page = await opened.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) troubles.push(message.text());
  });
  await page.addInitScript((wishes) => {
    window.mockNetworks = wishes;
  }, networks);
  await page.goto(address);
  return { page, context: opened, troubles };
}

/** Waits until the networks are ready and the page is still. */
export async function ready(page) {
  await page.locator('#device').waitFor();
}

/** What is written in an element, on one line. */
export async function textOf(page, selector) {
  return (await page.locator(selector).innerText()).replace(/\s+/g, ' ');
}

/** Says of a photograph, which is selected for it, whose it is and which eye. */
export async function assign(page, file, { patient, eye }) {
  await page.locator('.eye', { hasText: file }).click();
  if (patient !== undefined) {
    await page.getByLabel(`Patient of ${file}`).fill(patient);
    await page.getByLabel(`Patient of ${file}`).blur();
  }
  if (eye !== undefined) await page.getByLabel(`Eye in ${file}`).selectOption(eye);
}

/** Gives photographs to the page and waits until none is open. */
export async function screenAll(page, files) {
  await page.locator('input[data-for=files]').setInputFiles(files);
  await settled(page, files.length);
}

export async function settled(page, count) {
  await page.waitForFunction((count) => document.querySelectorAll('.eye').length >= count, count);
  await page.waitForFunction(() => !document.querySelector('.list progress, .screening'));
  await page.locator('fundus-view[data-ready], .failure').first().waitFor();
}

/** What was requested after the first `count`, by the page or by the browser; the latter looks for newer service workers. */
export async function requestedSince(server, count) {
  await new Promise((resolve) => setTimeout(resolve, LOOKED_WITHIN));
  return server.requests.slice(count);
}

/** What axe finds wrong, in words. */
export async function violations(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} (${failureSummary})`).join('; ')}`);
}

/** The content of what a click saves. */
export async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}
