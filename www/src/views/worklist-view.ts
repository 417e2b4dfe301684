/** The worklist: what was found in all, the ways through it, and a page of its patients. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { fhirBundle } from 'zoom-in-net/fhir';
import { asCsv, asJson } from 'zoom-in-net/report';
import { fileName, save, saveJson } from '../exports/save.js';
import { icons } from './icons.js';
import { patientsView } from './list-view.js';
import { recordOf } from '../state/record.js';
import type { Listing } from '../state/store.js';
import { listed, pagesOf, patientsIn, PATIENTS_A_PAGE, type Summary, summaryOf } from '../state/worklist.js';
import type { View } from './view.js';

const ORDERS = ['urgency', 'name'] as const satisfies readonly Listing['order'][];
const FILTERS = ['all', 'referable', 'ungradable', 'open'] as const satisfies readonly Listing['filter'][];

export function worklistView(view: View): TemplateResult {
  const { t, state } = view;
  const summary = summaryOf(state);
  const cases = listed(state);
  const pages = pagesOf(cases);
  const page = Math.min(state.listing.page, pages - 1);
  const shown = cases.slice(page * PATIENTS_A_PAGE, (page + 1) * PATIENTS_A_PAGE);
  // Of one patient there is nothing to sum up, nor to look for.
  const isMany = summary.patients > 1;
  return html`<nav class="list" aria-label=${t.list.heading}>
    ${headView(view, summary)} ${isMany ? [summaryView(view, summary), toolsView(view)] : nothing}
    <div class="pages-of-patients">${patientsView(view, shown)}</div>
    ${pages > 1 ? pagesView(view, page, pages) : nothing} ${isMany && summary.finished > 0 ? exportsOfAll(view) : nothing}
  </nav>`;
}

function headView({ t, number, state, actions }: View, { photographs, finished, again }: Summary): TemplateResult {
  const isBusy = finished < photographs;
  const done = t.done(number(finished), photographs);
  const failedBeside = state.eyes.filter(({ progress }) => progress.state === 'done' && progress.result.fellowFailed).length;
  return html`<div class="list-head">
      <span class="count">${done}</span>
      ${isBusy
        ? html`<button type="button" class="quiet" @click=${() => actions.cancelAll()}>${t.cancelAll}</button>`
        : html`<button type="button" class="quiet" @click=${() => actions.removeAll()}>${t.removeAll}</button>`}
    </div>
    ${isBusy && photographs > 1 ? html`<progress max=${photographs} .value=${finished} aria-label=${done}></progress>` : nothing}
    ${!isBusy && photographs > 1 && again + failedBeside > 0
      ? html`<button type="button" class="way" id="retry-all" @click=${() => actions.retryAll()}>
          ${icons.retry}${again > 0 ? t.list.again(again) : t.fellow.again}
        </button>`
      : nothing}`;
}

function summaryView({ t }: View, { photographs, patients, referable, ungradable, incomplete, failed }: Summary): TemplateResult {
  const figure = (count: number, words: string, verdict: string) =>
    html`<div ?data-none=${count === 0} data-verdict=${verdict}><dt>${words}</dt><dd>${count}</dd></div>`;
  return html`<dl class="summary" aria-label=${t.summary.heading}>
    ${figure(photographs, t.summary.photographs(photographs), '')} ${figure(patients, t.summary.patients(patients), '')}
    ${figure(referable, t.summary.referable, 'referable')} ${figure(ungradable, t.summary.ungradable, 'ungradable')}
    ${figure(incomplete, t.summary.incomplete, 'incomplete')} ${figure(failed, t.summary.failed, 'error')}
  </dl>`;
}

function toolsView({ t, state, actions }: View): TemplateResult {
  const { order, filter, search } = state.listing;
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;
  return html`<div class="list-tools">
    <input
      type="search"
      id="list-search"
      aria-label=${t.list.search}
      placeholder=${t.list.search}
      .value=${search}
      @input=${(event: Event) => actions.list({ search: value(event) })}
    />
    <label>
      <span>${t.list.show}</span>
      <select id="list-filter" @change=${(event: Event) => actions.list({ filter: value(event) as Listing['filter'] })}>
        ${FILTERS.map((one) => html`<option value=${one} ?selected=${one === filter}>${t.list.filters[one]}</option>`)}
      </select>
    </label>
    <label>
      <span>${t.list.order}</span>
      <select id="list-order" @change=${(event: Event) => actions.list({ order: value(event) as Listing['order'] })}>
        ${ORDERS.map((one) => html`<option value=${one} ?selected=${one === order}>${t.list.orders[one]}</option>`)}
      </select>
    </label>
  </div>`;
}

function pagesView({ t, actions }: View, page: number, pages: number): TemplateResult {
  const to = (label: string, next: number) =>
    html`<button type="button" class="quiet" ?disabled=${next < 0 || next >= pages} @click=${() => actions.list({ page: next })}>${label}</button>`;
  return html`<div class="pages" role="group" aria-label=${t.list.pages}>
    ${to(t.list.before, page - 1)}<span role="status">${t.list.page(page + 1, pages)}</span>${to(t.list.after, page + 1)}
  </div>`;
}

/** Tells spreadsheets that what follows is UTF-8. */
const UTF_8_MARK = '\ufeff';

function exportsOfAll({ t, state }: View): TemplateResult {
  const { language } = state.settings;
  const records = () => patientsIn(state.eyes).map((patient) => recordOf(patient, state.operatingPoint));
  const ways = {
    csv: () => save(new Blob([UTF_8_MARK, asCsv(records(), { language })], { type: 'text/csv' }), fileName(['worklist'], 'csv')),
    json: () => saveJson(asJson(records(), { language }), fileName(['worklist'], 'json')),
    bundle: () => saveJson(fhirBundle(records(), { language }), fileName(['worklist'], 'fhir.json'), 'application/fhir+json'),
  };
  return html`<details class="exports-of-all">
    <summary>${t.exports.all}</summary>
    <div class="ways">
      ${(['csv', 'json', 'bundle'] as const).map(
        (way) => html`<button type="button" class="way" id="export-all-${way}" @click=${ways[way]}>${icons.save}${t.exports[way]}</button>`,
      )}
    </div>
    <p class="note">${t.exports.allNote}</p>
  </details>`;
}
