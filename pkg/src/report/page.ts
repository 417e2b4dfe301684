/** The report of a patient, for paper. */

import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import type { EyeOfPatient, OperatingPoint, PatientRecord, PicturedPhotograph } from '../clinical.js';
import { composite, type Overlay } from '../pictures/composite.js';
import { canvasOf } from '../pictures/pixels.js';
import { dateAndTime, directionOf, type Language, unreviewed } from '../texts/index.js';
import { sentencesOf } from '../words/patient.js';
import { HALF, stepsOf } from '../words/probabilities.js';
import { referralSentences, whyApart } from '../words/referral.js';
import { computedOn, howRead, nameOfLevel, noticeWords, reasonWords, wordingOf } from '../words/result.js';
import { type Words, wordsIn } from '../words/words.js';

/** Pixels of a photograph on paper; enough for its printed size. */
const SIDE = 1000;
/** Two eyes fit on a page; more are eyes that nobody has named. */
const EYES = 2;

export interface ReportOptions<Photograph> {
  language: Language;
  overlay: Overlay;
  /** The photograph that is printed where there are more eyes than fit on a page; by default the worse eye's. */
  shown?: Photograph;
}

/** What a report is drawn from, in all its parts. */
interface Context {
  words: Words;
  overlay: Overlay;
  operatingPoint: OperatingPoint;
  pictures: Map<PicturedPhotograph, { photograph: HTMLCanvasElement; crops: HTMLCanvasElement[] }>;
}

/**
 * One page of A4 or Letter, to be placed anywhere in a page whose `document.adoptedStyleSheets` has `reportSheet()`.
 *
 * Where no photograph has a result, it says so.
 */
export async function reportOf<Photograph extends PicturedPhotograph>(
  record: PatientRecord<Photograph>,
  { language, overlay, shown }: ReportOptions<Photograph>,
): Promise<HTMLElement> {
  const { result, operatingPoint } = record;
  const one = result.eyes.find(({ deciding }) => deciding === shown) ?? result.worse ?? result.eyes[0];
  const eyes = result.eyes.length <= EYES ? result.eyes : result.eyes.filter(({ deciding }) => deciding === one?.deciding);
  const pictures: Context['pictures'] = new Map();
  for (const { deciding } of eyes) {
    pictures.set(deciding, { photograph: await composite(deciding, overlay, SIDE), crops: deciding.crops.map(canvasOf) });
  }
  const article = document.createElement('article');
  article.className = 'zoom-in-net-report';
  article.lang = language;
  article.dir = directionOf(language);
  render(page({ words: wordsIn(language), overlay, operatingPoint, pictures }, record, eyes), article);
  return article;
}

function page<Photograph extends PicturedPhotograph>(
  context: Context,
  patient: PatientRecord<Photograph>,
  eyes: EyeOfPatient<Photograph>[],
): TemplateResult {
  const { words, overlay } = context;
  const { t, language } = words;
  const first = eyes[0]?.deciding;
  const isSynthetic = eyes.some(({ deciding }) => deciding.synthetic);
  return html`<header>
      <p class="report-brand">Zoom-in-Net</p>
      <h1>${t.report.heading}</h1>
      <dl>
        <div><dt>${t.report.patient}</dt><dd><bdi>${patient.name}</bdi></dd></div>
        ${first ? html`<div><dt>${t.report.date}</dt><dd>${dateAndTime(language, first.finished)}</dd></div>` : nothing}
        ${first ? html`<div><dt>${t.report.model}</dt><dd><bdi>${first.model.name} ${first.model.version}</bdi></dd></div>` : nothing}
      </dl>
    </header>
    ${isSynthetic ? html`<p class="report-synthetic">${t.report.synthetic}</p>` : nothing}
    <section class="report-verdict">
      <p class="report-words">${wordingOf(words, patient.result.verdict)}</p>
      <p>${sentencesOf(words, patient).join(' ')}</p>
    </section>
    <div class="report-eyes" data-count=${eyes.length}>${eyes.map((eye) => eyeSection(context, eye))}</div>
    <footer>
      <p>${t.wording.disclaimer}</p>
      <p>
        ${t.report.preliminary} ${eyes.some(({ verdict }) => verdict !== 'ungradable') ? t.result.half(words.percent(HALF, 0)) : nothing}
        ${t.wording.attention} (${nameOfLevel(words, overlay.level)})
      </p>
      ${unreviewed(language) === null ? nothing : html`<p class="report-unreviewed">${unreviewed(language)}</p>`}
    </footer>`;
}

function eyeSection({ words, operatingPoint, pictures }: Context, { side, deciding, verdict }: EyeOfPatient<PicturedPhotograph>): TemplateResult {
  const { t } = words;
  const drawn = pictures.get(deciding);
  const ungradable = deciding.screening.outcome === 'ungradable' ? deciding.screening : null;
  const screening = deciding.screening.outcome === 'graded' ? deciding.screening : null;
  return html`<section>
    <h2>${t.report.eye(t.sides[side ?? 'unknown'], t.verdicts[verdict])}</h2>
    <p class="report-file">${t.report.file}: <bdi>${deciding.name}</bdi></p>
    ${drawn?.photograph}
    <div class="report-crops">
      ${drawn?.crops.map((crop, index) => html`<div>${crop}<span>${screening?.regions[index]?.number}</span></div>`)}
    </div>
    <p>${wordingOf(words, verdict)}</p>
    ${ungradable ? html`<ul>${ungradable.reasons.map((reason) => html`<li>${reasonWords(words, reason)}</li>`)}</ul>` : nothing}
    ${screening
      ? html`<p class="report-grade">${t.grades[screening.grade]} <small>(${t.result.scale} · ${t.result.level(screening.grade)})</small></p>
          <dl class="report-bars">
            ${stepsOf(words, screening).map(
              ({ name, probability, figure, isReached }) => html`<div ?data-reached=${isReached}>
                <dt>${name}</dt>
                <dd><span class="report-bar"><span .style=${`width: ${probability * 100}%`}></span></span>${figure}</dd>
              </div>`,
            )}
          </dl>
          <p>
            ${referralSentences(words, screening, operatingPoint).join(' ')} ${screening.oedema ? nothing : t.noOedema}
            ${t.result.atPoint(t.result.points[operatingPoint])}
          </p>
          <p class="report-notice">
            ${[whyApart(words, screening, verdict, operatingPoint), ...howRead(words, screening), ...screening.notices.map((notice) => noticeWords(words, notice))]
              .filter(Boolean)
              .join(' ')}
          </p>`
      : nothing}
    <p class="report-file">${computedOn(words, deciding)}</p>
  </section>`;
}
