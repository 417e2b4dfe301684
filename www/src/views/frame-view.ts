/** A photograph that can be zoomed, in its frame; while it is opened again, or cannot be, words instead. */

import { html, type TemplateResult } from 'lit-html';
import type { FundusView } from '../pictures/fundus-element.js';
import '../pictures/fundus-element.js';
import { icons } from './icons.js';
import { technical } from './progress-view.js';
import { type Eye, type Result, seen, type Seen } from '../state/store.js';
import type { View } from './view.js';

export function frameView(view: View, eye: Eye, { thumbnail }: Result): TemplateResult {
  const { t, state, actions } = view;
  const there = seen(state, eye);
  if (there) return zoomable(view, eye, there);
  const failure = state.pictures.get(eye.id);
  if (!failure || !('code' in failure)) {
    return html`<div class="frame opening" aria-busy="true"><img src=${thumbnail} alt="" /><p role="status">${t.pictures.opening}…</p></div>`;
  }
  return html`<div class="frame opening card failure" role="alert">
    <p>${icons.error} ${failure.code === 'file_gone' ? t.pictures.gone : t.pictures.failed}</p>
    ${technical(t.detail, failure.detail)}
    <button type="button" class="way" @click=${() => actions.openAgain(eye.id)}>${icons.retry}${t.pictures.again}</button>
  </div>`;
}

function zoomable(view: View, eye: Eye, { photograph, screening }: Seen): TemplateResult {
  const { t, state, actions } = view;
  const isSelected = eye.id === state.selected;
  const model = {
    image: photograph.image,
    size: photograph,
    screening,
    level: state.mapLevel,
    opacity: state.mapOpacity,
    showBoxes: state.showBoxes,
    // A region that is pointed at is the selected photograph's.
    region: isSelected ? state.region : null,
    nameOfBox: t.view.box,
    onRegion: (region: number | null) => {
      if (isSelected) actions.show({ region });
    },
  };
  return html`<div class="frame">
    <fundus-view
      tabindex="0"
      role="application"
      aria-roledescription=${t.view.kind}
      aria-label=${t.view.name(eye.name)}
      aria-describedby="view-keys"
      ?data-selected=${isSelected}
      .model=${model}
    ></fundus-view>
    <div class="zoom-tools">
      ${tool(t.view.zoomIn, icons.plus, (fundus) => fundus.zoomIn())} ${tool(t.view.zoomOut, icons.minus, (fundus) => fundus.zoomOut())}
      ${tool(t.view.fit, icons.fit, (fundus) => fundus.fit())}
    </div>
  </div>`;
}

function tool(name: string, icon: TemplateResult, act: (fundus: FundusView) => void): TemplateResult {
  const click = (event: Event) => {
    const fundus = (event.currentTarget as HTMLElement).closest('.frame')?.querySelector<FundusView>('fundus-view');
    if (fundus) act(fundus);
  };
  return html`<button type="button" class="icon-button" aria-label=${name} title=${name} @click=${click}>${icon}</button>`;
}
