// A portal's page with the package's clinical parts, on pretended networks and under the strict policy.

import { pretendedSite, visit } from './page.harness.mjs';

/** A browser and the served page for all tests of a file; `open` opens the page, with `window.api` in it. */
export function portal() {
  return pretendedSite(async (browser, address, options) => {
    const opened = await visit(browser, `${address}package.html`, { viewport: { width: 1200, height: 900 }, ...options });
    await opened.page.waitForFunction(() => 'api' in window);
    return opened;
  });
}
