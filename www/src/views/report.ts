/** The printed page: always there for the patient that is shown, and seen only on paper. */

import { html, nothing, render, type TemplateResult } from 'lit-html';
import { styled } from './styled.js';
import { composite } from '../pictures/composite.js';
import { dateAndTime } from '../i18n/index.js';
import { canvasOf } from '../pictures/pixels.js';
import { type EyeOfPatient, type Patient, type PatientResult, patientResult, resultOf } from '../state/patients.js';
import { sentencesOf, wordingOf } from './patient-view.js';
import { howRead, noticeWords, reasonWords } from './result-view.js';
import { HALF, stepsOf } from './probabilities.js';
import { referralSentences, whyApart } from './referral-view.js';
import { nameOfLevel } from './photograph-view.js';
import { type Result, seen, type Seen, selectedEye } from '../state/store.js';
import type { View } from './view.js';
import { patientOf } from '../state/worklist.js';

/** Pixels of a photograph on paper; enough for its printed size. */
const SIDE = 1000;
/** Two eyes fit on a page; more are eyes that nobody has named. */
const EYES = 2;

interface Pictures {
  photograph: HTMLCanvasElement;
  crops: HTMLCanvasElement[];
}

export class Report {
  readonly #root: HTMLElement;
  #drawn = new Map<Result, { key: string; pictures: Pictures }>();
  #turn = 0;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Draws the report anew; the last call wins. */
  async show(view: View): Promise<void> {
    const turn = ++this.#turn;
    const eye = selectedEye(view.state);
    const patient = patientOf(view.state.eyes, eye);
    const summary = patient && patientResult(patient, view.state.operatingPoint);
    if (!patient || !summary) {
      this.#drawn.clear();
      render(nothing, this.#root);
      return;
    }
    // The eye that is shown is printed, whatever else there is.
    const eyes = summary.eyes.length <= EYES ? summary.eyes : summary.eyes.filter(({ deciding }) => deciding === eye);
    const pictures = new Map<Result, { key: string; pictures: Pictures }>();
    for (const { deciding } of eyes) {
      const result = resultOf(deciding);
      const there = seen(view.state, deciding);
      if (result && there) pictures.set(result, await this.#picturesOf(view, result, there));
      if (turn !== this.#turn) return;
    }
    this.#drawn = pictures;
    render(page(view, patient, summary, eyes, pictures), this.#root);
  }

  async #picturesOf({ state }: View, result: Result, there: Seen): Promise<{ key: string; pictures: Pictures }> {
    const overlay = { level: state.mapLevel, opacity: state.mapOpacity, boxes: state.showBoxes };
    const key = JSON.stringify(overlay);
    const drawn = this.#drawn.get(result);
    if (drawn?.key === key) return drawn;
    const photograph = await composite(there, overlay, SIDE);
    return { key, pictures: { photograph, crops: drawn?.pictures.crops ?? there.crops.map(canvasOf) } };
  }
}

type Drawn = Map<Result, { pictures: Pictures }>;

function page(view: View, patient: Patient, summary: PatientResult, eyes: EyeOfPatient[], drawn: Drawn): TemplateResult {
  const { t, language } = view;
  const results = eyes.flatMap(({ deciding }) => resultOf(deciding) ?? []);
  const [first] = results;
  const isSynthetic = eyes.some(({ deciding }) => deciding.synthetic);
  return html`<header>
      <p class="report-brand">Zoom-in-Net</p>
      <h1>${t.report.heading}</h1>
      <dl>
        <div><dt>${t.report.patient}</dt><dd>${patient.name}</dd></div>
        ${first ? html`<div><dt>${t.report.date}</dt><dd>${dateAndTime(language, first.finished)}</dd></div>` : nothing}
        ${first ? html`<div><dt>${t.report.model}</dt><dd>${first.model.name} ${first.model.version}</dd></div>` : nothing}
      </dl>
    </header>
    ${isSynthetic ? html`<p class="report-synthetic">${t.report.synthetic}</p>` : nothing}
    <section class="report-verdict">
      <p class="report-words">${wordingOf(t, summary.verdict)}</p>
      <p>${sentencesOf(t, patient, summary).join(' ')}</p>
    </section>
    <div class="report-eyes" data-count=${eyes.length}>${eyes.map((eye) => eyeSection(view, eye, drawn))}</div>
    <footer>
      <p>${t.wording.disclaimer}</p>
      <p>
        ${t.report.preliminary} ${eyes.some(({ screening }) => screening) ? t.result.half(view.percent(HALF, 0)) : nothing}
        ${t.wording.attention} (${nameOfLevel(view, view.state.mapLevel)})
      </p>
    </footer>`;
}

function eyeSection(view: View, { side, deciding, screening, verdict }: EyeOfPatient, drawn: Drawn): TemplateResult | typeof nothing {
  const { t, state, number } = view;
  const result = resultOf(deciding);
  const pictures = result && drawn.get(result)?.pictures;
  if (!result || !pictures) return nothing;
  const ungradable = result.screening.outcome === 'ungradable' ? result.screening : null;
  return html`<section>
    <h2>${t.sides[side ?? 'unknown']}: ${t.verdicts[verdict].toLowerCase()}</h2>
    <p class="report-file">${t.report.file}: ${deciding.name}</p>
    ${pictures.photograph}
    <div class="report-crops">
      ${pictures.crops.map((crop, index) => html`<div>${crop}<span>${result.screening.outcome === 'graded' ? result.screening.regions[index]?.number : ''}</span></div>`)}
    </div>
    <p>${wordingOf(t, verdict)}</p>
    ${ungradable ? html`<ul>${ungradable.reasons.map((reason) => html`<li>${reasonWords(view, reason)}</li>`)}</ul>` : nothing}
    ${screening
      ? html`<p class="report-grade">${t.grades[screening.grade]} <small>(${t.result.scale}, ${t.result.level(screening.grade)})</small></p>
          <dl class="report-bars">
            ${stepsOf(view, screening).map(
              ({ name, probability, figure, isReached }) => html`<div ?data-reached=${isReached}>
                <dt>${name}</dt>
                <dd><span class="report-bar"><span ${styled({ width: `${probability * 100}%` })}></span></span>${figure}</dd>
              </div>`,
            )}
          </dl>
          <p>
            ${referralSentences(view, screening, state.operatingPoint).join(' ')} ${screening.oedema ? nothing : t.noOedema}
            (${t.result.points[state.operatingPoint].toLowerCase()})
          </p>
          <p class="report-notice">
            ${[whyApart(view, screening, state.operatingPoint), ...howRead(t, screening), ...screening.notices.map((notice) => noticeWords(view, notice))]
              .filter(Boolean)
              .join(' ')}
          </p>`
      : nothing}
    <p class="report-file">${t.computedOn(t.devices[result.device.kind], number(result.milliseconds / 1000, 1))}.</p>
  </section>`;
}
