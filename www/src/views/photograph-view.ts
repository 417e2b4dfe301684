/** The photograph with its tools: zoom, the map and its opacity, the boxes. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { MAP_LEVELS, valuesOf } from 'zoom-in-net/pictures';
import { nameOfLevel } from 'zoom-in-net/words';
import { type BothEyesSeen, eyesView } from './eyes-view.js';
import { frameView } from './frame-view.js';
import type { Eye, Result } from '../state/store.js';
import type { View } from './view.js';

/** One photograph, or both eyes beside each other, with the tools beneath. */
export function photographView(view: View, eye: Eye, result: Result, beside: BothEyesSeen | null): TemplateResult {
  const { t } = view;
  const { screening } = result;
  return html`<section class="photograph" aria-labelledby="photograph-heading">
    <h2 id="photograph-heading" class="visually-hidden">${beside ? t.eyes.heading : t.view.heading}</h2>
    ${beside ? eyesView(view, beside, eye) : frameView(view, eye, result)}
    ${screening.outcome === 'graded' ? mapTools(view, screening.attention) : nothing}
    <p class="note keys">${t.view.keys}</p>
  </section>`;
}

function mapTools(view: View, attention: Parameters<typeof valuesOf>[0]): TemplateResult {
  const { t, state, actions, percent } = view;
  const levelOf = (value: string) => MAP_LEVELS.find((level) => String(level) === value) ?? 'combined';
  const isEmpty = !valuesOf(attention, state.mapLevel).some((value) => value > 0);
  return html`<div class="map-tools" data-tour="map" ?data-explained=${state.tour === 'map'}>
    <label class="opacity">
      <span>${t.view.opacity}</span>
      <input
        type="range"
        min="0"
        max="100"
        step="5"
        .value=${String(Math.round(state.mapOpacity * 100))}
        aria-valuetext=${percent(state.mapOpacity, 0)}
        @input=${(event: Event) => actions.show({ mapOpacity: Number((event.target as HTMLInputElement).value) / 100 })}
      />
    </label>
    <label class="level">
      <span>${t.view.level}</span>
      <select @change=${(event: Event) => actions.show({ mapLevel: levelOf((event.target as HTMLSelectElement).value) })}>
        ${MAP_LEVELS.map((level) => html`<option value=${level} ?selected=${level === state.mapLevel}>${nameOfLevel(view, level)}</option>`)}
      </select>
    </label>
    <label class="check">
      <input type="checkbox" .checked=${state.showBoxes} @change=${(event: Event) => actions.show({ showBoxes: (event.target as HTMLInputElement).checked })} />
      <span>${t.view.boxes}</span>
    </label>
    <p class="legend">
      ${isEmpty
        ? html`<span>${t.view.nothing}</span>`
        : html`<span>${t.view.less}</span><span class="ramp" aria-hidden="true"></span><span>${t.view.most}</span>`}
      <strong>${t.wording.attention}</strong>
    </p>
    <details class="about-map">
      <summary>${t.map.what}</summary>
      <p>${t.map.is}</p>
      <p>${t.map.isNot}</p>
    </details>
  </div>`;
}
