/** The photograph with its tools: zoom, the map and its opacity, the boxes. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { MAP_LEVELS, type MapLevel, valuesOf } from '../pictures/attention.js';
import type { FundusView } from '../pictures/fundus-element.js';
import '../pictures/fundus-element.js';
import { icons } from './icons.js';
import type { Eye, Result } from '../state/store.js';
import type { View } from './view.js';

export function photographView(view: View, eye: Eye, { photograph, screening }: Result): TemplateResult {
  const { t, state, actions } = view;
  const model = {
    image: photograph.image,
    size: photograph,
    screening,
    level: state.mapLevel,
    opacity: state.mapOpacity,
    showBoxes: state.showBoxes,
    region: state.region,
    nameOfBox: t.view.box,
    onRegion: (region: number | null) => actions.show({ region }),
  };
  return html`<section class="photograph" aria-labelledby="photograph-heading">
    <h2 id="photograph-heading" class="visually-hidden">${t.view.heading}</h2>
    <div class="frame">
      <fundus-view
        tabindex="0"
        role="application"
        aria-roledescription=${t.view.kind}
        aria-label=${t.view.name(eye.name)}
        aria-describedby="view-keys"
        .model=${model}
      ></fundus-view>
      <div class="zoom-tools">
        ${tool(t.view.zoomIn, icons.plus, (fundus) => fundus.zoomIn())}
        ${tool(t.view.zoomOut, icons.minus, (fundus) => fundus.zoomOut())}
        ${tool(t.view.fit, icons.fit, (fundus) => fundus.fit())}
      </div>
    </div>
    ${screening.outcome === 'graded' ? mapTools(view, screening.attention) : nothing}
    <p class="note keys" id="view-keys">${t.view.keys}</p>
  </section>`;
}

function tool(name: string, icon: TemplateResult, act: (fundus: FundusView) => void): TemplateResult {
  const click = (event: Event) => {
    const fundus = (event.currentTarget as HTMLElement).closest('.frame')?.querySelector<FundusView>('fundus-view');
    if (fundus) act(fundus);
  };
  return html`<button type="button" class="icon-button" aria-label=${name} title=${name} @click=${click}>${icon}</button>`;
}

function mapTools(view: View, attention: Parameters<typeof valuesOf>[0]): TemplateResult {
  const { t, state, actions, percent } = view;
  const levelOf = (value: string) => MAP_LEVELS.find((level) => String(level) === value) ?? 'combined';
  const isEmpty = !valuesOf(attention, state.mapLevel).some((value) => value > 0);
  return html`<div class="map-tools">
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
  </div>`;
}

export function nameOfLevel({ t }: Pick<View, 't'>, level: MapLevel): string {
  return level === 'combined' ? t.view.combined : t.view.onlyLevel(level, t.shortGrades[level] ?? '');
}
