import { html, nothing, type TemplateResult } from 'lit-html';
import { sentencesOf, wordingOf } from 'zoom-in-net/words';
import { icons } from './icons.js';
import type { Patient } from '../state/patients.js';
import { recordOf } from '../state/record.js';
import type { View } from './view.js';

/** The patient as a whole, where there is more to say than of one photograph. */
export function patientView(view: View, patient: Patient): TemplateResult | typeof nothing {
  const { t, state } = view;
  const record = recordOf(patient, state.operatingPoint);
  const { result } = record;
  if (record.photographs.length === 0 || patient.eyes.length < 2) return nothing;
  return html`<section class="patient-result" data-verdict=${result.verdict} aria-labelledby="patient-heading">
    <div class="verdict-icon">${icons[result.verdict]}</div>
    <div>
      <h2 id="patient-heading">${t.patient.heading} <bdi class="patient-of">${patient.name}</bdi></h2>
      <p class="wording">${wordingOf(view, result.verdict)}</p>
      <ul class="sentences">
        ${sentencesOf(view, record).map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
    </div>
  </section>`;
}
