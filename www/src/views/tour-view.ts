/** How to read a result, in three steps beside the result of a drawn photograph. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { icons } from './icons.js';
import type { Tour } from '../state/store.js';
import type { View } from './view.js';

const STEPS = ['grade', 'map', 'regions'] as const satisfies readonly Tour[];

export function tourView({ t, state, actions }: View): TemplateResult | typeof nothing {
  const { tour } = state;
  if (!tour) return nothing;
  const at = STEPS.indexOf(tour);
  const { heading, words } = t.tour.steps[tour];
  const to = (step: Tour | null) => () => {
    actions.tour(step);
    requestAnimationFrame(() => (step ? show(step) : document.querySelector<HTMLElement>('#main')?.focus()));
  };
  const [before, next] = [STEPS[at - 1], STEPS[at + 1]];
  return html`<section class="card tour" aria-labelledby="tour-heading" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && to(null)()}>
    <p class="label">${t.tour.heading} · ${t.tour.step(at + 1, STEPS.length)}</p>
    <div aria-live="polite">
      <h2 id="tour-heading" tabindex="-1">${heading}</h2>
      <p>${words}</p>
    </div>
    <div class="ways">
      ${before ? html`<button type="button" class="way" @click=${to(before)}>${t.tour.back}</button>` : nothing}
      ${next ? html`<button type="button" class="way primary" @click=${to(next)}>${t.tour.next}</button>` : nothing}
      <button type="button" class=${next ? 'quiet' : 'way primary'} id="tour-end" @click=${to(null)}>${next ? [icons.remove, t.tour.skip] : t.tour.end}</button>
    </div>
  </section>`;
}

/** Brings what is explained into view; the words stay above it. */
function show(step: Tour): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  document.querySelector(`[data-tour=${step}]`)?.scrollIntoView({ block: 'center', behavior: isStill ? 'auto' : 'smooth' });
  document.querySelector<HTMLElement>('#tour-heading')?.focus({ preventScroll: true });
}
