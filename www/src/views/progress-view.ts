/** What the page is waiting for, in words and bytes. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { LoadProgress } from 'zoom-in-net';
import { icons } from './icons.js';
import type { Networks } from '../state/store.js';
import type { View } from './view.js';

const PARTS = ['module', 'programs', 'm_net', 'a_net', 'c_net'] as const;
/** Only a GPU has programs of its own. */
const OPTIONAL: readonly LoadProgress['part'][] = ['programs'];

/** While the networks are loaded, or when that failed; nothing afterwards. */
export function loadingView(view: View): TemplateResult | typeof nothing {
  const { networks } = view.state;
  if (networks.state === 'ready') return nothing;
  return networks.state === 'failed' ? failure(view, networks) : progress(view, networks);
}

function progress(view: View, { parts, switchingTo }: Extract<Networks, { state: 'loading' }>): TemplateResult {
  const { t } = view;
  const needed = PARTS.filter((part) => parts.has(part) || !OPTIONAL.includes(part));
  // Another device finds most parts here already: only what it must fetch is worth a bar.
  const shown = switchingTo ? needed.filter((part) => parts.has(part)) : needed;
  const isComplete = needed.every((part) => isWhole(parts.get(part)));
  return html`<section class="card loading" aria-labelledby="loading-heading">
    <h2 id="loading-heading">${switchingTo ? t.loading.switching(t.devices[switchingTo]) : t.loading.heading}</h2>
    <ul class="parts">
      ${shown.map((part) => partView(view, part, parts.get(part)))}
    </ul>
    ${isComplete ? html`<p class="note">${t.loading.testing}</p>` : nothing}
  </section>`;
}

function partView({ t, megabytes }: View, part: LoadProgress['part'], progress: LoadProgress | undefined): TemplateResult {
  const amount = (number: number) => (part === 'programs' ? String(number) : megabytes(number));
  const words = !progress
    ? t.loading.waiting
    : progress.fromCache
      ? t.loading.kept(amount(progress.received))
      : progress.total
        ? t.loading.of(amount(progress.received), amount(progress.total))
        : amount(progress.received);
  const name = t.loading.parts[part];
  // Without a total the bar only says that something happens.
  const share = progress?.total ? progress.received / progress.total : progress ? null : 0;
  return html`<li>
    <span class="part-name">${name}</span><span class="part-bytes">${words}</span>
    ${share === null ? html`<progress aria-label=${name}></progress>` : html`<progress aria-label=${name} max="1" .value=${share}></progress>`}
  </li>`;
}

function isWhole(progress: LoadProgress | undefined): boolean {
  return !!progress && (progress.total === null || progress.received >= progress.total);
}

function failure({ t, actions }: View, { code, detail }: Extract<Networks, { state: 'failed' }>): TemplateResult {
  return html`<section class="card failure" role="alert">
    <h2>${icons.error} ${t.loading.failed}</h2>
    <p>${t.errors[code]}</p>
    ${technical(t.detail, detail)}
    <button type="button" class="primary" @click=${() => actions.loadAgain()}>${t.loading.again}</button>
  </section>`;
}

export function technical(heading: string, detail: string): TemplateResult | typeof nothing {
  if (!detail) return nothing;
  return html`<details class="technical"><summary>${heading}</summary><p lang="en" dir="ltr">${detail}</p></details>`;
}
