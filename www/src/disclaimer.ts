import { html, type TemplateResult } from 'lit-html';
import type { View } from './view.js';

/** Stands at every result; what the model cannot see is said first. */
export function disclaimer({ t }: View): TemplateResult {
  return html`<p class="disclaimer"><strong>${t.noOedema}</strong> ${t.wording.disclaimer}</p>`;
}
