import { html, type TemplateResult } from 'lit-html';
import { fhirBundle } from 'zoom-in-net/fhir';
import { asJson, pictureOf } from 'zoom-in-net/report';
import { fileName, save, saveJson } from '../exports/save.js';
import type { Patient } from '../state/patients.js';
import { picturedOf, recordOf } from '../state/record.js';
import type { Eye } from '../state/store.js';
import { icons } from './icons.js';
import { overlayOf } from './report.js';
import type { View } from './view.js';

/** The ways out; all of them end on this device. */
export function exportsView({ t, state, language }: View, eye: Eye, patient: Patient): TemplateResult {
  const { operatingPoint } = state;
  const record = () => recordOf(patient, operatingPoint);
  const json = () => saveJson(asJson([record()], { language }), fileName([patient.name], 'json'));
  const fhir = () => saveJson(fhirBundle([record()], { language }), fileName([patient.name], 'fhir.json'), 'application/fhir+json');
  const photograph = picturedOf(state, eye);
  const picture = async () => {
    if (!photograph) return;
    const image = await pictureOf(photograph, { language, operatingPoint, overlay: overlayOf(state) });
    save(image, fileName([eye.name.replace(/\.[^.]+$/, '')], 'png'));
  };
  const way = (id: string, icon: TemplateResult, label: string, act: () => void, isReady = true) =>
    html`<button type="button" class="way" id=${id} ?disabled=${!isReady} @click=${act}>${icon}${label}</button>`;
  return html`<section class="card exports" aria-labelledby="exports-heading">
    <h3 id="exports-heading">${t.exports.heading}</h3>
    <div class="ways">
      ${way('export-report', icons.print, t.exports.report, () => window.print())}
      ${way('export-picture', icons.save, t.exports.picture, () => void picture(), photograph !== null)}
      ${way('export-json', icons.save, t.exports.json, json)}
      ${way('export-fhir', icons.save, t.exports.fhir, fhir)}
    </div>
    <p class="note">${t.exports.note}</p>
  </section>`;
}
