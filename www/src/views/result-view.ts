/** The result of one eye in words and numbers. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { GradedScreening, UngradableScreening } from 'zoom-in-net';
import { computedOn, GRADES, howRead, noticeWords, reasonWords, wordingOf } from 'zoom-in-net/words';
import { cropsView } from './crops-view.js';
import { disclaimer } from './disclaimer.js';
import { areBeside, besideChoice, bothEyesOf } from './eyes-view.js';
import { exportsView } from './exports-view.js';
import { icons } from './icons.js';
import type { Failure } from '../state/networks.js';
import { verdictOf } from '../state/patients.js';
import { photographView } from './photograph-view.js';
import { probabilitiesView } from './probabilities.js';
import { technical } from './progress-view.js';
import { referralView } from './referral-view.js';
import { type Eye, type Result, seen } from '../state/store.js';
import { tourView } from './tour-view.js';
import type { View } from './view.js';
import { votesView } from './votes-view.js';
import { patientOf } from '../state/worklist.js';

export function resultView(view: View, eye: Eye, result: Result): TemplateResult {
  const { t, state } = view;
  const { screening } = result;
  const verdict = verdictOf(screening, state.operatingPoint);
  const patient = patientOf(state.eyes, eye);
  const both = patient && bothEyesOf(state, patient, eye);
  const beside = areBeside(state) ? both : null;
  const there = seen(state, eye);
  return html`${both ? besideChoice(view) : nothing} ${tourView(view)}
  <article class="result" aria-labelledby="result-heading" ?data-beside=${beside !== null}>
    <div class="pictures">
      ${photographView(view, eye, result, beside)}
      ${screening.outcome === 'graded' ? [there ? cropsView(view, there, screening) : nothing, votesView(view, screening)] : nothing}
    </div>
    <div class="findings">
      <section class="verdict card" data-verdict=${verdict} data-tour="grade" ?data-explained=${state.tour === 'grade'}>
        <h2 id="result-heading">
          ${t.sides[eye.side ?? 'unknown']}
          <bdi class="file">${eye.name}</bdi>
          ${eye.synthetic ? html`<span class="badge">${t.samples.badge}</span>` : nothing}
        </h2>
        ${suggestionView(view, eye)}
        <p class="verdict-words"><span class="verdict-icon">${icons[verdict]}</span>${t.verdicts[verdict]}</p>
        <p class="wording">${wordingOf(view, verdict)}</p>
        ${screening.outcome === 'graded' ? gradeView(view, screening) : reasonsView(view, screening)}
        ${result.fellowFailed ? fellowFailure(view, eye, result.fellowFailed) : nothing} ${disclaimer(view)}
      </section>
      ${screening.outcome === 'graded' ? [referralView(view, screening), probabilitiesView(view, screening), noticesView(view, screening)] : nothing}
      ${patient ? exportsView(view, eye, patient) : nothing}
      <p class="computed note">${computedOn(view, result)}</p>
    </div>
  </article>`;
}

/** Which eye it may be, where nobody said so; it counts once it is confirmed. */
function suggestionView({ t, actions }: View, { id, side, suggestedSide }: Eye): TemplateResult | typeof nothing {
  if (side || !suggestedSide) return nothing;
  const eye = t.sides[suggestedSide];
  return html`<p class="suggestion">
    <span>${t.suggestion.words(eye)}</span>
    <button type="button" class="way" @click=${() => actions.setSide(id, suggestedSide)}>${t.suggestion.accept(eye)}</button>
  </p>`;
}

function fellowFailure({ t, actions }: View, { id }: Eye, { code, detail }: Failure): TemplateResult {
  return html`<div class="fellow-failure">
    <p>${icons.error} ${t.fellow.failed} ${t.errors[code]}</p>
    ${technical(t.detail, detail)}
    <button type="button" class="way" @click=${() => actions.retry(id)}>${icons.retry}${t.fellow.again}</button>
  </div>`;
}

function gradeView(view: View, screening: GradedScreening): TemplateResult {
  const { t } = view;
  const { grade } = screening;
  return html`<div class="grade">
    <p class="label">${t.result.grade} · ${t.result.scale}</p>
    <p class="grade-words">${t.grades[grade]}</p>
    <p class="grade-level">
      <span class="scale" aria-hidden="true">
        ${GRADES.map((level) => html`<span ?data-reached=${level <= grade} ?data-grade=${level === grade}></span>`)}
      </span>
      ${t.result.level(grade)}
    </p>
    ${howRead(view, screening).map((sentence) => html`<p class="note how-read">${sentence}</p>`)}
  </div>`;
}

function reasonsView(view: View, { reasons }: UngradableScreening): TemplateResult {
  const { t } = view;
  return html`<div class="reasons">
    <h3>${t.result.reasonsHeading}</h3>
    <ul class="sentences">
      ${reasons.map((reason) => html`<li>${reasonWords(view, reason)}</li>`)}
    </ul>
    <p class="note">${t.result.noGrade}</p>
  </div>`;
}

function noticesView(view: View, { notices }: GradedScreening): TemplateResult | typeof nothing {
  if (notices.length === 0) return nothing;
  return html`<section class="card notices" aria-labelledby="notices-heading">
    <h3 id="notices-heading">${view.t.result.notices}</h3>
    <ul class="sentences">
      ${notices.map((notice) => html`<li>${noticeWords(view, notice)}</li>`)}
    </ul>
  </section>`;
}
