/** The regions as C-Net saw them, linked with their boxes by number, pointer and focus. */

import { html, type TemplateResult } from 'lit-html';
import type { GradedScreening } from 'zoom-in-net';
import type { FundusView } from 'zoom-in-net/fundus-view';
import './picture-element.js';
import type { Seen } from '../state/store.js';
import type { View } from './view.js';

export function cropsView(view: View, { crops }: Seen, { regions }: GradedScreening): TemplateResult {
  const { t, state, actions, number: figure } = view;
  const point = (region: number | null) => () => actions.show({ region });
  const show = (region: number) => () => document.querySelector<FundusView>('fundus-view[data-selected]')?.show(region);
  return html`<section class="crops" data-tour="regions" ?data-explained=${state.tour === 'regions'} aria-labelledby="crops-heading">
    <h2 id="crops-heading">${t.crops.heading}</h2>
    <p class="note">${regions.length > 0 ? t.crops.note : t.crops.none}</p>
    <ul>
      ${regions.map(
        ({ number, response }, index) => html`<li>
          <button
            type="button"
            class="crop"
            data-region=${number}
            title=${t.crops.show}
            ?data-active=${state.region === number}
            @pointerenter=${point(number)}
            @pointerleave=${point(null)}
            @focus=${point(number)}
            @blur=${point(null)}
            @click=${show(number)}
          >
            <picture-canvas .picture=${crops[index]} aria-hidden="true"></picture-canvas>
            <span class="region-number"><span class="visually-hidden">${t.crops.region}</span> ${number}</span>
            <span class="response">${t.crops.response(figure(response, 3))}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}
