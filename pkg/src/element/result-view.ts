/** The result of one photograph. */

import { html, nothing, type TemplateResult } from 'lit';
import type { OperatingPoint, Verdict } from '../clinical.js';
import { canvasOf } from '../pictures/pixels.js';
import type { GradedScreening, Picture, ScreenedPhotograph } from '../types.js';
import { HALF, stepsOf } from '../words/probabilities.js';
import { referralSentences, whyApart } from '../words/referral.js';
import { computedOn, howRead, nameOfLevel, noticeWords, reasonWords, wordingOf } from '../words/result.js';
import type { Words } from '../words/words.js';
import type { FundusScreening } from './fundus-screening.js';
import type { State } from './state.js';
import { chooser } from './views.js';

/** Crops are drawn once, however often the result is. */
const canvases = new WeakMap<Picture, HTMLCanvasElement>();

export function resultView(words: Words, element: FundusScreening, { name, screened, rules }: Extract<State, { is: 'done' }>): TemplateResult {
  const { t, language } = words;
  const { screening, photograph, laterality } = screened;
  const point = element.operatingPoint;
  const verdict = rules.verdictOf(screening, point);
  const graded = screening.outcome === 'graded' ? screening : null;
  const title = [laterality && t.sides[laterality], name].filter(Boolean).join(': ');
  return html`<div class="result" part="result" data-verdict=${verdict}>
    <div class="pictures">
      <fundus-view part="viewer" lang=${language} .label=${name} .photograph=${photograph} .screening=${screening} .opacity=${element.mapOpacity}></fundus-view>
      ${graded ? [mapTools(words, element), cropsView(words, graded, screened.crops)] : nothing}
    </div>
    <div class="findings" part="findings">
      ${title ? html`<p class="note">${title}</p>` : nothing}
      <p class="verdict" part="verdict">${t.verdicts[verdict]}</p>
      <p class="wording">${wordingOf(words, verdict)}</p>
      ${graded ? gradedView(words, graded, verdict, point) : reasonsView(words, screening)}
      <p class="note">${computedOn(words, screened)}</p>
      <div class="buttons">${chooser(element, t.screening.another, 'plain')}<slot name="actions"></slot></div>
    </div>
  </div>`;
}

function gradedView(words: Words, screening: GradedScreening, verdict: Verdict, point: OperatingPoint): TemplateResult {
  const { t, percent } = words;
  const remarks = [
    whyApart(words, screening, verdict, point),
    screening.oedema ? null : t.noOedema,
    ...howRead(words, screening),
    ...screening.notices.map((notice) => noticeWords(words, notice)),
  ].filter((remark) => remark !== null);
  return html`<p class="grade">
      <strong>${t.grades[screening.grade]}</strong><br /><span class="note">${t.result.scale}, ${t.result.level(screening.grade)}</span>
    </p>
    <ul>
      ${referralSentences(words, screening, point).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
    <p class="note">${t.result.operatingPoint}: ${t.result.points[point]}</p>
    <p class="heading">${t.result.probabilities}</p>
    <dl class="bars">
      ${stepsOf(words, screening).map(
        ({ name, probability, figure, isReached }) => html`<div ?data-reached=${isReached}>
          <dt>${name}</dt>
          <dd><span class="bar" aria-hidden="true"><span .style=${`width: ${probability * 100}%`}></span></span><span>${figure}</span></dd>
        </div>`,
      )}
    </dl>
    <p class="note">${t.result.half(percent(HALF, 0))}</p>
    ${remarks.map((remark) => html`<p class="note">${remark}</p>`)}`;
}

function reasonsView(words: Words, screening: ScreenedPhotograph['screening']): TemplateResult {
  const reasons = screening.outcome === 'ungradable' ? screening.reasons : [];
  return html`<p class="heading">${words.t.result.reasonsHeading}</p>
    <ul>
      ${reasons.map((reason) => html`<li>${reasonWords(words, reason)}</li>`)}
    </ul>
    <p class="note">${words.t.result.noGrade}</p>`;
}

function mapTools(words: Words, element: FundusScreening): TemplateResult {
  const { t, percent } = words;
  const opacity = element.mapOpacity;
  const chosen = (event: Event) => {
    element.mapOpacity = Number((event.target as HTMLInputElement).value);
  };
  return html`<div class="map">
    <label>
      <span>${t.view.opacity}</span>
      <input type="range" min="0" max="1" step="0.05" .value=${String(opacity)} aria-valuetext=${percent(opacity, 0)} @input=${chosen} />
    </label>
    <p class="note">${nameOfLevel(words, 'combined')}. <strong>${t.wording.attention}</strong></p>
  </div>`;
}

function cropsView({ t }: Words, { regions }: GradedScreening, crops: Picture[]): TemplateResult {
  if (regions.length === 0) return html`<p class="note">${t.crops.none}</p>`;
  return html`<ul class="crops" part="crops" aria-label=${t.crops.heading}>
    ${regions.map(({ number }, index) => {
      const crop = crops[index];
      return html`<li><span class="unseen">${t.crops.region}</span><span class="number">${number}</span>${crop ? canvasFor(crop) : nothing}</li>`;
    })}
  </ul>`;
}

function canvasFor(crop: Picture): HTMLCanvasElement {
  const canvas = canvases.get(crop) ?? canvasOf(crop);
  canvases.set(crop, canvas);
  return canvas;
}
