// `<fundus-view>` as a portal uses it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violations } from './page.harness.mjs';
import { portal } from './package.harness.mjs';

const site = portal();

/** A page with a view of a graded photograph, `#a`, or with several; their events are kept in `window.events`. */
async function withViews(ids = ['a'], options = {}) {
  const opened = await site.open(options);
  await opened.page.evaluate((ids) => {
    window.events = [];
    // Kept in the window: of a promise that only DevTools hold on to, Chromium may lose the end.
    window.shown = (async () => {
      const { ZoomInNet, sample } = window.api;
      const networks = await ZoomInNet.load({ weights: '/' });
      const { screening, photograph } = await networks.screen(await sample('synthetic-1_right.jpg'));
      for (const id of ids) {
        const view = document.createElement('fundus-view');
        Object.assign(view, { id, photograph, screening, label: '1.jpg' });
        for (const type of ['zoom', 'viewchange', 'regionchange']) view.addEventListener(type, ({ detail }) => window.events.push([id, type, detail]));
        view.style.width = '480px';
        document.querySelector('main').append(view);
      }
    })();
  }, ids);
  for (const id of ids) await opened.page.locator(`#${id}[data-ready]`).waitFor();
  return opened;
}

const viewOf = (page, id = 'a') => page.locator(`#${id}`).evaluate(({ view }) => view);
const near = (actual, expected, message) => assert.ok(Math.abs(actual - expected) < 0.01, `${message ?? ''} ${actual} is ${expected}`);

test('it shows the photograph, its map and its boxes, and names all of them', async () => {
  const { page, context, troubles } = await withViews();
  assert.equal(await page.locator('#a .box:visible').count(), 4);
  await page.getByRole('button', { name: 'Region 2: come close' }).waitFor();
  await page.getByRole('application', { name: 'Photograph 1.jpg, zoomable' }).waitFor();
  await page.locator('#a').evaluate((view) => {
    view.hideBoxes = true;
    view.lang = 'es';
  });
  await page.getByRole('application', { name: 'Fotografía 1.jpg, ampliable' }).waitFor();
  assert.equal(await page.locator('#a .box:visible').count(), 0);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(troubles, []);
  await context.close();
});

/** The mean colour of what is painted. */
const meanColour = (page) =>
  page.locator('#a').evaluate(async (view) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = view.shadowRoot.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const sums = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) for (const channel of [0, 1, 2]) sums[channel] += data[at + channel] / (data.length / 4);
    return sums;
  });

test('the map is as opaque as its attribute says, and of the level that it says', async () => {
  const { page, context } = await withViews();
  const set = (name, value) => page.locator('#a').evaluate((view, [name, value]) => view.setAttribute(name, value), [name, value]);
  await set('opacity', '0');
  const bare = await meanColour(page);
  await set('opacity', '1');
  const covered = await meanColour(page);
  assert.ok(covered[2] > bare[2] + 5, `the map is blue: ${bare} to ${covered}`);
  await set('level', '4');
  const severe = await meanColour(page);
  assert.ok(Math.abs(severe[2] - covered[2]) > 0.2, `another level looks different: ${severe}`);
  await context.close();
});

test('what is in view is said in shares of the photograph, and can be set', async () => {
  const { page, context } = await withViews();
  const first = await viewOf(page);
  near(first.zoom, 1);
  near(first.x, 0.5);
  await page.locator('#a').evaluate((view) => view.show(3));
  const shown = await viewOf(page);
  assert.ok(shown.zoom > 1);
  near(shown.x, 490 / 1200, 'the region is in the middle');
  near(shown.y, 0.68);
  const events = await page.evaluate(() => window.events);
  assert.deepEqual(events.map(([, type]) => type), ['zoom', 'viewchange']);
  assert.deepEqual(events[1][2], shown);
  await page.locator('#a').evaluate((view) => {
    view.view = { x: 0.6, y: 0.4, zoom: 3 };
  });
  const set = await viewOf(page);
  near(set.x, 0.6);
  near(set.y, 0.4);
  near(set.zoom, 3);
  await page.locator('#a').evaluate((view) => {
    view.view = { x: -5, y: 0.5, zoom: 0.1 };
  });
  const nearest = await viewOf(page);
  near(nearest.zoom, 1, 'no further out than the whole');
  near(nearest.x, 0.5);
  assert.equal((await page.evaluate(() => window.events)).length, events.length, 'to set a view dispatches nothing');
  await context.close();
});

