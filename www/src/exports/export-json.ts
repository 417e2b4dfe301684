/** All that is known of a patient's photographs, for programs. */

import { type Language, texts } from '../i18n/index.js';
import { type Patient, patientResult, resultOf, verdictOf } from '../state/patients.js';
import { wordingOf } from '../views/patient-view.js';
import type { OperatingPoint } from '../state/store.js';

export interface ExportContext {
  patient: Patient;
  operatingPoint: OperatingPoint;
  language: Language;
  /** Of the export. */
  now: Date;
}

export function patientAsJson({ patient, operatingPoint, language, now }: ExportContext): object {
  const t = texts(language);
  const result = patientResult(patient, operatingPoint);
  return {
    format: 'zoom-in-net-screening',
    format_version: 2,
    exported: now.toISOString(),
    language,
    disclaimer: t.wording.disclaimer,
    operating_point: operatingPoint,
    patient: {
      name: patient.name,
      verdict: result?.verdict ?? null,
      wording: result && wordingOf(t, result.verdict),
      some_eye_ungradable: result?.someUngradable ?? null,
      worse_eye: result?.worse ? { side: result.worse.side, file: result.worse.deciding.name } : null,
      missing_eye: result?.missing ?? null,
      photographs_without_result: result?.open ?? patient.eyes.length,
    },
    photographs: patient.eyes.flatMap((eye) => {
      const done = resultOf(eye);
      if (!done) return [];
      const { screening, model, device, milliseconds, photograph, finished } = done;
      const verdict = verdictOf(screening, operatingPoint);
      return [
        {
          file: eye.name,
          synthetic: eye.synthetic,
          eye: eye.side,
          eye_from: eye.sideFrom,
          width: photograph.width,
          height: photograph.height,
          screened: finished.toISOString(),
          model,
          device,
          milliseconds: Math.round(milliseconds),
          verdict,
          wording: wordingOf(t, verdict),
          not_assessed: screening.outcome === 'graded' && !screening.oedema ? t.noOedema : null,
          attention_note: t.wording.attention,
          screening,
        },
      ];
    }),
  };
}
