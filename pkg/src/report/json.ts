/** All that is known of patients' photographs, for programs. */

import type { PatientRecord, ReportedPhotograph } from '../clinical.js';
import type { Language } from '../texts/index.js';
import { wordingOf } from '../words/result.js';
import { type Words, wordsIn } from '../words/words.js';

export interface JsonOptions {
  language: Language;
  /** When it is made; now, where it is not said. */
  exported?: Date;
}

/** One patient, or a worklist of them, as a value for `JSON.stringify`. */
export function asJson(patients: readonly PatientRecord[], { language, exported = new Date() }: JsonOptions): object {
  const words = wordsIn(language);
  return {
    format: 'zoom-in-net-screening',
    format_version: 3,
    exported: exported.toISOString(),
    language,
    disclaimer: words.t.wording.disclaimer,
    patients: patients.map((patient) => patientOf(words, patient)),
  };
}

function patientOf(words: Words, { name, operatingPoint, photographs, result }: PatientRecord): object {
  return {
    name,
    operating_point: operatingPoint,
    verdict: result.verdict,
    wording: wordingOf(words, result.verdict),
    some_eye_ungradable: result.someUngradable,
    worse_eye: result.worse ? { side: result.worse.side, file: result.worse.deciding.name } : null,
    missing_eye: result.missing,
    photographs_without_result: result.open,
    photographs: photographs.map((photograph) => photographOf(words, photograph)),
  };
}

function photographOf(words: Words, photograph: ReportedPhotograph): object {
  const { t } = words;
  const { name, synthetic, side, sideFrom, width, height, finished, model, device, milliseconds, verdict, screening } = photograph;
  return {
    file: name,
    synthetic,
    eye: side,
    eye_from: sideFrom,
    width,
    height,
    screened: finished.toISOString(),
    model,
    device,
    milliseconds: Math.round(milliseconds),
    verdict,
    wording: wordingOf(words, verdict),
    not_assessed: screening.outcome === 'graded' && !screening.oedema ? t.noOedema : null,
    attention_note: t.wording.attention,
    screening,
  };
}
