/** Probabilities, grade by grade. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { GradedScreening } from 'zoom-in-net';
import { GRADES, HALF, spoken, stepsOf } from 'zoom-in-net/words';
import type { View } from './view.js';

/** The four bars, and each grade by itself for those who ask. */
export function probabilitiesView(view: View, screening: GradedScreening): TemplateResult {
  const { t, percent } = view;
  return html`<section class="card" aria-labelledby="probabilities-heading">
    <h3 id="probabilities-heading">${t.result.probabilities}</h3>
    <dl class="bars" data-half=${percent(HALF, 0)}>
      ${stepsOf(view, screening).map(
        ({ grade, name, probability, figure, isReached }) => html`<div ?data-grade=${grade === screening.grade} ?data-reached=${isReached}>
          <dt>${name}${grade === screening.grade ? html`<span class="visually-hidden"> (${t.result.isTheGrade})</span>` : nothing}</dt>
          <dd><span class="bar" aria-hidden="true"><span .style=${`width: ${probability * 100}%`}></span></span><span class="figure">${figure}</span></dd>
        </div>`,
      )}
    </dl>
    <p class="note">${t.result.half(percent(HALF, 0))}</p>
    <details>
      <summary>${t.result.each}</summary>
      <table class="each">
        <tbody>
          ${GRADES.map((grade) => html`<tr><th scope="row">${t.shortGrades[grade]}</th><td>${spoken(view, screening.probabilities[grade], 1)}</td></tr>`)}
        </tbody>
      </table>
    </details>
  </section>`;
}
