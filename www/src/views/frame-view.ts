/** A photograph that can be zoomed, in its frame; while it is opened again, or cannot be, words instead. */

import { html, type TemplateResult } from 'lit-html';
import type { FundusView } from 'zoom-in-net/fundus-view';
import 'zoom-in-net/fundus-view';
import { icons } from './icons.js';
import { technical } from './progress-view.js';
import { type Eye, type Result, seen, type Seen } from '../state/store.js';
import type { View } from './view.js';

/** `moved` is told of the viewer when a person brings something else into view. */
export function frameView(view: View, eye: Eye, { thumbnail }: Result, moved: (fundus: FundusView) => void = () => undefined): TemplateResult {
  const { t, state, actions } = view;
  const there = seen(state, eye);
  if (there) return zoomable(view, eye, there, moved);
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

function zoomable({ state, language, actions }: View, eye: Eye, { photograph, screening }: Seen, moved: (fundus: FundusView) => void): TemplateResult {
  const isSelected = eye.id === state.selected;
  return html`<fundus-view
    lang=${language}
    ?data-selected=${isSelected}
    .label=${eye.name}
    .photograph=${photograph}
    .screening=${screening}
    .level=${state.mapLevel}
    .opacity=${state.mapOpacity}
    .hideBoxes=${!state.showBoxes}
    .region=${isSelected ? state.region : null}
    @regionchange=${({ detail }: CustomEvent<number | null>) => {
      // A region that is pointed at is the selected photograph's.
      if (isSelected) actions.show({ region: detail });
    }}
    @viewchange=${({ currentTarget }: Event) => moved(currentTarget as FundusView)}
  ></fundus-view>`;
}
