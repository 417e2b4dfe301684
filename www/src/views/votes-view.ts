/** What each network says, so that one sees what the closer look changed. */

import { html, type TemplateResult } from 'lit-html';
import type { GradedScreening } from 'zoom-in-net';
import { atLeast, beside, GRADES, REFERABLE } from 'zoom-in-net/words';
import type { View } from './view.js';

export function votesView(view: View, { votes, probabilities }: GradedScreening): TemplateResult {
  const { t, percent, number } = view;
  const stages = [votes.m_net_probabilities, votes.m_a_net_probabilities, probabilities];
  const referable = stages.map((stage) => atLeast(stage, REFERABLE));
  const [, before = 0, after = 0] = referable;
  const logits = [votes.m_net_logits, votes.a_net_logits, votes.c_net_logits];
  const cell = (share: number) => html`<td>
    <span class="cell-bar" .style=${`--share: ${share.toFixed(4)}`}>${percent(share, 0)}</span>
  </td>`;
  const head = (columns: readonly string[]) => html`<thead>
    <tr>
      <th scope="col">${t.votes.gradeColumn}</th>
      ${columns.map((column) => html`<th scope="col">${column}</th>`)}
    </tr>
  </thead>`;
  const body = (cells: (level: (typeof GRADES)[number]) => TemplateResult[]) => html`<tbody>
    ${GRADES.map(
      (level) => html`<tr>
        <th scope="row">${t.shortGrades[level]}</th>
        ${cells(level)}
      </tr>`,
    )}
  </tbody>`;
  return html`<section class="card votes" aria-labelledby="votes-heading">
    <h2 id="votes-heading">${t.votes.heading}</h2>
    <p>${t.votes.change(...beside(view, before, after))}</p>
    <table>
      ${head(t.votes.stages)} ${body((level) => stages.map((stage) => cell(stage[level])))}
      <tfoot>
        <tr>
          <th scope="row">${t.votes.referable}</th>
          ${referable.map(cell)}
        </tr>
      </tfoot>
    </table>
    <details>
      <summary>${t.votes.logits}</summary>
      <p class="note">${t.votes.note}</p>
      <table class="logits">
        ${head(t.votes.networks)}
        ${body((level) => logits.map((network) => html`<td>${number(network[level], 2)}</td>`))}
      </table>
    </details>
  </section>`;
}
