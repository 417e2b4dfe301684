import { html, nothing, type TemplateResult } from 'lit-html';
import { icons } from './icons.js';
import type { Texts } from '../i18n/index.js';
import { type EyeOfPatient, type Patient, type PatientResult, patientResult, type PatientVerdict } from '../state/patients.js';
import type { View } from './view.js';

/** What a verdict says, word by word as the library does. */
export function wordingOf({ wording, patient }: Texts, verdict: PatientVerdict): string {
  return {
    referable: wording.referable,
    not_referable: wording.notReferable,
    ungradable: wording.ungradable,
    incomplete: patient.incomplete,
  }[verdict];
}

/** The patient as a whole, where there is more to say than of one photograph. */
export function patientView(view: View, patient: Patient): TemplateResult | typeof nothing {
  const { t, state } = view;
  const result = patientResult(patient, state.operatingPoint);
  if (!result || patient.eyes.length < 2) return nothing;
  return html`<section class="patient-result" data-verdict=${result.verdict} aria-labelledby="patient-heading">
    <div class="verdict-icon">${icons[result.verdict]}</div>
    <div>
      <h2 id="patient-heading">${t.patient.heading} <span class="patient-of">${patient.name}</span></h2>
      <p class="wording">${wordingOf(t, result.verdict)}</p>
      <ul class="sentences">
        ${sentencesOf(t, patient, result).map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
    </div>
  </section>`;
}

/** What is to be known of the patient beside the verdict. */
export function sentencesOf(t: Texts, patient: Patient, result: PatientResult): string[] {
  const side = (eye: EyeOfPatient) => t.sides[eye.side ?? 'unknown'];
  const grade = ({ screening }: EyeOfPatient) => (screening ? (t.grades[screening.grade] ?? '') : '');
  const worse = result.worse;
  const graded = result.eyes.filter(({ screening }) => screening).length;
  const ungradable = result.eyes.filter(({ verdict }) => verdict === 'ungradable').map(side);
  const photographs = new Set(patient.eyes.map((eye) => eye.side ?? eye.id)).size;
  return [
    ungradable.length > 0 && t.patient.someUngradable(ungradable.join(', ')),
    worse && (graded > 1 ? t.patient.worse(side(worse), grade(worse)) : t.patient.onlyEye(side(worse), grade(worse))),
    result.missing && t.patient.missing(t.sides[result.missing]),
    result.open > 0 && t.patient.open(result.open),
    photographs < patient.eyes.length && t.patient.several,
  ].filter((sentence) => typeof sentence === 'string');
}
