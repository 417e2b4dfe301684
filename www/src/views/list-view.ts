/** The patients of a page of the worklist, with their photographs. One photograph is reached by Tab, the others by arrows from it. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { live } from 'lit-html/directives/live.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Side } from 'zoom-in-net';
import { icons } from './icons.js';
import { resultOf, verdictOf } from '../state/patients.js';
import { type Case, patientsIn } from '../state/worklist.js';
import type { Eye } from '../state/store.js';
import type { View } from './view.js';

const NAMES = 'names-of-patients';

export function patientsView(view: View, cases: Case[]): TemplateResult {
  const { t, state } = view;
  const photographs = cases.flatMap(({ patient }) => patient.eyes);
  const names = patientsIn(state.eyes).map(({ name }) => name);
  const reached = photographs.find(({ id }) => id === state.selected) ?? photographs[0];
  return html`<ul class="patients" aria-describedby=${photographs.length > 1 ? 'list-keys' : nothing} @keydown=${(event: KeyboardEvent) => keyed(view, event)}>
      ${repeat(cases, ({ patient }) => patient.name, (one) => patientItem(view, one, reached))}
    </ul>
    ${cases.length === 0 ? html`<p class="note">${t.list.none}</p>` : nothing}
    ${photographs.length > 1 ? html`<p class="note keys" id="list-keys">${t.list.keys}</p>` : nothing}
    ${guard(names, () => html`<datalist id=${NAMES}>${names.map((name) => html`<option value=${name}></option>`)}</datalist>`)}`;
}

function keyed({ actions }: View, event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!target.matches('.eye') || event.ctrlKey || event.metaKey || event.altKey) return;
  const list = event.currentTarget as HTMLElement;
  const steps: Record<string, [by: number, of: 'photograph' | 'patient']> = {
    ArrowDown: [1, 'photograph'],
    ArrowUp: [-1, 'photograph'],
    Home: [-Infinity, 'photograph'],
    End: [Infinity, 'photograph'],
    j: [1, 'patient'],
    k: [-1, 'patient'],
  };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  actions.step(...step);
  // Once it is drawn; the page of the list may be another one.
  requestAnimationFrame(() => list.querySelector<HTMLElement>('.eye[aria-current=true]')?.focus());
}

function patientItem(view: View, { patient, standing, result }: Case, reached: Eye | undefined): TemplateResult {
  const { t, state } = view;
  const isSelected = patient.eyes.some(({ id }) => id === state.selected);
  return html`<li class="patient-item" ?data-selected=${isSelected}>
    <p class="patient-name">
      <span>${t.list.patient(patient.name)}</span>
      ${result && patient.eyes.length > 1 ? html`<span class="chip" data-verdict=${standing}>${t.list.standings[standing]}</span>` : nothing}
    </p>
    <ul>
      ${repeat(patient.eyes, ({ id }) => id, (eye) => eyeItem(view, eye, isSelected, eye === reached))}
    </ul>
  </li>`;
}

function eyeItem(view: View, eye: Eye, hasChoices: boolean, isReached: boolean): TemplateResult {
  const { t, state, actions } = view;
  const isSelected = eye.id === state.selected;
  const result = resultOf(eye);
  return html`<li class="eye-item" ?data-selected=${isSelected}>
    <button type="button" class="eye" tabindex=${isReached ? 0 : -1} aria-current=${isSelected ? 'true' : 'false'} @click=${() => actions.select(eye.id)}>
      ${result
        ? html`<img src=${result.thumbnail} alt="" loading="lazy" decoding="async" />`
        : html`<span class="no-thumbnail" data-state=${eye.progress.state}></span>`}
      <span class="eye-words">
        <bdi class="file">${eye.name}</bdi>
        <span class="eye-state">${eye.side ? html`${t.shortSides[eye.side]} · ` : nothing}${stateOf(view, eye)}</span>
      </span>
    </button>
    ${hasChoices ? choicesView(view, eye) : nothing}
  </li>`;
}

/** Which eye, whose eye, and away with it; of the patient that is looked at. */
function choicesView(view: View, eye: Eye): TemplateResult {
  const { t, actions } = view;
  return html`<div class="eye-choices">
    ${sideSelect(view, eye)} ${patientField(view, eye)}
    <button type="button" class="icon-button" aria-label="${t.remove}: ${eye.name}" title=${t.remove} @click=${() => actions.remove(eye.id)}>
      ${icons.remove}
    </button>
  </div>`;
}

function stateOf({ t, state }: View, { progress }: Eye): TemplateResult | string {
  switch (progress.state) {
    case 'waiting':
      return state.networks.state === 'ready' ? t.waitingForTurn : t.waitingForNetworks;
    case 'screening':
      return t.stages[progress.stage];
    case 'failed':
      return html`<span class="chip" data-verdict="error">${t.failed}</span>`;
    case 'cancelled':
      return t.cancelled;
    case 'done': {
      const { screening } = progress.result;
      const verdict = verdictOf(screening, state.operatingPoint);
      const grade = screening.outcome === 'graded' ? `${t.shortGrades[screening.grade]} · ` : '';
      return html`${grade}<span class="chip" data-verdict=${verdict}>${t.verdicts[verdict]}</span>`;
    }
  }
}

function sideSelect({ t, actions }: View, eye: Eye): TemplateResult {
  const chosen = (event: Event) => actions.setSide(eye.id, ((event.target as HTMLSelectElement).value || null) as Side | null);
  const option = (value: Side | '', words: string) => html`<option value=${value} ?selected=${(eye.side ?? '') === value}>${words}</option>`;
  return html`<select class="small" aria-label=${t.list.eyeOf(eye.name)} title=${eye.sideFrom ? t.sideFrom[eye.sideFrom] : ''} .value=${live(eye.side ?? '')} @change=${chosen}>
    ${option('right', t.shortSides.right)} ${option('left', t.shortSides.left)} ${option('', t.shortSides.unknown)}
  </select>`;
}

/**
 * The name of the patient; another patient's name puts the photograph there, no name makes it a patient of its own. What is
 * being typed stays, whatever else of the page changes meanwhile.
 */
function patientField({ t, actions }: View, eye: Eye): TemplateResult {
  const chosen = (event: Event) => {
    const field = event.target as HTMLInputElement;
    field.value = actions.setPatient(eye.id, field.value.trim() || null);
  };
  return html`<input
    class="small"
    type="text"
    list=${NAMES}
    aria-label=${t.list.patientOf(eye.name)}
    placeholder=${t.list.newPatient}
    .value=${eye.patient}
    @change=${chosen}
  />`;
}
