/** Referable or not, for which reason, at which operating point, and how near the threshold. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { GradedScreening, Referral } from 'zoom-in-net';
import { REFERABLE } from './grades.js';
import { isReferable } from '../state/patients.js';
import { beside, HALF, spoken, type Words } from './probabilities.js';
import type { OperatingPoint } from '../state/store.js';
import { styled } from './styled.js';
import type { View } from './view.js';

export const POINTS: readonly OperatingPoint[] = ['high_sensitivity', 'high_specificity'];

/** What an eye may be referred for. */
interface Reason {
  name: string;
  shortName: string;
  referral: Referral;
}

/** Each reason with its probability and the threshold. */
export function referralSentences(words: Words, screening: GradedScreening, point: OperatingPoint): string[] {
  return reasonsOf(words, screening).map(({ name, referral }) =>
    words.t.result.against(name, ...beside(words, referral.probability, referral[`threshold_at_${point}`])),
  );
}

/** Why the referral is not what the grade makes one expect, where it is not: each has a threshold of its own. */
export function whyApart(words: Words, screening: GradedScreening, point: OperatingPoint): string | null {
  const { t, percent } = words;
  const { grade, referable } = screening;
  const isReferred = isReferable(screening, point);
  if (isReferred === grade >= REFERABLE) return null;
  const [half, threshold] = [percent(HALF, 0), spoken(words, referable[`threshold_at_${point}`])];
  if (!isReferred) return t.result.referredLater(half, threshold);
  return referable[`at_${point}`] ? t.result.referredSooner(half, threshold) : t.result.referredForOedema;
}

export function referralView(view: View, screening: GradedScreening): TemplateResult {
  const { t, state } = view;
  const point = state.operatingPoint;
  const reasons = reasonsOf(view, screening);
  const sentences = referralSentences(view, screening, point);
  const apart = whyApart(view, screening, point);
  const thresholds = (one: OperatingPoint) =>
    reasons.map(({ shortName, referral }) => t.result.threshold(shortName, spoken(view, referral[`threshold_at_${one}`])));
  return html`<section class="card referral" aria-labelledby="referral-heading">
    <h3 id="referral-heading">${t.result.referral}</h3>
    ${reasons.map(
      ({ referral }, index) => html`<div>
        <p class="figures">${sentences[index]}</p>
        <div class="threshold-scale" aria-hidden="true" ?data-reached=${referral[`at_${point}`]}>
          <div class="filled" ${styled({ width: `${referral.probability * 100}%` })}></div>
          ${POINTS.map(
            (one) =>
              html`<div class="threshold" ?data-chosen=${one === point} ${styled({ left: `${Math.min(referral[`threshold_at_${one}`], 1) * 100}%` })}></div>`,
          )}
        </div>
      </div>`,
    )}
    ${screening.oedema ? nothing : html`<p class="note">${t.noOedema}</p>`}
    ${apart === null ? nothing : html`<p class="note apart">${apart}</p>`}
    <fieldset class="points">
      <legend>${t.result.operatingPoint}</legend>
      ${POINTS.map(
        (one) => html`<label>
          <input type="radio" name="operating-point" value=${one} .checked=${one === point} @change=${() => view.actions.operateAt(one)} />
          <span>${t.result.points[one]} <small>${thresholds(one).join(', ')}</small></span>
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

function reasonsOf({ t }: { t: Words['t'] }, { referable, oedema }: GradedScreening): Reason[] {
  const { retinopathy, shortRetinopathy, oedema: name, shortOedema } = t.result;
  return [
    { name: retinopathy, shortName: shortRetinopathy, referral: referable },
    ...(oedema ? [{ name, shortName: shortOedema, referral: oedema }] : []),
  ];
}
