/** What is said of a patient. */

import type { EyeOfPatient, PatientRecord, ReportedPhotograph } from '../clinical.js';
import type { Words } from './words.js';

/** What is to be known of the patient beside the verdict. */
export function sentencesOf({ t }: Words, { photographs, result }: PatientRecord): string[] {
  const { eyes, worse, missing, open } = result;
  const side = (eye: EyeOfPatient<ReportedPhotograph>) => t.sides[eye.side ?? 'unknown'];
  const grade = ({ deciding: { screening } }: EyeOfPatient<ReportedPhotograph>) =>
    screening.outcome === 'graded' ? (t.grades[screening.grade] ?? '') : '';
  const graded = eyes.filter(({ verdict }) => verdict !== 'ungradable').length;
  const ungradable = eyes.filter(({ verdict }) => verdict === 'ungradable').map(side);
  return [
    ungradable.length > 0 && t.patient.someUngradable(ungradable),
    worse && (graded > 1 ? t.patient.worse(side(worse), grade(worse)) : t.patient.onlyEye(side(worse), grade(worse))),
    missing && t.patient.missing(t.sides[missing]),
    open > 0 && t.patient.open(open),
    eyes.length < photographs.length && t.patient.several,
  ].filter((sentence) => typeof sentence === 'string');
}
