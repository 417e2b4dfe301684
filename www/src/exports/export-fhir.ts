/** A patient's result as FHIR R4: a DiagnosticReport, one Observation per photograph, and the Device. */

import type { FiveGrades, GradedScreening, Referral } from 'zoom-in-net';
import type { ExportContext } from './export-json.js';
import { texts } from '../i18n/index.js';
import { patientResult, resultOf, verdictOf } from '../state/patients.js';
import { sentencesOf, wordingOf } from '../views/patient-view.js';
import { POINTS } from '../views/referral-view.js';
import { howRead } from '../views/result-view.js';
import type { Eye, Result } from '../state/store.js';

/** Displays of codes and names of components are English in every language. */
const en = texts('en');

const LOINC = 'http://loinc.org';
const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';

const EYE_CODES = { left: '71490-7', right: '71491-5' } as const;
/** LOINC's answers for the ICDR scale, from none to proliferative. */
const ANSWERS: FiveGrades<string> = ['LA18643-9', 'LA18644-7', 'LA18645-4', 'LA18646-2', 'LA18648-8'];

type Entry = fhir4.BundleEntry<fhir4.FhirResource>;

export function patientAsFhir(context: ExportContext): fhir4.Bundle {
  const { patient, operatingPoint, language, now } = context;
  const t = texts(language);
  const subject: fhir4.Reference = { display: patient.name };
  const done = patient.eyes.flatMap((eye) => {
    const result = resultOf(eye);
    return result ? [{ eye, result }] : [];
  });
  const models = [...new Set(done.map(({ result }) => `${result.model.name} ${result.model.version}`))];
  const device: fhir4.Device = {
    resourceType: 'Device',
    status: 'active',
    deviceName: [{ name: 'Zoom-in-Net', type: 'model-name' }],
    version: models.map((value) => ({ value })),
    note: [{ text: t.wording.disclaimer }],
  };
  const deviceEntry = entry(device);
  const observations = done.map(({ eye, result }) =>
    entry({ ...observationOf(context, eye, result), subject, device: { reference: deviceEntry.fullUrl } }),
  );
  const summary = patientResult(patient, operatingPoint);
  const report: fhir4.DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    status: 'preliminary',
    language,
    text: narrative([t.report.heading, ...(summary ? [wordingOf(t, summary.verdict)] : []), t.wording.disclaimer], language),
    code: { text: 'Diabetic retinopathy screening' },
    subject,
    ...(done[0] ? { effectiveDateTime: done[0].result.finished.toISOString() } : {}),
    issued: now.toISOString(),
    result: observations.map(({ fullUrl }) => ({ reference: fullUrl })),
    conclusion: [
      ...(summary ? [wordingOf(t, summary.verdict), ...sentencesOf(t, patient, summary)] : []),
      ...(done.some(({ eye }) => eye.synthetic) ? [t.report.synthetic] : []),
      t.report.preliminary,
      t.wording.disclaimer,
    ].join(' '),
  };
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: now.toISOString(),
    entry: [entry(report), ...observations, deviceEntry],
  };
}

function observationOf({ operatingPoint, language }: ExportContext, eye: Eye, { screening, finished }: Result): fhir4.Observation {
  const t = texts(language);
  const graded = screening.outcome === 'graded' ? screening : null;
  const note = [
    ...(graded ? howRead(t, graded) : []),
    ...(graded && !graded.oedema ? [t.noOedema] : []),
    t.wording.attention,
    t.wording.disclaimer,
    ...(eye.synthetic ? [t.report.synthetic] : []),
  ];
  const common = {
    resourceType: 'Observation',
    status: 'preliminary',
    language,
    code: eye.side
      ? { coding: [{ system: LOINC, code: EYE_CODES[eye.side] }], text: `Diabetic retinopathy severity, ${eye.side} eye` }
      : { text: 'Diabetic retinopathy severity, eye not stated' },
    effectiveDateTime: finished.toISOString(),
    method: { text: 'Zoom-in-Net, automated grading of a colour fundus photograph' },
    note: [wordingOf(t, verdictOf(screening, operatingPoint)), `${t.report.file}: ${eye.name}`, ...note].map((text) => ({ text })),
  } satisfies fhir4.Observation;
  if (screening.outcome === 'ungradable') {
    const reasons = screening.reasons.map(({ message }) => message).join(' ');
    return {
      ...common,
      dataAbsentReason: { coding: [{ system: ABSENT, code: 'not-performed', display: 'Not Performed' }], text: `${t.wording.ungradable} ${reasons}` },
    };
  }
  return {
    ...common,
    valueCodeableConcept: { coding: [{ system: LOINC, code: ANSWERS[screening.grade], display: en.grades[screening.grade] }], text: t.grades[screening.grade] ?? '' },
    component: componentsOf(screening),
  };
}

function componentsOf(screening: GradedScreening): fhir4.ObservationComponent[] {
  const probability = (text: string, value: number): fhir4.ObservationComponent => ({
    code: { text },
    valueQuantity: { value, unit: '1', system: 'http://unitsofmeasure.org', code: '1' },
  });
  const referral = (name: string, reason: Referral) =>
    POINTS.map((point): fhir4.ObservationComponent => ({
      code: { text: `${name} at ${point.replace('_', ' ')} (probability at least ${reason[`threshold_at_${point}`]})` },
      valueBoolean: reason[`at_${point}`],
    }));
  const { probabilities, referable, oedema, refer } = screening;
  return [
    ...en.grades.map((grade, level) => probability(`Probability: ${grade.toLowerCase()}`, probabilities[level] ?? 0)),
    probability('Probability: referable (moderate or worse)', referable.probability),
    ...referral('Referable', referable),
    ...(oedema ? [probability('Probability: macular oedema', oedema.probability), ...referral('Macular oedema', oedema)] : []),
    { code: { text: 'Refer, for retinopathy or macular oedema, at high sensitivity' }, valueBoolean: refer },
  ];
}

/** A resource under a name that is nowhere else. */
function entry<R extends fhir4.FhirResource>(resource: R): Entry & { fullUrl: string } {
  return { fullUrl: `urn:uuid:${uuid()}`, resource };
}

/** `crypto.randomUUID` is there only on pages that are served securely. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function narrative(lines: string[], language: string): fhir4.Narrative {
  const plain = (line: string) => line.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const paragraphs = lines.map((line) => `<p>${plain(line)}</p>`).join('');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}" xml:lang="${language}">${paragraphs}</div>` };
}
