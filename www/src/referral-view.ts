/** Referable or not, at which operating point, and how near the threshold. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { styled } from './styled.js';
import type { GradedScreening } from 'zoom-in-net';
import { isReferable } from './patients.js';
import type { OperatingPoint } from './store.js';
import type { View } from './view.js';

export const POINTS: readonly OperatingPoint[] = ['high_sensitivity', 'high_specificity'];

export function thresholdOf({ referable }: GradedScreening, point: OperatingPoint): number {
  return referable[`threshold_at_${point}`];
}

/** The probability and a point's threshold, with the digits that show the latter's first two figures: it may be far below 1 %. */
export function compared({ percent }: View, screening: GradedScreening, point: OperatingPoint): [string, string] {
  const threshold = thresholdOf(screening, point);
  const digits = Math.min(Math.max(Math.ceil(-Math.log10(threshold)) - 1, 1), 6);
  return [percent(screening.referable.probability, digits), percent(threshold, digits)];
}

export function referralView(view: View, screening: GradedScreening): TemplateResult {
  const { t, state } = view;
  const { probability } = screening.referable;
  const isReferred = isReferable(screening, state.operatingPoint);
  const sentence = isReferred ? t.result.reached : t.result.notReached;
  return html`<section class="card referral" aria-labelledby="referral-heading">
    <h3 id="referral-heading">${t.result.referral}</h3>
    <p class="label">${t.result.referableProbability}</p>
    <div class="threshold-scale" ?data-reached=${isReferred}>
      <div class="filled" ${styled({ width: `${probability * 100}%` })}></div>
      ${POINTS.map(
        (point) =>
          html`<div class="threshold" ?data-chosen=${point === state.operatingPoint} ${styled({ left: `${Math.min(thresholdOf(screening, point), 1) * 100}%` })}></div>`,
      )}
    </div>
    <p class="figures">${sentence(...compared(view, screening, state.operatingPoint))}</p>
    <fieldset class="points">
      <legend>${t.result.operatingPoint}</legend>
      ${POINTS.map(
        (point) => html`<label>
          <input type="radio" name="operating-point" value=${point} .checked=${point === state.operatingPoint} @change=${() => view.actions.operateAt(point)} />
          <span>${t.result.points[point]} <small>${t.result.threshold(compared(view, screening, point)[1])}</small></span>
        </label>`,
      )}
    </fieldset>
    <details>
      <summary>${t.result.aboutPoints}</summary>
      <p>${t.result.aboutHighSensitivity}</p>
      <p>${t.result.aboutHighSpecificity}</p>
      <p>${t.result.aboutBoth}</p>
    </details>
    ${isReferred === screening.grade >= 2 ? nothing : html`<p class="note">${t.result.apart}</p>`}
  </section>`;
}
