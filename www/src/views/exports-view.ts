import { html, type TemplateResult } from 'lit-html';
import { patientAsFhir } from '../exports/export-fhir.js';
import { type ExportContext, patientAsJson } from '../exports/export-json.js';
import { resultAsPicture } from '../exports/export-picture.js';
import { icons } from './icons.js';
import type { Patient } from '../state/patients.js';
import { fileName, save, saveJson } from '../exports/save.js';
import type { Eye, Seen } from '../state/store.js';
import type { View } from './view.js';

/** The ways out; all of them end on this device. */
export function exportsView(view: View, eye: Eye, seen: Seen | null, patient: Patient): TemplateResult {
  const { t, state } = view;
  const context = (): ExportContext => {
    const { operatingPoint, settings } = state;
    return { patient, operatingPoint, language: settings.language, now: new Date() };
  };
  const json = () => saveJson(patientAsJson(context()), fileName([patient.name], 'json'));
  const fhir = () => saveJson(patientAsFhir(context()), fileName([patient.name], 'fhir.json'), 'application/fhir+json');
  const picture = async () => {
    if (seen) save(await resultAsPicture(view, eye, seen), fileName([eye.name.replace(/\.[^.]+$/, '')], 'png'));
  };
  const way = (id: string, icon: TemplateResult, label: string, act: () => void, isReady = true) =>
    html`<button type="button" class="way" id=${id} ?disabled=${!isReady} @click=${act}>${icon}${label}</button>`;
  return html`<section class="card exports" aria-labelledby="exports-heading">
    <h3 id="exports-heading">${t.exports.heading}</h3>
    <div class="ways">
      ${way('export-report', icons.print, t.exports.report, () => window.print())}
      ${way('export-picture', icons.save, t.exports.picture, () => void picture(), seen !== null)}
      ${way('export-json', icons.save, t.exports.json, json)}
      ${way('export-fhir', icons.save, t.exports.fhir, fhir)}
    </div>
    <p class="note">${t.exports.note}</p>
  </section>`;
}
