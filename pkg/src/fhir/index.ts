/**
 * Results as FHIR R4: of each patient a DiagnosticReport with an Observation for each photograph, and a Device for each model.
 *
 * What a portal's own server holds is referred to, as it is passed in: the Patient, the ImagingStudy, and the Media of a
 * photograph.
 */

import type { Bundle, BundleEntry, Device, DiagnosticReport, FhirResource, Narrative, Observation, Reference } from 'fhir/r4.js';
import type { PatientRecord, ReportedPhotograph } from '../clinical.js';
import { directionOf, type Language } from '../texts/index.js';
import { sentencesOf } from '../words/patient.js';
import { wordingOf } from '../words/result.js';
import { type Words, wordsIn } from '../words/words.js';
import { observationOf } from './observation.js';
import { checked } from './references.js';

export type * from '../clinical.js';

/** A photograph, and the Media that it is on the portal's server. */
export interface FhirPhotograph extends ReportedPhotograph {
  media?: Reference;
}

/** A patient, and what it is on the portal's server; without `subject` the patient is given by name. */
export interface FhirPatient extends PatientRecord<FhirPhotograph> {
  subject?: Reference;
  /** The study that the photographs are of. */
  imagingStudy?: Reference;
}

export interface FhirOptions {
  language: Language;
  /** When the Bundle is made; now, where it is not said. */
  issued?: Date;
}

type Entry<R extends FhirResource> = BundleEntry<R> & { fullUrl: string; resource: R };

/**
 * One patient, or a worklist of them, as a Bundle of the type `collection`.
 *
 * @throws TypeError where a reference is to something else than it should be.
 */
export function fhirBundle(patients: readonly FhirPatient[], { language, issued = new Date() }: FhirOptions): Bundle {
  const words = wordsIn(language);
  const devices = new Map<string, Entry<Device>>();
  const deviceOf = ({ model }: FhirPhotograph): Entry<Device> => {
    const version = `${model.name} ${model.version}`;
    const device = devices.get(version) ?? entry(deviceFor(words, version));
    devices.set(version, device);
    return device;
  };
  const entries = patients.flatMap((patient): Entry<FhirResource>[] => {
    const subject = patient.subject ? checked(patient.subject, 'Patient') : { display: patient.name };
    const study = patient.imagingStudy && checked(patient.imagingStudy, 'ImagingStudy');
    const observations = patient.photographs.map((photograph) => {
      const source = photograph.media ? checked(photograph.media, 'Media') : study;
      return entry<Observation>({
        ...observationOf(words, photograph),
        subject,
        device: { reference: deviceOf(photograph).fullUrl },
        ...(source ? { derivedFrom: [source] } : {}),
      });
    });
    const report = reportOf(words, patient, observations, issued);
    return [entry({ ...report, subject, ...(study ? { imagingStudy: [study] } : {}) }), ...observations];
  });
  return { resourceType: 'Bundle', type: 'collection', timestamp: issued.toISOString(), entry: [...entries, ...devices.values()] };
}

function reportOf(words: Words, patient: FhirPatient, observations: Entry<Observation>[], issued: Date): DiagnosticReport {
  const { t, language } = words;
  const { photographs, result } = patient;
  const [first] = photographs;
  const media = photographs.flatMap(({ media, name }) => (media ? [{ comment: name, link: media }] : []));
  const verdict = wordingOf(words, result.verdict);
  return {
    resourceType: 'DiagnosticReport',
    status: 'preliminary',
    language,
    text: narrative([t.report.heading, verdict, t.wording.disclaimer], language),
    code: { text: 'Diabetic retinopathy screening' },
    ...(first ? { effectiveDateTime: first.finished.toISOString() } : {}),
    issued: issued.toISOString(),
    // FHIR has no empty lists.
    ...(observations.length > 0 ? { result: observations.map(({ fullUrl }) => ({ reference: fullUrl })) } : {}),
    ...(media.length > 0 ? { media } : {}),
    conclusion: [
      verdict,
      ...sentencesOf(words, patient),
      ...(photographs.some(({ synthetic }) => synthetic) ? [t.report.synthetic] : []),
      t.report.preliminary,
      t.wording.disclaimer,
    ].join(' '),
  };
}

function deviceFor({ t }: Words, version: string): Device {
  return {
    resourceType: 'Device',
    status: 'active',
    deviceName: [{ name: 'Zoom-in-Net', type: 'model-name' }],
    version: [{ value: version }],
    note: [{ text: t.wording.disclaimer }],
  };
}

/** A resource under a name that is nowhere else. */
function entry<R extends FhirResource>(resource: R): Entry<R> {
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

function narrative(lines: string[], language: Language): Narrative {
  const plain = (line: string) => line.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const paragraphs = lines.map((line) => `<p>${plain(line)}</p>`).join('');
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}" xml:lang="${language}" dir="${directionOf(language)}">${paragraphs}</div>` };
}
