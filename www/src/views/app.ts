/** The page as a whole. */

import { html, nothing, type TemplateResult } from 'lit-html';
import type { DeviceKind } from 'zoom-in-net';
import { STAGES } from 'zoom-in-net/words';
import { disclaimer } from './disclaimer.js';
import { LANGUAGES, type Language, texts, unreviewed } from '../i18n/index.js';
import { icons } from './icons.js';
import { intakeView } from './intake-view.js';
import { patientView } from './patient-view.js';
import { loadingView, technical } from './progress-view.js';
import { resultView } from './result-view.js';
import type { LoadedSample } from '../state/samples.js';
import { THEMES, type Theme } from '../state/settings.js';
import { type Eye, selectedEye } from '../state/store.js';
import type { View } from './view.js';
import { patientOf } from '../state/worklist.js';
import { worklistView } from './worklist-view.js';

export function appView(view: View, samples: LoadedSample[] | 'failed'): TemplateResult {
  const { t, state } = view;
  const isEmpty = state.eyes.length === 0;
  return html`
    <a class="skip" href="#main">${t.skip}</a>
    ${headerView(view)}
    <main id="main" tabindex="-1" ?data-empty=${isEmpty}>
      ${isEmpty
        ? intakeView(view, samples)
        : html`<div class="side">${intakeView(view, samples)} ${worklistView(view)}</div>
            <div class="shown"><h1 class="visually-hidden">${t.intake.heading}</h1>${loadingView(view)} ${shownView(view)}</div>`}
    </main>
    ${footerView(view)}
    <p class="visually-hidden" role="status" aria-live="polite">${state.announcement}</p>
    ${state.dragging && !isEmpty ? html`<div class="drop-over">${icons.drop}<p>${t.intake.dropNow}</p></div>` : nothing}
  `;
}

function headerView(view: View): TemplateResult {
  const { t, state, actions } = view;
  const { language, theme } = state.settings;
  return html`<header class="top">
    <p class="brand">${icons.brand}<span><b>Zoom-in-Net</b><small>${t.tagline}</small></span></p>
    <div class="choices">
      ${deviceChoice(view)}
      <label>
        <span>${t.choose.language}</span>
        <select id="language" @change=${(event: Event) => actions.choose({ language: valueOf(event) as Language })}>
          ${LANGUAGES.map((one) => html`<option value=${one} lang=${one} ?selected=${one === language}>${texts(one).language}</option>`)}
        </select>
      </label>
      <label>
        <span>${t.choose.theme}</span>
        <select id="theme" @change=${(event: Event) => actions.choose({ theme: valueOf(event) as Theme })}>
          ${THEMES.map((one) => html`<option value=${one} ?selected=${one === theme}>${t.themes[one]}</option>`)}
        </select>
      </label>
      ${unreviewedView(language)}
    </div>
  </header>`;
}

function unreviewedView(language: Language): TemplateResult | typeof nothing {
  const sentence = unreviewed(language);
  return sentence === null ? nothing : html`<small class="unreviewed">${sentence}</small>`;
}

function deviceChoice({ t, state, actions }: View): TemplateResult | typeof nothing {
  const { networks } = state;
  if (networks.state !== 'ready') return nothing;
  const { kind, name, reason } = networks.device;
  const why = [name, t.reasons[reason]].filter(Boolean).join('; ');
  // The choice follows the device in use, which is another one where the wanted one cannot be had.
  return html`<label class="device">
    <span>${t.choose.device}</span>
    <select id="device" title=${why} .value=${kind} @change=${(event: Event) => actions.switchTo(valueOf(event) as DeviceKind)}>
      ${(['gpu', 'cpu'] as const).map((one) => html`<option value=${one} ?selected=${one === kind}>${t.shortDevices[one]}</option>`)}
    </select>
    <small class="why" dir="auto">${why}</small>
  </label>`;
}

function shownView(view: View): TemplateResult | typeof nothing {
  const eye = selectedEye(view.state);
  if (!eye) return nothing;
  const patient = patientOf(view.state.eyes, eye);
  return html`${patient ? patientView(view, patient) : nothing} ${progressOf(view, eye)}`;
}

function progressOf(view: View, eye: Eye): TemplateResult {
  const { t, state, actions } = view;
  const { progress } = eye;
  const head = html`<h2>${t.sides[eye.side ?? 'unknown']} <bdi class="file">${eye.name}</bdi></h2>`;
  switch (progress.state) {
    case 'done':
      return resultView(view, eye, progress.result);
    case 'failed':
      return html`<section class="card failure" role="alert">
        ${head}
        <p class="failure-words">${icons.error}<strong>${t.failed}</strong></p>
        <p>${t.errors[progress.code]}</p>
        ${technical(t.detail, progress.detail)}
        <button type="button" class="way" @click=${() => actions.retry(eye.id)}>${icons.retry}${t.retry}</button>
      </section>`;
    case 'cancelled':
      return html`<section class="card">
        ${head}
        <p>${t.cancelled}</p>
        <button type="button" class="way" @click=${() => actions.retry(eye.id)}>${icons.retry}${t.retry}</button>
      </section>`;
    case 'waiting':
    case 'screening': {
      const at = progress.state === 'screening' ? STAGES.indexOf(progress.stage) + 1 : 0;
      const waiting = state.networks.state === 'ready' ? t.waitingForTurn : t.waitingForNetworks;
      const words = progress.state === 'screening' ? t.stages[progress.stage] : waiting;
      return html`<section class="card screening" aria-busy="true">
        ${head}
        <p class="stage">${words}…</p>
        <progress max=${STAGES.length} .value=${at} aria-label=${words}></progress>
        <p class="note">${t.step(at, STAGES.length)}</p>
        <button type="button" class="way" @click=${() => actions.cancel(eye.id)}>${icons.remove}${t.cancel}</button>
      </section>`;
    }
  }
}

function footerView(view: View): TemplateResult {
  const { t, state } = view;
  const manifest = state.networks.state === 'ready' ? state.networks.manifest : null;
  return html`<footer class="bottom">
    ${disclaimer(view)}
    <p>${t.footer.about} ${manifest ? t.footer.model(manifest.name, manifest.version) : nothing}</p>
    <p><a href="bench.html" hreflang="en">${t.footer.bench}</a></p>
  </footer>`;
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
