// A portal's page with the package's clinical parts, on pretended networks and under the strict policy.

import { after, before } from 'node:test';
import { startBrowser } from './harness.mjs';
import { serveMock } from './page.harness.mjs';

/** A browser and the served page for all tests of a file; `open` opens the page, with `window.api` in it. */
export function portal() {
  const site = {
    /** `troubles` collects errors and violations of the policy; `networks` is what the pretended networks are told. */
    open: async ({ networks = {}, ...options } = {}) => {
      const context = await site.browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-GB', ...options });
      const page = await context.newPage();
      const troubles = [];
      page.on('pageerror', (error) => troubles.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.text().includes('Content Security Policy')) troubles.push(message.text());
      });
      await page.addInitScript((wishes) => {
        window.mockNetworks = wishes;
      }, networks);
      await page.goto(`${site.server.address}package.html`);
      await page.waitForFunction(() => 'api' in window);
      return { page, context, troubles };
    },
  };
  before(async () => {
    site.browser = await startBrowser();
    site.server = await serveMock();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.close();
  });
  return site;
}
