/** All photographs, patient by patient. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Side } from 'zoom-in-net';
import { icons } from './icons.js';
import { type Patient, patientResult, patientsOf, resultOf, verdictOf } from '../state/patients.js';
import type { Eye } from '../state/store.js';
import type { View } from './view.js';

export function listView(view: View): TemplateResult {
  const { t, state, actions } = view;
  const patients = patientsOf(state.eyes);
  const finished = state.eyes.filter(({ progress }) => !['waiting', 'screening'].includes(progress.state)).length;
  const isBusy = finished < state.eyes.length;
  return html`<nav class="list" aria-label=${t.list.heading}>
    <div class="list-head">
      <span class="count">${t.done(finished, state.eyes.length)}</span>
      ${isBusy
        ? html`<button type="button" class="quiet" @click=${() => actions.cancelAll()}>${t.cancelAll}</button>`
        : html`<button type="button" class="quiet" @click=${() => actions.removeAll()}>${t.removeAll}</button>`}
    </div>
    ${isBusy && state.eyes.length > 1
      ? html`<progress max=${state.eyes.length} .value=${finished} aria-label=${t.done(finished, state.eyes.length)}></progress>`
      : nothing}
    <ul class="patients">
      ${repeat(patients, ({ name }) => name, (patient) => patientItem(view, patient, patients))}
    </ul>
  </nav>`;
}

function patientItem(view: View, patient: Patient, patients: Patient[]): TemplateResult {
  const { t, state } = view;
  const result = patient.eyes.length > 1 ? patientResult(patient, state.operatingPoint) : null;
  return html`<li class="patient-item">
    <p class="patient-name">
      <span>${t.list.patient(patient.name)}</span>
      ${result ? html`<span class="chip" data-verdict=${result.verdict}>${t.verdicts[result.verdict]}</span>` : nothing}
    </p>
    <ul>
      ${repeat(patient.eyes, ({ id }) => id, (eye) => eyeItem(view, eye, patients))}
    </ul>
  </li>`;
}

function eyeItem(view: View, eye: Eye, patients: Patient[]): TemplateResult {
  const { t, state, actions } = view;
  const isSelected = eye.id === state.selected;
  const result = resultOf(eye);
  return html`<li class="eye-item" ?data-selected=${isSelected}>
    <button type="button" class="eye" aria-current=${isSelected ? 'true' : 'false'} @click=${() => actions.select(eye.id)}>
      ${result ? html`<img src=${result.thumbnail} alt="" />` : html`<span class="no-thumbnail" data-state=${eye.progress.state}></span>`}
      <span class="eye-words">
        <bdi class="file">${eye.name}</bdi>
        <span class="eye-state">${stateOf(view, eye)}</span>
      </span>
    </button>
    <div class="eye-choices">
      ${sideSelect(view, eye)} ${patients.length > 1 || isShared(eye, patients) ? patientSelect(view, eye, patients) : nothing}
      <button type="button" class="icon-button" aria-label="${t.remove}: ${eye.name}" title=${t.remove} @click=${() => actions.remove(eye.id)}>
        ${icons.remove}
      </button>
    </div>
  </li>`;
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
  return html`<select class="small" aria-label=${t.list.eyeOf(eye.name)} title=${eye.sideFrom ? t.sideFrom[eye.sideFrom] : ''} .value=${eye.side ?? ''} @change=${chosen}>
    ${option('right', t.shortSides.right)} ${option('left', t.shortSides.left)} ${option('', t.shortSides.unknown)}
  </select>`;
}

function patientSelect({ t, actions }: View, eye: Eye, patients: Patient[]): TemplateResult {
  const chosen = (event: Event) => actions.setPatient(eye.id, (event.target as HTMLSelectElement).value || null);
  return html`<select class="small" aria-label=${t.list.patientOf(eye.name)} .value=${eye.patient} @change=${chosen}>
    ${patients.map(({ name }) => html`<option value=${name} ?selected=${name === eye.patient}>${t.list.patient(name)}</option>`)}
    ${isShared(eye, patients) ? html`<option value="">${t.list.newPatient}</option>` : nothing}
  </select>`;
}

function isShared(eye: Eye, patients: Patient[]): boolean {
  return (patients.find(({ name }) => name === eye.patient)?.eyes.length ?? 0) > 1;
}
