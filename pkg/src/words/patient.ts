/** What is said of a patient. */

import type { EyeOfPatient, PatientResult, Side } from '../clinical.js';
import type { Words } from './words.js';

/** What is to be known of the patient, of whom there are these photographs, beside the verdict. */
export function sentencesOf<Photograph extends { side: Side | null }>(
  { t }: Words,
  photographs: readonly Photograph[],
  result: PatientResult<Photograph>,
): string[] {
  const side = (eye: EyeOfPatient<Photograph>) => t.sides[eye.side ?? 'unknown'];
  const grade = ({ screening }: EyeOfPatient<Photograph>) => (screening ? (t.grades[screening.grade] ?? '') : '');
  const { worse } = result;
  const graded = result.eyes.filter(({ screening }) => screening).length;
  const ungradable = result.eyes.filter(({ verdict }) => verdict === 'ungradable').map(side);
  return [
    ungradable.length > 0 && t.patient.someUngradable(ungradable),
    worse && (graded > 1 ? t.patient.worse(side(worse), grade(worse)) : t.patient.onlyEye(side(worse), grade(worse))),
    result.missing && t.patient.missing(t.sides[result.missing]),
    result.open > 0 && t.patient.open(result.open),
    new Set(photographs.map((one) => one.side ?? one)).size < photographs.length && t.patient.several,
  ].filter((sentence) => typeof sentence === 'string');
}
