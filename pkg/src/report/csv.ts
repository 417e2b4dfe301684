/** Results as CSV: a row for each photograph, its patient's verdict in it. */

import type { PatientRecord, ReportedPhotograph } from '../clinical.js';
import { type Language, texts } from '../texts/index.js';
import type { GradedScreening } from '../types.js';
import { GRADES } from '../words/grades.js';

type Cell = string | number | boolean | null;

export interface CsvOptions {
  language: Language;
}

/** Names of columns are the same in every language, so that programs find them. */
export function asCsv(patients: readonly PatientRecord[], { language }: CsvOptions): string {
  const { disclaimer } = texts(language).wording;
  const rows = patients.flatMap((patient): Record<string, Cell>[] => {
    const common = { patient: patient.name, patient_verdict: patient.result.verdict, photographs_without_result: patient.result.open, operating_point: patient.operatingPoint };
    // A patient is not lost from the list because no photograph could be screened.
    if (patient.photographs.length === 0) return [{ ...common, disclaimer }];
    return patient.photographs.map((photograph) => ({ ...common, ...columnsOf(photograph), disclaimer }));
  });
  return csvOf(COLUMNS, rows);
}

const COLUMNS = [
  ...['patient', 'patient_verdict', 'photographs_without_result', 'operating_point', 'file', 'eye', 'synthetic', 'screened'],
  ...['verdict', 'reasons', 'grade', ...GRADES.map((grade) => `probability_${grade}`), 'refer'],
  ...referralColumns('referable'),
  ...referralColumns('oedema'),
  ...['both_eyes', 'thorough', 'model', 'model_version', 'device', 'disclaimer'],
];

function referralColumns(name: 'referable' | 'oedema'): string[] {
  return [name, `${name}_threshold_at_high_sensitivity`, `${name}_threshold_at_high_specificity`];
}

function columnsOf({ name, side, synthetic, finished, screening, verdict, model, device }: ReportedPhotograph): Record<string, Cell> {
  const result = screening.outcome === 'graded' ? findingOf(screening) : { reasons: screening.reasons.map(({ code }) => code).join(' ') };
  return {
    file: name,
    eye: side,
    synthetic,
    screened: finished.toISOString(),
    verdict,
    ...result,
    model: model.name,
    model_version: model.version,
    device: device.kind,
  };
}

function findingOf({ grade, probabilities, refer, referable, oedema, both_eyes, thorough }: GradedScreening): Record<string, Cell> {
  const referrals = Object.entries({ referable, oedema }).flatMap(([name, referral]) =>
    referral
      ? [
          [name, referral.probability],
          [`${name}_threshold_at_high_sensitivity`, referral.threshold_at_high_sensitivity],
          [`${name}_threshold_at_high_specificity`, referral.threshold_at_high_specificity],
        ]
      : [],
  );
  return {
    grade,
    ...Object.fromEntries(GRADES.map((level) => [`probability_${level}`, probabilities[level]])),
    refer,
    ...Object.fromEntries(referrals),
    both_eyes,
    thorough,
  };
}

/**
 * By RFC 4180. Written here, in the few lines that it is: papaparse has 7.3 kB gzipped, csv-stringify 9.9.
 */
export function csvOf(columns: readonly string[], rows: readonly Record<string, Cell | undefined>[]): string {
  const lines = [columns.map(quoted), ...rows.map((row) => columns.map((column) => quoted(row[column] ?? null)))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** What a spreadsheet takes for a formula, which the name of a file or of a patient may be made to be. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function quoted(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  // The apostrophe has spreadsheets take what follows for text.
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text;
}