test('another size of the view, or another place in the page, shows the same of the photograph', async () => {
  const { page, context } = await withViews();
  await page.locator('#a').evaluate((view) => {
    view.view = { x: 0.6, y: 0.4, zoom: 3 };
  });
  await page.locator('#a').evaluate((view) => {
    view.style.width = '700px';
  });
  await page.waitForTimeout(100);
  const { x, zoom } = await viewOf(page);
  near(x, 0.6);
  near(zoom, 3);
  await page.locator('#a').evaluate((view) => document.body.append(view));
  await page.locator('#a[data-ready]').waitFor();
  near((await viewOf(page)).zoom, 3);
  await context.close();
});

for (const mirrored of [false, true]) {
  test(`two views move together${mirrored ? ', mirrored' : ''}, until they are let go`, async () => {
    const { page, context } = await withViews(['a', 'b']);
    await page.evaluate((mirrored) => {
      window.unlink = window.api.view.linkViews(document.querySelector('#a'), document.querySelector('#b'), { mirrored });
    }, mirrored);
    await page.locator('#a').evaluate((view) => view.show(1));
    const [a, b] = [await viewOf(page, 'a'), await viewOf(page, 'b')];
    near(b.x, mirrored ? 1 - a.x : a.x);
    near(b.y, a.y);
    near(b.zoom, a.zoom);
    await page.locator('#b .frame').hover();
    await page.mouse.wheel(0, -200);
    await page.waitForFunction(() => document.querySelector('#b').view.zoom > 2);
    near((await viewOf(page, 'a')).zoom, (await viewOf(page, 'b')).zoom);
    await page.evaluate(() => window.unlink());
    await page.locator('#a').evaluate((view) => view.fit());
    assert.ok((await viewOf(page, 'b')).zoom > 2);
    await context.close();
  });
}

test('it is used by keyboard alone, and says which region is meant', async () => {
  const { page, context } = await withViews();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'a');
  for (const key of ['+', '+', '+']) await page.keyboard.press(key);
  near((await viewOf(page)).zoom, 1.25 ** 3);
  const { x } = await viewOf(page);
  await page.keyboard.press('ArrowRight');
  assert.ok((await viewOf(page)).x > x);
  await page.keyboard.press('0');
  near((await viewOf(page)).zoom, 1);
  await page.keyboard.press('2');
  near((await viewOf(page)).x, 732 / 1200);
  await page.keyboard.press('Tab');
  assert.deepEqual(await page.evaluate(() => window.events.at(-1)), ['a', 'regionchange', 1]);
  assert.equal(await page.locator('#a .box[data-active]').getAttribute('data-region'), '1');
  await context.close();
});

test('parts and custom properties are the page’s to give', async () => {
  const { page, context } = await withViews();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('fundus-view { --zoom-in-net-box-line: rgb(1, 2, 3); } fundus-view::part(zoom-tools) { display: none; }');
    document.adoptedStyleSheets.push(sheet);
  });
  assert.equal(await page.locator('#a .box').first().evaluate((box) => getComputedStyle(box).borderTopColor), 'rgb(1, 2, 3)');
  assert.equal(await page.locator('#a .tools').isVisible(), false);
  await context.close();
});

test('a photograph may be a file with its size; another one is shown as a whole', async () => {
  const { page, context } = await withViews();
  await page.locator('#a').evaluate(async (view) => {
    view.show(1);
    const image = await window.api.sample('synthetic-2_right.jpg');
    const { width, height } = await createImageBitmap(image);
    Object.assign(view, { photograph: { image, width, height }, screening: null });
    await view.updateComplete;
  });
  await page.locator('#a[data-ready]').waitFor();
  near((await viewOf(page)).zoom, 1);
  assert.equal(await page.locator('#a .box').count(), 0);
  await context.close();
});
