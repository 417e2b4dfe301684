import { html, type TemplateResult } from 'lit-html';
import type { View } from './view.js';

/** Stands at every result. */
export function disclaimer({ t }: View): TemplateResult {
  return html`<p class="disclaimer">${t.wording.disclaimer}</p>`;
}
