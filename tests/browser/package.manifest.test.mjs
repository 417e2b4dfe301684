// `custom-elements.json`, which editors read, names what the elements have: no more and no less.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { photograph } from './page.harness.mjs';
import { portal } from './package.harness.mjs';

const folder = new URL('../../pkg/', import.meta.url);
const { customElements: path } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
const { modules } = JSON.parse(await readFile(new URL(path, folder), 'utf8'));
const elements = new Map(modules.flatMap(({ declarations }) => declarations.map((declaration) => [declaration.tagName, declaration])));
const namesOf = (things) => things.map(({ name }) => name).sort();
const site = portal();

/** Every part and slot that there is in an element, in one state after the other. */
async function seenIn(tag, networks, steps) {
  const { page, context } = await site.open({ networks });
  const element = page.locator(tag);
  const seen = { parts: new Set(), slots: new Set() };
  for (const step of steps) {
    await step(page, element);
    const now = await element.evaluate(({ shadowRoot }) => ({
      parts: [...shadowRoot.querySelectorAll('[part]')].map((one) => one.getAttribute('part')),
      slots: [...shadowRoot.querySelectorAll('slot')].map(({ name }) => name),
    }));
    for (const kind of ['parts', 'slots']) for (const name of now[kind]) seen[kind].add(name);
  }
  await context.close();
  return { parts: [...seen.parts].sort(), slots: [...seen.slots].sort() };
}

const STATES = {
  'fundus-view': [
    {},
    [
      (page) =>
        page.evaluate(async () => {
          const { screening, photograph } = await (await window.api.ZoomInNet.load({ weights: '/' })).screen(await window.api.sample('synthetic-1_right.jpg'));
          document.body.append(Object.assign(document.createElement('fundus-view'), { screening, photograph }));
        }),
      (page, element) => element.locator('.box').first().waitFor(),
    ],
  ],
  'fundus-screening': [
    { outcomes: ['not_an_image', 2], delay: 100 },
    [
      (page) =>
        page.evaluate(async () => {
          document.body.append(Object.assign(document.createElement('fundus-screening'), { screener: await window.api.ZoomInNet.load({ weights: '/' }) }));
        }),
      async (page, element) => element.locator('input').setInputFiles([await photograph('1.jpg')]),
      (page, element) => element.locator('.progress').waitFor(),
      (page, element) => element.locator('.failure').waitFor(),
      (page, element) => element.getByRole('button', { name: 'Try again' }).click(),
      (page, element) => element.locator('.result').waitFor(),
    ],
  ],
};

test('its modules are in the package', () => {
  assert.deepEqual([...elements.keys()].sort(), Object.keys(STATES).sort());
  for (const { path } of modules) assert.ok(existsSync(new URL(path, folder)), path);
});

for (const [tag, [networks, steps]] of Object.entries(STATES)) {
  test(`<${tag}> has the parts and slots that are named`, async () => {
    const { parts, slots } = await seenIn(tag, networks, steps);
    assert.deepEqual(parts, namesOf(elements.get(tag).cssParts));
    assert.deepEqual(slots, namesOf(elements.get(tag).slots ?? []));
  });

  test(`<${tag}> has the attributes, properties and custom properties that are named`, async () => {
    const { page, context } = await site.open();
    const { members, cssProperties } = elements.get(tag);
    const has = await page.evaluate(
      ([tag, members]) => {
        const constructor = customElements.get(tag);
        const css = [constructor.styles].flat(Infinity).map(({ cssText }) => cssText).join('\n');
        return {
          attributes: constructor.observedAttributes,
          missing: members.filter((name) => !(name in constructor.prototype)),
          properties: [...constructor.elementProperties].filter(([, { state }]) => !state).map(([name]) => name),
          css,
        };
      },
      [tag, namesOf(members)],
    );
    assert.deepEqual([...has.attributes].sort(), namesOf(elements.get(tag).attributes));
    assert.deepEqual(has.missing, []);
    for (const name of has.properties) assert.ok(namesOf(members).includes(name), `${name} is named`);
    for (const { name } of cssProperties) assert.ok(has.css.includes(`var(${name},`), `${name} is used`);
    await context.close();
  });
}

test('its events are those that are dispatched', async () => {
  const source = { 'fundus-view': 'src/fundus-view/element.ts', 'fundus-screening': 'src/element/fundus-screening.ts' };
  for (const [tag, path] of Object.entries(source)) {
    const text = await readFile(new URL(path, folder), 'utf8');
    const dispatched = [...text.matchAll(/(?:new CustomEvent|#tell)\('(\w+)'/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(dispatched)].sort(), namesOf(elements.get(tag).events), tag);
  }
});
