/** Referable or not, for which reason, at which operating point, and how near the threshold. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { GradedScreening } from 'zoom-in-net';
import { OPERATING_POINTS, reasonsToRefer, referralSentences, spoken, whyApart } from 'zoom-in-net/words';
import { verdictOf } from '../state/patients.js';
import type { OperatingPoint } from '../state/store.js';
import type { View } from './view.js';

export function referralView(view: View, screening: GradedScreening): TemplateResult {
  const { t, state } = view;
  const point = state.operatingPoint;
  const reasons = reasonsToRefer(view, screening);
  const sentences = referralSentences(view, screening, point);
  const apart = whyApart(view, screening, verdictOf(screening, point), point);
  const thresholds = (one: OperatingPoint) =>
    reasons.map(({ shortName, referral }) => t.result.threshold(shortName, spoken(view, referral[`threshold_at_${one}`])));
  return html`<section class="card referral" aria-labelledby="referral-heading">
    <h3 id="referral-heading">${t.result.referral}</h3>
    ${reasons.map(
      ({ referral }, index) => html`<div>
        <p class="figures">${sentences[index]}</p>
        <div class="threshold-scale" aria-hidden="true" ?data-reached=${referral[`at_${point}`]}>
          <div class="filled" .style=${`width: ${referral.probability * 100}%`}></div>
          ${OPERATING_POINTS.map(
            (one) =>
              html`<div class="threshold" ?data-chosen=${one === point} .style=${`inset-inline-start: ${Math.min(referral[`threshold_at_${one}`], 1) * 100}%`}></div>`,
          )}
        </div>
      </div>`,
    )}
    ${screening.oedema ? nothing : html`<p class="note">${t.noOedema}</p>`}
    ${apart === null ? nothing : html`<p class="note apart">${apart}</p>`}
    <fieldset class="points">
      <legend>${t.result.operatingPoint}</legend>
      ${OPERATING_POINTS.map(
        (one) => html`<label>
          <input type="radio" name="operating-point" value=${one} .checked=${one === point} @change=${() => view.actions.operateAt(one)} />
          <span>${t.result.points[one]} <small>${view.either(thresholds(one))}</small></span>
        </label>`,
      )}
    </fieldset>
    <details>
      <summary>${t.result.aboutPoints}</summary>
      <p>${t.result.aboutHighSensitivity}</p>
      <p>${t.result.aboutHighSpecificity}</p>
      <p>${t.result.aboutBoth}</p>
    </details>
  </section>`;
}
