/** All patients of the worklist in one file. */

import { type Language, texts } from '../i18n/index.js';
import { type Patient, patientResult, resultOf, verdictOf } from '../state/patients.js';
import { patientAsFhir } from './export-fhir.js';
import { patientAsJson } from './export-json.js';
import type { OperatingPoint } from '../state/store.js';

export interface AllContext {
  patients: Patient[];
  operatingPoint: OperatingPoint;
  language: Language;
  /** Of the export. */
  now: Date;
}

export function allAsJson({ patients, ...context }: AllContext): object {
  return {
    format: 'zoom-in-net-worklist',
    format_version: 1,
    exported: context.now.toISOString(),
    disclaimer: texts(context.language).wording.disclaimer,
    patients: patients.map((patient) => patientAsJson({ patient, ...context })),
  };
}

/** One collection of what each patient's is. */
export function allAsFhir({ patients, ...context }: AllContext): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: context.now.toISOString(),
    entry: patients.flatMap((patient) => patientAsFhir({ patient, ...context }).entry ?? []),
  };
}

const COLUMNS = [
  'patient', 'patient_verdict', 'file', 'eye', 'state', 'verdict', 'grade', 'probability_referable', 'probability_oedema', 'both_eyes',
  'operating_point', 'screened', 'model', 'synthetic', 'note',
] as const;

/** One line a photograph, whether it has a result or not; columns and values are the same in every language. */
export function allAsCsv({ patients, operatingPoint, language }: AllContext): string {
  const { wording } = texts(language);
  const lines = patients.flatMap((patient) => {
    const verdict = patientResult(patient, operatingPoint)?.verdict ?? '';
    return patient.eyes.map((eye): Record<(typeof COLUMNS)[number], unknown> => {
      const result = resultOf(eye);
      const graded = result?.screening.outcome === 'graded' ? result.screening : null;
      return {
        patient: patient.name,
        patient_verdict: verdict,
        file: eye.name,
        eye: eye.side ?? '',
        state: eye.progress.state,
        verdict: result ? verdictOf(result.screening, operatingPoint) : '',
        grade: graded?.grade ?? '',
        probability_referable: graded?.referable.probability ?? '',
        probability_oedema: graded?.oedema?.probability ?? '',
        both_eyes: graded?.both_eyes ?? '',
        operating_point: operatingPoint,
        screened: result?.finished.toISOString() ?? '',
        model: result ? `${result.model.name} ${result.model.version}` : '',
        synthetic: eye.synthetic,
        note: wording.disclaimer,
      };
    });
  });
  const rows = [COLUMNS.join(','), ...lines.map((line) => COLUMNS.map((column) => cell(String(line[column]))).join(','))];
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  return `\ufeff${rows.join('\r\n')}\r\n`;
}

/** Quoted where it must be; what a spreadsheet would take for a formula is kept from being one. */
function cell(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}
