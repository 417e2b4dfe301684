/** What the package's reports and exports take of a patient. */

import type { EyeOfPatient as ReportedEye, PatientRecord, PicturedPhotograph, ReportedPhotograph } from 'zoom-in-net/report';
import { type EyeOfPatient, type Patient, resultOf, verdictOf } from './patients.js';
import { type Eye, type OperatingPoint, seen, type State } from './store.js';
import { caseOf } from './worklist.js';

/** A photograph, with the number by which the page knows it. */
export type RecordedPhotograph = ReportedPhotograph & Pick<Eye, 'id'>;

/** The same with its pictures, which are there while it is looked at. */
export type RecordedWithPictures = PicturedPhotograph & Pick<Eye, 'id'>;

/** Of a patient none of whose photographs has a result. */
const NOTHING_YET = { eyes: [], worse: null, verdict: 'incomplete', someUngradable: false, missing: null } as const;

/** All photographs of a patient that have a result. */
export function recordOf(patient: Patient, point: OperatingPoint): PatientRecord<RecordedPhotograph> {
  return recordWith(patient, point, (eye) => reportedOf(eye, point));
}

/** Those of them whose pictures are there; an eye whose deciding photograph has none is left out. */
export function picturedRecordOf(state: State, patient: Patient): PatientRecord<RecordedWithPictures> {
  return recordWith(patient, state.operatingPoint, (eye) => picturedOf(state, eye));
}

/** Nothing where it has no result, or its pictures are not there. */
export function picturedOf(state: State, eye: Eye): RecordedWithPictures | null {
  const there = seen(state, eye);
  const reported = reportedOf(eye, state.operatingPoint);
  return there && reported && { ...reported, image: there.photograph.image, crops: there.crops };
}

function recordWith<Photograph extends RecordedPhotograph>(
  patient: Patient,
  operatingPoint: OperatingPoint,
  photographOf: (eye: Eye) => Photograph | null,
): PatientRecord<Photograph> {
  const photographs = patient.eyes.flatMap((eye) => photographOf(eye) ?? []);
  const reported = ({ deciding, ...eye }: EyeOfPatient): ReportedEye<Photograph>[] => {
    const photograph = photographs.find(({ id }) => id === deciding.id);
    return photograph ? [{ ...eye, deciding: photograph }] : [];
  };
  const result = caseOf(patient, operatingPoint).result ?? { ...NOTHING_YET, open: patient.eyes.length };
  const worse = result.worse ? reported(result.worse)[0] : undefined;
  return { name: patient.name, operatingPoint, photographs, result: { ...result, eyes: result.eyes.flatMap(reported), worse: worse ?? null } };
}

function reportedOf(eye: Eye, operatingPoint: OperatingPoint): RecordedPhotograph | null {
  const result = resultOf(eye);
  if (!result) return null;
  const { id, name, side, sideFrom, synthetic } = eye;
  const { photograph, screening, model, device, milliseconds, finished } = result;
  const verdict = verdictOf(screening, operatingPoint);
  return { id, name, side, sideFrom, synthetic, ...photograph, screening, verdict, model, device, milliseconds, finished };
}
