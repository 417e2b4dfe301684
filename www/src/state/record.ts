/** What the package's reports and exports take of a patient. */

import type { EyeOfPatient as ReportedEye, PatientRecord, PicturedPhotograph } from 'zoom-in-net/report';
import { type EyeOfPatient, type Patient, patientResult, resultOf, verdictOf } from './patients.js';
import type { Eye, OperatingPoint } from './store.js';

/** A photograph, with the number by which the page knows it. */
export type RecordedPhotograph = PicturedPhotograph & Pick<Eye, 'id'>;

/** Of a patient none of whose photographs has a result. */
const NOTHING_YET = { eyes: [], worse: null, verdict: 'incomplete', someUngradable: false, missing: null } as const;

export function recordOf(patient: Patient, operatingPoint: OperatingPoint): PatientRecord<RecordedPhotograph> {
  const photographs = patient.eyes.flatMap((eye) => photographOf(eye, operatingPoint) ?? []);
  const reported = ({ deciding, ...eye }: EyeOfPatient): ReportedEye<RecordedPhotograph> => {
    const photograph = photographs.find(({ id }) => id === deciding.id);
    if (!photograph) throw new Error(`${deciding.name} decides without a result`);
    return { ...eye, deciding: photograph };
  };
  const result = patientResult(patient, operatingPoint) ?? { ...NOTHING_YET, open: patient.eyes.length };
  return {
    name: patient.name,
    operatingPoint,
    photographs,
    result: { ...result, eyes: result.eyes.map(reported), worse: result.worse && reported(result.worse) },
  };
}

/** Nothing where it has no result. */
export function photographOf(eye: Eye, operatingPoint: OperatingPoint): RecordedPhotograph | null {
  const result = resultOf(eye);
  if (!result) return null;
  const { id, name, side, sideFrom, synthetic } = eye;
  const { photograph, screening, crops, model, device, milliseconds, finished } = result;
  const verdict = verdictOf(screening, operatingPoint);
  return { id, name, side, sideFrom, synthetic, ...photograph, screening, verdict, crops, model, device, milliseconds, finished };
}
